using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of one rank before and after a step, with the layers that come from and go to its neighbours.
/// What every method of stepping has in common; it does not communicate.</summary>
/// <typeparam name="T">a point</typeparam>
public sealed unsafe class Field<T> : IHaloed<T>, IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly StencilCase _case;
    private readonly Box _own;
    private readonly Box _box;
    private readonly StencilShare? _share;
    private readonly NativeBuffer<T>?[] _points = new NativeBuffer<T>?[2];
    private readonly NativeBuffer<T>[] _halos = new NativeBuffer<T>[Decomposition.Faces.Length];
    private readonly NativeBuffer<T>?[] _outgoing = new NativeBuffer<T>?[Decomposition.Faces.Length];
    private readonly NativeBuffer<Layer<T>> _layers;
    private readonly int _rank;
    private int _now;

    /// <summary>Allocates and fills with the wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">who this rank is, and whose memory it takes</param>
    /// <param name="depth">layers of the neighbours that are part of the block; none of them leaves six halos</param>
    /// <param name="share">memory that neighbours of this node read directly; null where all halos are messages</param>
    public Field(StencilCase c, Place at, int depth = 0, StencilShare? share = null)
    {
        (_case, _rank, _share) = (c, at.Rank, share);
        _own = c.Blocks.BoxOf(_rank);
        _box = c.Blocks.BoxOf(_rank, depth);
        for (int i = 0; i < _points.Length && share is null; i++)
            _points[i] = at.Memory.Allocate<T>((nint)BlockMemory.PointsLength(_box, sizeof(T)), Pages.Huge);
        _layers = at.Memory.Allocate<Layer<T>>(_points.Length * _halos.Length);
        foreach (Face face in Decomposition.Faces)
        {
            nint length = (nint)_box.PointsOf(face);
            _halos[(int)face] = at.Memory.Allocate<T>(length + 2 * Guard);
            for (int which = 0; which < _points.Length; which++)
                _layers.Pointer[which * _halos.Length + (int)face] = LayerOf(face, which);
            if (depth == 0 && Neighbour(face) >= 0 && !IsContiguous(face))
                _outgoing[(int)face] = at.Memory.Allocate<T>(length);
        }

        Fill();
    }

    /// <summary>The block for the next step.</summary>
    public Block<T> Block => BlockAfter(0);

    /// <summary>First own point of the block along each axis.</summary>
    public (int X, int Y, int Z) Margin => (
        (int)(_own.X.Offset - _box.X.Offset), (int)(_own.Y.Offset - _box.Y.Offset),
        (int)(_own.Z.Offset - _box.Z.Offset));

    /// <summary>All lines of the block.</summary>
    public Lines AllLines => new(0, (int)_box.Y.Length, 0, (int)_box.Z.Length);

    /// <summary>Both arrays are larger than the caches.</summary>
    private bool IsPast =>
        2 * sizeof(T) * BlockMemory.PointsLength(_box, sizeof(T)) > Storing.PastFromBytes;

    private static int Guard => BlockMemory.GuardBytes / sizeof(T);

    private int Pitch => BlockMemory.PitchOf((int)_box.X.Length, sizeof(T));

    /// <summary>The rank beyond a face that messages are exchanged with; -1 where there is none.</summary>
    public int Neighbour(Face face) => IsShared(Beyond(face)) ? -1 : Beyond(face);

    /// <inheritdoc/>
    public long LayerBytes(Face face) => _box.PointsOf(face) * sizeof(T);

    /// <summary>Where the neighbour's layer is to be received; zero, the boundary's value, where there is no
    /// neighbour.</summary>
    public T* Halo(Face face) => _halos[(int)face].Pointer + Guard;

    /// <summary>This rank's own layer at a face, after <see cref="Pack"/>.</summary>
    public T* Outgoing(Face face)
    {
        if (_outgoing[(int)face] is { } packed)
            return packed.Pointer;
        return Block.From(0, face == Face.Above ? (int)_box.Z.Length - 1 : 0);
    }

    /// <summary>Gathers those layers for neighbours that do not lie together in memory.</summary>
    public void Pack()
    {
        Block<T> block = Block;
        foreach (Face face in Decomposition.Faces)
        {
            if (_outgoing[(int)face] is not { } packed)
                continue;
            T* to = packed.Pointer;
            if (face is Face.Left or Face.Right)
                PackAcross(block, face == Face.Left ? 0 : block.Nx - 1, to);
            else if (face is Face.Front or Face.Back)
                PackLines(block, face == Face.Front ? 0 : block.Ny - 1, 0, block.Nz, to);
            else
                PackLayer(block, face == Face.Below ? 0 : block.Nz - 1, to);
        }
    }

    /// <summary>The block for a later step.</summary>
    /// <param name="steps">before it</param>
    public Block<T> BlockAfter(int steps)
    {
        int from = (_now + steps) & 1;
        return new(
            Points(from), Points(1 - from), _layers.Pointer + from * _halos.Length,
            (int)_box.X.Length, (int)_box.Y.Length, (int)_box.Z.Length)
        {
            IsPast = IsPast,
            Points = _case.Wave.Points,
        };
    }

    /// <summary>What was written in the last of some steps becomes what the next one reads.</summary>
    public void Turn(int steps = 1) => _now = (_now + steps) & 1;

    /// <summary>The wave at its start.</summary>
    public void Fill()
    {
        double[] x = _case.Wave.Along(0, _box.X), y = _case.Wave.Along(1, _box.Y), z = _case.Wave.Along(2, _box.Z);
        Block<T> block = Block;
        for (int k = 0; k < z.Length; k++)
            for (int j = 0; j < y.Length; j++)
                Wave.Fill(new Span<T>(block.From(j, k), x.Length), x, y[j] * z[k]);
    }

    /// <summary>Copies a line of this rank's own points.</summary>
    public void Read(int y, int z, Span<double> line)
    {
        T* from = Block.From(Margin.Y + y, Margin.Z + z) + Margin.X;
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(from[x]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<T>? buffer in (NativeBuffer<T>?[])[.. _points, .. _halos, .. _outgoing])
            buffer?.Dispose();
        _layers.Dispose();
    }

    private static void PackAcross(Block<T> block, int x, T* to)
    {
        for (int z = 0; z < block.Nz; z++)
            for (int y = 0; y < block.Ny; y++)
                *to++ = block.From(y, z)[x];
    }

    private static void PackLines(Block<T> block, int y, int z, int end, T* to)
    {
        for (; z < end; z++, to += block.Nx)
            new Span<T>(block.From(y, z), block.Nx).CopyTo(new Span<T>(to, block.Nx));
    }

    private static void PackLayer(Block<T> block, int z, T* to)
    {
        for (int y = 0; y < block.Ny; y++, to += block.Nx)
            PackLines(block, y, z, z + 1, to);
    }

    private static T* First(T* memory, int which) => memory + Guard + which * BlockMemory.OffsetBytes / sizeof(T);

    private T* Points(int which) => First(
        _points[which] is { } own ? own.Pointer : _share!.Points<T>(_rank, which), which);

    private int Beyond(Face face) => _case.Blocks.Neighbour(_rank, face);

    private bool IsShared(int other) => other >= 0 && _share?.Has(other) == true;

    /// <summary>Where the layer beyond a face lies, for a step from one of the two arrays.</summary>
    private Layer<T> LayerOf(Face face, int which)
    {
        int other = Beyond(face);
        if (!IsShared(other))
            return BlockMemory.Packed(face, Halo(face), (int)_box.X.Length, (int)_box.Y.Length);
        Box box = _case.Blocks.BoxOf(other);
        nint pitch = BlockMemory.PitchOf((int)box.X.Length, sizeof(T));
        nint layer = BlockMemory.LayerOf((int)box.X.Length, (int)box.Y.Length, sizeof(T));
        T* first = First(_share!.Points<T>(other, which), which);
        return face switch
        {
            Face.Left => new(first + box.X.Length - 1, pitch, layer),
            Face.Right => new(first, pitch, layer),
            Face.Front => new(first + (box.Y.Length - 1) * pitch, 0, layer),
            Face.Back => new(first, 0, layer),
            Face.Below => new(first + (box.Z.Length - 1) * layer, pitch, 0),
            _ => new(first, pitch, 0),
        };
    }

    private bool IsContiguous(Face face) => face is Face.Below or Face.Above && Pitch == _box.X.Length;
}
