using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of one rank before and after a step, with the layers that come from and go to its neighbours.
/// What every method of stepping has in common; it does not communicate.</summary>
/// <typeparam name="T">a point</typeparam>
public sealed unsafe class Field<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly StencilCase _case;
    private readonly Box _box;
    private readonly NativeBuffer<T>[] _points = new NativeBuffer<T>[2];
    private readonly NativeBuffer<T>[] _halos = new NativeBuffer<T>[Decomposition.Faces.Length];
    private readonly NativeBuffer<T>?[] _outgoing = new NativeBuffer<T>?[Decomposition.Faces.Length];
    private readonly NativeBuffer<nint> _haloTable;
    private readonly int _rank;
    private int _now;

    /// <summary>Allocates and fills with the wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">who this rank is, and whose memory it takes</param>
    public Field(StencilCase c, Place at)
    {
        _case = c;
        _rank = at.Rank;
        _box = c.Blocks.BoxOf(_rank);
        for (int i = 0; i < _points.Length; i++)
            _points[i] = at.Memory.Allocate<T>((nint)BlockMemory.PointsLength(_box, sizeof(T)), Pages.Huge);
        _haloTable = at.Memory.Allocate<nint>(_halos.Length);
        foreach (Face face in Decomposition.Faces)
        {
            nint length = (nint)_box.PointsOf(face);
            _halos[(int)face] = at.Memory.Allocate<T>(length + 2 * Guard);
            _haloTable.Pointer[(int)face] = (nint)Halo(face);
            if (Neighbour(face) >= 0 && !IsContiguous(face))
                _outgoing[(int)face] = at.Memory.Allocate<T>(length);
        }

        Fill();
    }

    /// <summary>The block for the next step.</summary>
    public Block<T> Block => new(
        Points(_now), Points(1 - _now), (T**)_haloTable.Pointer,
        (int)_box.X.Length, (int)_box.Y.Length, (int)_box.Z.Length);

    /// <summary>All lines of the block.</summary>
    public Lines AllLines => new(0, (int)_box.Y.Length, 0, (int)_box.Z.Length);

    private static int Guard => BlockMemory.GuardBytes / sizeof(T);

    private int Pitch => BlockMemory.PitchOf((int)_box.X.Length, sizeof(T));

    /// <summary>The rank beyond a face; -1 where the cube ends.</summary>
    public int Neighbour(Face face) => _case.Blocks.Neighbour(_rank, face);

    /// <summary>Bytes of a layer at a face.</summary>
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

    /// <summary>What was written in the step becomes what the next one reads.</summary>
    public void Turn() => _now = 1 - _now;

    /// <summary>The wave at its start.</summary>
    public void Fill()
    {
        double[] x = _case.Wave.Along(0, _box.X), y = _case.Wave.Along(1, _box.Y), z = _case.Wave.Along(2, _box.Z);
        Block<T> block = Block;
        for (int k = 0; k < z.Length; k++)
        {
            for (int j = 0; j < y.Length; j++)
            {
                T* line = block.From(j, k);
                for (int i = 0; i < x.Length; i++)
                    line[i] = T.CreateChecked(y[j] * z[k] * x[i]);
            }
        }
    }

    /// <summary>Copies a line of the block.</summary>
    public void Read(int y, int z, Span<double> line)
    {
        T* from = Block.From(y, z);
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(from[x]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<T>? buffer in (NativeBuffer<T>?[])[.. _points, .. _halos, .. _outgoing])
            buffer?.Dispose();
        _haloTable.Dispose();
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

    private T* Points(int which) => _points[which].Pointer + Guard;

    private bool IsContiguous(Face face) => face is Face.Below or Face.Above && Pitch == _box.X.Length;
}
