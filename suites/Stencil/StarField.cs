using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The points of one rank: the input of this step and of the next, each with room for the neighbours' lines
/// around it, and the output. It does not communicate.</summary>
/// <typeparam name="T">a point</typeparam>
public sealed unsafe class StarField<T> : IHaloed<T>, IDisposable
    where T : unmanaged, INumber<T>
{
    private static readonly int Sides = Plane.Sides.Length;

    private readonly StarCase _case;
    private readonly Tile _tile;
    private readonly int _rank;
    private readonly int _margin;
    private readonly NativeBuffer<T>[] _inputs = new NativeBuffer<T>[2];
    private readonly NativeBuffer<T> _output;
    private readonly NativeBuffer<T> _weights;
    private readonly NativeBuffer<T>?[] _incoming = new NativeBuffer<T>?[Sides];
    private readonly NativeBuffer<T>?[] _outgoing = new NativeBuffer<T>?[Sides];
    private int _now;

    /// <summary>Allocates and fills.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">who this rank is, and whose memory it takes</param>
    public StarField(StarCase c, Place at)
    {
        (_case, _rank, _tile) = (c, at.Rank, c.Plane.TileOf(at.Rank));
        _margin = BlockMemory.PitchOf(c.Radius, sizeof(T));
        Pitch = 2 * _margin + BlockMemory.PitchOf(Nx, sizeof(T));
        for (int i = 0; i < _inputs.Length; i++)
            _inputs[i] = at.Memory.Allocate<T>((nint)Pitch * (Ny + 2 * c.Radius), Pages.Huge);
        _output = at.Memory.Allocate<T>((nint)Pitch * Ny, Pages.Huge);
        _weights = at.Memory.Allocate<T>(c.Radius);
        for (int i = 1; i <= c.Radius; i++)
            _weights[i - 1] = T.CreateChecked(c.Weight(i));
        foreach (Face side in Plane.Sides)
        {
            if (Neighbour(side) < 0)
                continue;
            nint length = (nint)LayerBytes(side) / sizeof(T);
            _incoming[(int)side] = at.Memory.Allocate<T>(length);
            _outgoing[(int)side] = at.Memory.Allocate<T>(length);
        }

        Fill();
    }

    /// <summary>Points along x.</summary>
    public int Nx => (int)_tile.X.Length;

    /// <summary>Lines.</summary>
    public int Ny => (int)_tile.Y.Length;

    /// <summary>All points.</summary>
    public Region All => new(0, Nx, 0, Ny);

    /// <summary>The tile for the next step.</summary>
    public StarTile<T> Tile => new(
        Origin(_now), _output.Pointer, Origin(1 - _now), _weights.Pointer, _case.Radius, Pitch, Ny);

    private int Pitch { get; }

    /// <inheritdoc/>
    public int Neighbour(Face face) => _case.Plane.Neighbour(_rank, face);

    /// <inheritdoc/>
    public long LayerBytes(Face face) => _case.Radius * _tile.PointsOf(face) * sizeof(T);

    /// <inheritdoc/>
    public T* Halo(Face face) => _incoming[(int)face]!.Pointer;

    /// <inheritdoc/>
    public T* Outgoing(Face face) => _outgoing[(int)face]!.Pointer;

    /// <summary>Gathers the lines for the neighbours.</summary>
    public void Pack()
    {
        foreach (Face side in Plane.Sides)
        {
            if (_outgoing[(int)side] is { } packed)
                Copy(Edge(side, isOwn: true), packed.Pointer, isOut: true);
        }
    }

    /// <summary>Puts the neighbours' lines around the tile.</summary>
    public void Unpack()
    {
        foreach (Face side in Plane.Sides)
        {
            if (_incoming[(int)side] is { } packed)
                Copy(Edge(side, isOwn: false), packed.Pointer, isOut: false);
        }
    }

    /// <summary>What was written for the next step becomes what it reads.</summary>
    public void Turn() => _now = 1 - _now;

    /// <summary>The input x + y at the start, and an empty output.</summary>
    public void Fill()
    {
        for (int y = 0; y < Ny; y++)
        {
            T* line = Tile.From(y);
            for (int x = 0; x < Nx; x++)
                line[x] = T.CreateChecked(StarCase.Input(_tile.X.Offset + x, _tile.Y.Offset + y));
        }

        _output.Clear();
    }

    /// <summary>Copies a line of the output.</summary>
    public void Read(int y, Span<double> line)
    {
        T* sum = Tile.Sum(y);
        for (int x = 0; x < line.Length; x++)
            line[x] = double.CreateChecked(sum[x]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<T>? buffer in
            (NativeBuffer<T>?[])[.. _inputs, _output, _weights, .. _incoming, .. _outgoing])
            buffer?.Dispose();
    }

    private T* Origin(int which) => _inputs[which].Pointer + (nint)_case.Radius * Pitch + _margin;

    /// <summary>The outermost points at a side, or the neighbour's beyond it.</summary>
    private Region Edge(Face side, bool isOwn)
    {
        int r = _case.Radius, low = isOwn ? 0 : -r, right = Nx - (isOwn ? r : 0), back = Ny - (isOwn ? r : 0);
        return side switch
        {
            Face.Left => new(low, low + r, 0, Ny),
            Face.Right => new(right, right + r, 0, Ny),
            Face.Front => new(0, Nx, low, low + r),
            _ => new(0, Nx, back, back + r),
        };
    }

    private void Copy(Region region, T* packed, bool isOut)
    {
        int width = region.X1 - region.X0;
        for (int y = region.Y0; y < region.Y1; y++, packed += width)
        {
            var line = new Span<T>(Tile.From(y) + region.X0, width);
            var message = new Span<T>(packed, width);
            if (isOut)
                line.CopyTo(message);
            else
                message.CopyTo(line);
        }
    }
}
