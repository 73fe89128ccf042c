using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

// Non-blocking collectives. The memory must be left alone until the request is complete. A reduction of more elements
// than the library's count can hold (2^31 - 1 before MPI 4) is refused with MpiErrorClass.Count.
public sealed unsafe partial class Communicator
{
    /// <summary>Begins a barrier.</summary>
    /// <returns>The request to wait for.</returns>
    public Request IBarrier()
    {
        long request;
        Check(MpiShim.hai_ibarrier(Handle, &request), "MPI_Ibarrier");
        return new Request(request);
    }

    /// <summary>Begins a broadcast.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="buffer">The source on the root, the target elsewhere.</param>
    /// <param name="root">The rank that has the data.</param>
    /// <returns>The request to wait for.</returns>
    public Request IBroadcast<T>(NativeSlice<T> buffer, int root) where T : unmanaged
    {
        long request;
        Check(
            MpiShim.hai_ibcast(
                buffer.Pointer, Datatype.Units<T>(buffer.Length), Datatype.Of<T>().Handle, root, Handle, &request),
            "MPI_Ibcast");
        return new Request(request);
    }

    /// <summary>Begins a reduction to the root.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">The result, on the root.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <param name="root">The rank that gets the result.</param>
    /// <returns>The request to wait for.</returns>
    public Request IReduce<T>(NativeSlice<T> source, NativeSlice<T> target, ReduceOp op, int root) where T : unmanaged
    {
        if (Rank == root)
        {
            Lengths.Room(source.Length, target.Length);
        }
        long request;
        Check(
            MpiShim.hai_ireduce(
                source.Pointer, target.Pointer, source.Length, Datatype.Exactly<T>().Handle, op.Handle, root, Handle,
                &request),
            "MPI_Ireduce");
        return new Request(request);
    }

    /// <summary>Begins a reduction to everyone.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">The result.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <returns>The request to wait for.</returns>
    public Request IAllReduce<T>(NativeSlice<T> source, NativeSlice<T> target, ReduceOp op) where T : unmanaged
    {
        Lengths.Room(source.Length, target.Length);
        return IAllReduce(source.Pointer, target.Pointer, source.Length, Datatype.Exactly<T>(), op);
    }

    /// <summary>Begins a reduction to everyone, over the elements themselves.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="buffer">Source and target.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <returns>The request to wait for.</returns>
    public Request IAllReduceInPlace<T>(NativeSlice<T> buffer, ReduceOp op) where T : unmanaged =>
        IAllReduce(InPlace, buffer.Pointer, buffer.Length, Datatype.Exactly<T>(), op);

    /// <summary>Begins a reduction to everyone.</summary>
    /// <param name="source">This rank's elements, or <see cref="InPlace"/>.</param>
    /// <param name="target">The result.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <returns>The request to wait for.</returns>
    public Request IAllReduce(void* source, void* target, long count, Datatype type, ReduceOp op)
    {
        long request;
        Check(
            MpiShim.hai_iallreduce(source, target, count, type.Handle, op.Handle, Handle, &request),
            "MPI_Iallreduce");
        return new Request(request);
    }

    /// <summary>Begins a reduction that gives each rank its block.</summary>
    /// <typeparam name="T">The element, a type that MPI calculates with.</typeparam>
    /// <param name="source">A block for each rank.</param>
    /// <param name="target">A block.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <returns>The request to wait for.</returns>
    public Request IReduceScatterBlock<T>(NativeSlice<T> source, NativeSlice<T> target, ReduceOp op)
        where T : unmanaged
    {
        Lengths.Room(target.Length * (long)Size, source.Length);
        long request;
        Check(
            MpiShim.hai_ireduce_scatter_block(
                source.Pointer, target.Pointer, target.Length, Datatype.Exactly<T>().Handle, op.Handle, Handle,
                &request),
            "MPI_Ireduce_scatter_block");
        return new Request(request);
    }

    /// <summary>Begins a gather.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">Room for all of them, on the root.</param>
    /// <param name="root">The rank that gets them.</param>
    /// <returns>The request to wait for.</returns>
    public Request IGather<T>(NativeSlice<T> source, NativeSlice<T> target, int root) where T : unmanaged
    {
        if (Rank == root)
        {
            Lengths.Room(source.Length * (long)Size, target.Length);
        }
        long request, type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(source.Length);
        Check(
            MpiShim.hai_igather(source.Pointer, count, type, target.Pointer, count, type, root, Handle, &request),
            "MPI_Igather");
        return new Request(request);
    }

    /// <summary>Begins a gather to everyone.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">As long on every rank.</param>
    /// <param name="target">Room for all of them.</param>
    /// <returns>The request to wait for.</returns>
    public Request IAllGather<T>(NativeSlice<T> source, NativeSlice<T> target) where T : unmanaged
    {
        Lengths.Room(source.Length * (long)Size, target.Length);
        long request, type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(source.Length);
        Check(
            MpiShim.hai_iallgather(source.Pointer, count, type, target.Pointer, count, type, Handle, &request),
            "MPI_Iallgather");
        return new Request(request);
    }

    /// <summary>Begins an exchange of blocks between all ranks.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">A block for each rank.</param>
    /// <param name="target">A block of each rank.</param>
    /// <returns>The request to wait for.</returns>
    public Request IAllToAll<T>(NativeSlice<T> source, NativeSlice<T> target) where T : unmanaged
    {
        Lengths.Room(source.Length, target.Length);
        long request, type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(source.Length / Size);
        Check(
            MpiShim.hai_ialltoall(source.Pointer, count, type, target.Pointer, count, type, Handle, &request),
            "MPI_Ialltoall");
        return new Request(request);
    }

    /// <summary>Begins to send one message to all neighbours and to receive one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What every neighbour gets.</param>
    /// <param name="target">A block as long for each neighbour.</param>
    /// <returns>The request to wait for.</returns>
    public Request INeighborAllGather<T>(NativeSlice<T> source, NativeSlice<T> target) where T : unmanaged
    {
        long request, type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(source.Length);
        Check(
            MpiShim.hai_ineighbor_allgather(
                source.Pointer, count, type, target.Pointer, count, type, Handle, &request),
            "MPI_Ineighbor_allgather");
        return new Request(request);
    }

    /// <summary>Begins to send a block to each neighbour and to receive one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">A block for each neighbour.</param>
    /// <param name="target">A block for each neighbour.</param>
    /// <param name="block">Elements in a block.</param>
    /// <returns>The request to wait for.</returns>
    public Request INeighborAllToAll<T>(NativeSlice<T> source, NativeSlice<T> target, nint block) where T : unmanaged
    {
        long request, type = Datatype.Of<T>().Handle, count = Datatype.Units<T>(block);
        Check(
            MpiShim.hai_ineighbor_alltoall(
                source.Pointer, count, type, target.Pointer, count, type, Handle, &request),
            "MPI_Ineighbor_alltoall");
        return new Request(request);
    }

    /// <summary>Begins to send a part of any length to each neighbour and to receive one from each.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">What is sent.</param>
    /// <param name="sent">Where the part for each destination is; stays untouched until the request is
    /// complete.</param>
    /// <param name="target">What is received.</param>
    /// <param name="received">Where the part of each source goes; stays untouched as well.</param>
    /// <returns>The request to wait for.</returns>
    public Request INeighborAllToAllV<T>(
        NativeSlice<T> source, NativeParts sent, NativeSlice<T> target, NativeParts received) where T : unmanaged
    {
        long request, type = Datatype.Exactly<T>().Handle;
        Check(
            MpiShim.hai_ineighbor_alltoallv(
                source.Pointer, sent.Counts.Pointer, sent.Displacements.Pointer, type,
                target.Pointer, received.Counts.Pointer, received.Displacements.Pointer, type, Handle, &request),
            "MPI_Ineighbor_alltoallv");
        return new Request(request);
    }
}

/// <summary>Where the part of each rank lies in a buffer, in memory that cannot move.</summary>
/// <param name="Counts">Elements of each part.</param>
/// <param name="Displacements">The first element of each part.</param>
public readonly record struct NativeParts(NativeSlice<int> Counts, NativeSlice<int> Displacements);
