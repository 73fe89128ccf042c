using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The layers of the neighbours that are part of a rank's block, so many that as many steps need no message.
/// They are exchanged along one axis after the other, z first, each time with what came before, so that the points
/// beyond edges and corners come along (Ding and He, SC01).</summary>
/// <typeparam name="T">a point</typeparam>
public sealed unsafe class DeepLayers<T> : IHaloed<T>, IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly Decomposition _blocks;
    private readonly Field<T> _field;
    private readonly int _rank;
    private readonly int _depth;
    private readonly NativeBuffer<T>?[] _incoming = new NativeBuffer<T>?[Decomposition.Faces.Length];
    private readonly NativeBuffer<T>?[] _outgoing = new NativeBuffer<T>?[Decomposition.Faces.Length];

    /// <summary>Allocates.</summary>
    /// <param name="c">the case</param>
    /// <param name="at">who this rank is, and whose memory it takes</param>
    /// <param name="field">whose block has the layers</param>
    /// <param name="depth">how many, at least 1</param>
    public DeepLayers(StencilCase c, Place at, Field<T> field, int depth)
    {
        (_blocks, _field, _rank, _depth) = (c.Blocks, field, at.Rank, depth);
        foreach (Face face in Decomposition.Faces)
        {
            if (Neighbour(face) < 0)
                continue;
            nint points = (nint)_blocks.PointsAcross(_rank, face, depth);
            _incoming[(int)face] = at.Memory.Allocate<T>(points);
            _outgoing[(int)face] = at.Memory.Allocate<T>(points);
        }
    }

    /// <inheritdoc/>
    public int Neighbour(Face face) => _blocks.Neighbour(_rank, face);

    /// <inheritdoc/>
    public long LayerBytes(Face face) => _blocks.PointsAcross(_rank, face, _depth) * sizeof(T);

    /// <inheritdoc/>
    public T* Halo(Face face) => _incoming[(int)face]!.Pointer;

    /// <inheritdoc/>
    public T* Outgoing(Face face) => _outgoing[(int)face]!.Pointer;

    /// <summary>Exchanges all layers.</summary>
    /// <param name="halos">by which messages</param>
    public void Exchange(HaloExchange<T> halos)
    {
        for (int axis = 0; axis < Decomposition.FromZ.Length; axis += 2)
        {
            ReadOnlySpan<Face> faces = Decomposition.FromZ.Slice(axis, 2);
            foreach (Face face in faces)
                Copy(face, isOut: true);
            halos.Post(faces);
            halos.Wait();
            foreach (Face face in faces)
                Copy(face, isOut: false);
        }
    }

    /// <summary>The lines of the block that are right after some steps since the exchange.</summary>
    public Lines After(int steps)
    {
        Block<T> block = _field.Block;
        return new(
            Lost(Face.Front, steps), block.Ny - Lost(Face.Back, steps),
            Lost(Face.Below, steps), block.Nz - Lost(Face.Above, steps));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<T>? buffer in (NativeBuffer<T>?[])[.. _incoming, .. _outgoing])
            buffer?.Dispose();
    }

    private int Lost(Face face, int steps) => Neighbour(face) < 0 ? 0 : steps;

    /// <summary>Copies the own layers at a face to where they are sent from, or received ones into the block.</summary>
    private void Copy(Face face, bool isOut)
    {
        if (Neighbour(face) < 0)
            return;
        Box own = _blocks.BoxOf(_rank), all = _blocks.BoxOf(_rank, _depth);
        bool isX = face is Face.Left or Face.Right, isZ = face is Face.Below or Face.Above;
        (int x0, int x1) = isX ? Across(face, own.X, all.X, isOut) : Whole(own.X, all.X);
        (int y0, int y1) = isX ? Whole(all.Y, all.Y)
            : isZ ? Whole(own.Y, all.Y) : Across(face, own.Y, all.Y, isOut);
        (int z0, int z1) = isZ ? Across(face, own.Z, all.Z, isOut) : Whole(all.Z, all.Z);
        Block<T> block = _field.Block;
        T* packed = isOut ? Outgoing(face) : Halo(face);
        for (int z = z0; z < z1; z++)
        {
            for (int y = y0; y < y1; y++, packed += x1 - x0)
            {
                var line = new Span<T>(block.From(y, z) + x0, x1 - x0);
                var message = new Span<T>(packed, x1 - x0);
                if (isOut)
                    line.CopyTo(message);
                else
                    message.CopyTo(line);
            }
        }
    }

    /// <summary>A range of an axis as indices of the block.</summary>
    private static (int First, int End) Whole(Partition part, Partition all) =>
        ((int)(part.Offset - all.Offset), (int)(part.End - all.Offset));

    /// <summary>The layers at a face: own ones, or the neighbour's beyond them.</summary>
    private (int First, int End) Across(Face face, Partition own, Partition all, bool isOwn)
    {
        (int first, int end) = Whole(own, all);
        bool isLow = ((int)face & 1) == 0;
        int from = isLow ? first - (isOwn ? 0 : _depth) : end - (isOwn ? _depth : 0);
        return (from, from + _depth);
    }
}
