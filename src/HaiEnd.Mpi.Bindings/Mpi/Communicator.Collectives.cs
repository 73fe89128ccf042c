using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

// Blocking collectives on spans. Every rank of the communicator calls them in the same order.
public sealed unsafe partial class Communicator
{
    /// <summary>Returns when every rank has called it.</summary>
    public void Barrier() => Check(MpiShim.hai_barrier(Handle), "MPI_Barrier");

    /// <summary>The root's elements reach everyone.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="buffer">The source on the root, the target elsewhere; as long everywhere.</param>
    /// <param name="root">The rank that has the data.</param>
    public void Broadcast<T>(Span<T> buffer, int root) where T : unmanaged
    {
        fixed (T* b = buffer)
        {
            Broadcast(b, Datatype.Units<T>(buffer.Length), Datatype.Of<T>(), root);
        }
    }

    /// <summary>Combines the ranks' elements, one by one, on the root.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">At least as long on the root; not looked at elsewhere.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <param name="root">The rank that gets the result.</param>
    public void Reduce<T>(ReadOnlySpan<T> source, Span<T> target, ReduceOp op, int root) where T : unmanaged
    {
        if (Rank == root)
        {
            Lengths.Room(source.Length, target.Length);
        }
        fixed (T* s = source, t = target)
        {
            Reduce(s, t, source.Length, Datatype.Exactly<T>(), op, root);
        }
    }

    /// <summary>Combines the ranks' elements, one by one, on every rank.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">At least as long; must not overlap the source.</param>
    /// <param name="op">How two elements are combined.</param>
    public void AllReduce<T>(ReadOnlySpan<T> source, Span<T> target, ReduceOp op) where T : unmanaged
    {
        Lengths.Room(source.Length, target.Length);
        fixed (T* s = source, t = target)
        {
            AllReduce(s, t, source.Length, Datatype.Exactly<T>(), op);
        }
    }

    /// <summary>Combines the ranks' elements, one by one, on every rank, over the elements themselves.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="buffer">Source and target; as long on every rank.</param>
    /// <param name="op">How two elements are combined.</param>
    public void AllReduceInPlace<T>(Span<T> buffer, ReduceOp op) where T : unmanaged
    {
        fixed (T* b = buffer)
        {
            AllReduce(InPlace, b, buffer.Length, Datatype.Exactly<T>(), op);
        }
    }

    /// <summary>Combines one value of each rank.</summary>
    /// <typeparam name="T">The value, of a type that MPI calculates with.</typeparam>
    /// <param name="value">This rank's value.</param>
    /// <param name="op">How two values are combined.</param>
    /// <returns>The result, the same on every rank.</returns>
    public T AllReduce<T>(T value, ReduceOp op) where T : unmanaged
    {
        AllReduce(InPlace, &value, 1, Datatype.Exactly<T>(), op);
        return value;
    }

    /// <summary>Combines the elements of ranks 0 to this one.</summary>
    /// <inheritdoc cref="AllReduce{T}(ReadOnlySpan{T}, Span{T}, ReduceOp)"/>
    public void Scan<T>(ReadOnlySpan<T> source, Span<T> target, ReduceOp op) where T : unmanaged
    {
        Lengths.Room(source.Length, target.Length);
        fixed (T* s = source, t = target)
        {
            Check(
                MpiShim.hai_scan(s, t, source.Length, Datatype.Exactly<T>().Handle, op.Handle, Handle), "MPI_Scan");
        }
    }

    /// <summary>Combines the elements of the ranks before this one; rank 0's target is left undefined.</summary>
    /// <inheritdoc cref="AllReduce{T}(ReadOnlySpan{T}, Span{T}, ReduceOp)"/>
    public void ExclusiveScan<T>(ReadOnlySpan<T> source, Span<T> target, ReduceOp op) where T : unmanaged
    {
        Lengths.Room(source.Length, target.Length);
        fixed (T* s = source, t = target)
        {
            Check(
                MpiShim.hai_exscan(s, t, source.Length, Datatype.Exactly<T>().Handle, op.Handle, Handle),
                "MPI_Exscan");
        }
    }

    /// <summary>Combines the ranks' elements and gives each rank its block of the result.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">As many equal blocks as there are ranks.</param>
    /// <param name="target">At least a block.</param>
    /// <param name="op">How two elements are combined.</param>
    public void ReduceScatterBlock<T>(ReadOnlySpan<T> source, Span<T> target, ReduceOp op) where T : unmanaged
    {
        int block = Lengths.Block(source.Length, Size);
        Lengths.Room(block, target.Length);
        fixed (T* s = source, t = target)
        {
            ReduceScatterBlock(s, t, block, Datatype.Exactly<T>(), op);
        }
    }

    /// <summary>Combines the ranks' elements and gives each rank a part of the result.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">The sum of the counts.</param>
    /// <param name="target">At least this rank's count.</param>
    /// <param name="counts">Elements for each rank, the same on every rank.</param>
    /// <param name="op">How two elements are combined.</param>
    public void ReduceScatter<T>(ReadOnlySpan<T> source, Span<T> target, ReadOnlySpan<int> counts, ReduceOp op)
        where T : unmanaged
    {
        Lengths.Equal(counts.Length, Size);
        Lengths.Room(counts[Rank], target.Length);
        fixed (T* s = source, t = target)
        fixed (int* n = counts)
        {
            Check(
                MpiShim.hai_reduce_scatter(s, t, n, Datatype.Exactly<T>().Handle, op.Handle, Handle),
                "MPI_Reduce_scatter");
        }
    }

    /// <summary>The ranks' elements reach the root, one rank's after the other's.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">Room for all of them on the root; not looked at elsewhere.</param>
    /// <param name="root">The rank that gets them.</param>
    public void Gather<T>(ReadOnlySpan<T> source, Span<T> target, int root) where T : unmanaged
    {
        if (Rank == root)
        {
            Lengths.Room((long)source.Length * Size, target.Length);
        }
        fixed (T* s = source, t = target)
        {
            Gather(s, t, Datatype.Units<T>(source.Length), Datatype.Of<T>(), root);
        }
    }

    /// <summary>The ranks' elements, of different numbers, reach the root.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">This rank's.</param>
    /// <param name="target">On the root, room for all.</param>
    /// <param name="counts">On the root, elements of each rank.</param>
    /// <param name="displacements">On the root, where each rank's go.</param>
    /// <param name="root">The rank that gets them.</param>
    public void GatherV<T>(
        ReadOnlySpan<T> source, Span<T> target, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, int root)
        where T : unmanaged
    {
        long type = Datatype.Exactly<T>().Handle;
        fixed (T* s = source, t = target)
        fixed (int* n = counts, d = displacements)
        {
            Check(MpiShim.hai_gatherv(s, source.Length, type, t, n, d, type, root, Handle), "MPI_Gatherv");
        }
    }

    /// <summary>The root's blocks go to the ranks, in their order.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">On the root, a block for each rank; not looked at elsewhere.</param>
    /// <param name="target">A block.</param>
    /// <param name="root">The rank that has them.</param>
    public void Scatter<T>(ReadOnlySpan<T> source, Span<T> target, int root) where T : unmanaged
    {
        if (Rank == root)
        {
            Lengths.Room((long)target.Length * Size, source.Length);
        }
        fixed (T* s = source, t = target)
        {
            Scatter(s, t, Datatype.Units<T>(target.Length), Datatype.Of<T>(), root);
        }
    }

    /// <summary>The root's parts, of different lengths, go to the ranks.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">On the root, all parts.</param>
    /// <param name="counts">On the root, elements for each rank.</param>
    /// <param name="displacements">On the root, where each rank's begin.</param>
    /// <param name="target">This rank's part.</param>
    /// <param name="root">The rank that has them.</param>
    public void ScatterV<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements, Span<T> target, int root)
        where T : unmanaged
    {
        long type = Datatype.Exactly<T>().Handle;
        fixed (T* s = source, t = target)
        fixed (int* n = counts, d = displacements)
        {
            Check(MpiShim.hai_scatterv(s, n, d, type, t, target.Length, type, root, Handle), "MPI_Scatterv");
        }
    }

    /// <summary>The ranks' elements reach everyone, one rank's after the other's.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">Room for all of them.</param>
    public void AllGather<T>(ReadOnlySpan<T> source, Span<T> target) where T : unmanaged
    {
        Lengths.Room((long)source.Length * Size, target.Length);
        fixed (T* s = source, t = target)
        {
            AllGather(s, t, Datatype.Units<T>(source.Length), Datatype.Of<T>());
        }
    }

    /// <summary>The ranks' elements, of different numbers, reach everyone.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">This rank's.</param>
    /// <param name="target">Room for all.</param>
    /// <param name="counts">Elements of each rank.</param>
    /// <param name="displacements">Where each rank's go.</param>
    public void AllGatherV<T>(
        ReadOnlySpan<T> source, Span<T> target, ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements)
        where T : unmanaged
    {
        Lengths.Equal(counts.Length, Size);
        Lengths.Equal(displacements.Length, Size);
        long type = Datatype.Exactly<T>().Handle;
        fixed (T* s = source, t = target)
        fixed (int* n = counts, d = displacements)
        {
            Check(MpiShim.hai_allgatherv(s, source.Length, type, t, n, d, type, Handle), "MPI_Allgatherv");
        }
    }

    /// <summary>Every rank sends a block to every rank: block j of rank i becomes block i of rank j.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">As many equal blocks as there are ranks.</param>
    /// <param name="target">At least as long.</param>
    public void AllToAll<T>(ReadOnlySpan<T> source, Span<T> target) where T : unmanaged
    {
        int block = Lengths.Block(source.Length, Size);
        Lengths.Room(source.Length, target.Length);
        fixed (T* s = source, t = target)
        {
            AllToAll(s, t, Datatype.Units<T>(block), Datatype.Of<T>());
        }
    }

    /// <summary>Every rank sends a part of any length to every rank.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What is sent.</param>
    /// <param name="sent">Where the part for each rank is.</param>
    /// <param name="target">What is received.</param>
    /// <param name="received">Where the part of each rank goes.</param>
    public void AllToAllV<T>(ReadOnlySpan<T> source, Parts sent, Span<T> target, Parts received) where T : unmanaged
    {
        sent.Require(Size);
        received.Require(Size);
        long type = Datatype.Exactly<T>().Handle;
        fixed (T* s = source, t = target)
        fixed (int* sn = sent.Counts, sd = sent.Displacements, rn = received.Counts, rd = received.Displacements)
        {
            Check(MpiShim.hai_alltoallv(s, sn, sd, type, t, rn, rd, type, Handle), "MPI_Alltoallv");
        }
    }

    /// <summary>Sends one message to all neighbours of the topology and receives one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What every neighbour gets.</param>
    /// <param name="target">A block as long for each neighbour; the caller knows how many there are.</param>
    public void NeighborAllGather<T>(ReadOnlySpan<T> source, Span<T> target) where T : unmanaged
    {
        long type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(source.Length);
        fixed (T* s = source, t = target)
        {
            Check(
                MpiShim.hai_neighbor_allgather(s, count, type, t, count, type, Handle), "MPI_Neighbor_allgather");
        }
    }

    /// <summary>Sends a block to each neighbour of the topology and receives one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">A block for each neighbour.</param>
    /// <param name="target">A block for each neighbour.</param>
    /// <param name="block">Elements in a block.</param>
    public void NeighborAllToAll<T>(ReadOnlySpan<T> source, Span<T> target, int block) where T : unmanaged
    {
        long type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(block);
        fixed (T* s = source, t = target)
        {
            Check(MpiShim.hai_neighbor_alltoall(s, count, type, t, count, type, Handle), "MPI_Neighbor_alltoall");
        }
    }

    /// <summary>Sends a part of any length to each neighbour of the topology and receives one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What is sent.</param>
    /// <param name="sent">Where the part for each destination is.</param>
    /// <param name="target">What is received.</param>
    /// <param name="received">Where the part of each source goes.</param>
    public void NeighborAllToAllV<T>(ReadOnlySpan<T> source, Parts sent, Span<T> target, Parts received)
        where T : unmanaged
    {
        long type = Datatype.Exactly<T>().Handle;
        fixed (T* s = source, t = target)
        fixed (int* sn = sent.Counts, sd = sent.Displacements, rn = received.Counts, rd = received.Displacements)
        {
            Check(MpiShim.hai_neighbor_alltoallv(s, sn, sd, type, t, rn, rd, type, Handle), "MPI_Neighbor_alltoallv");
        }
    }
}

/// <summary>Where the part of each rank lies in a buffer.</summary>
/// <param name="counts">Elements of each part.</param>
/// <param name="displacements">The first element of each part.</param>
public readonly ref struct Parts(ReadOnlySpan<int> counts, ReadOnlySpan<int> displacements)
{
    /// <summary>Elements of each part.</summary>
    public ReadOnlySpan<int> Counts { get; } = counts;

    /// <summary>The first element of each part.</summary>
    public ReadOnlySpan<int> Displacements { get; } = displacements;

    internal void Require(int parts)
    {
        Lengths.Equal(Counts.Length, parts);
        Lengths.Equal(Displacements.Length, parts);
    }
}
