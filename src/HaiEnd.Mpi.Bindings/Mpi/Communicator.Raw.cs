using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

// Blocking collectives on addresses: the measured path, and the way past 2^31 elements. Nothing is checked that MPI
// does not check itself, so a wrong address or count is the caller's fault.
public sealed unsafe partial class Communicator
{
    /// <inheritdoc cref="Broadcast{T}(Span{T}, int)"/>
    /// <param name="buffer">The first element.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="root">The rank that has the data.</param>
    public void Broadcast(void* buffer, long count, Datatype type, int root) =>
        Check(MpiShim.hai_bcast(buffer, count, type.Handle, root, Handle), "MPI_Bcast");

    /// <summary>Combines the ranks' elements, one by one, on the root.</summary>
    /// <param name="source">This rank's elements, or <see cref="InPlace"/> on the root.</param>
    /// <param name="target">The result on the root.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="op">How two elements are combined.</param>
    /// <param name="root">The rank that gets the result.</param>
    public void Reduce(void* source, void* target, long count, Datatype type, ReduceOp op, int root) =>
        Check(MpiShim.hai_reduce(source, target, count, type.Handle, op.Handle, root, Handle), "MPI_Reduce");

    /// <summary>Combines the ranks' elements, one by one, on every rank.</summary>
    /// <param name="source">This rank's elements, or <see cref="InPlace"/>.</param>
    /// <param name="target">The result.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="op">How two elements are combined.</param>
    public void AllReduce(void* source, void* target, long count, Datatype type, ReduceOp op) =>
        Check(MpiShim.hai_allreduce(source, target, count, type.Handle, op.Handle, Handle), "MPI_Allreduce");

    /// <summary>Combines elements in the memory of devices, whose addresses the library must take.</summary>
    /// <param name="source">This rank's elements.</param>
    /// <param name="target">The result; may be the same.</param>
    /// <param name="count">Elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="op">How two elements are combined.</param>
    public void AllReduce(DeviceBuffer source, DeviceBuffer target, long count, Datatype type, ReduceOp op) =>
        AllReduce(
            ReferenceEquals(source, target) ? InPlace : (void*)source.Handle, (void*)target.Handle, count, type, op);

    /// <summary>Sends all of the memory of a device, whose addresses the library must take.</summary>
    /// <param name="source">What is sent.</param>
    /// <param name="destination">To whom.</param>
    public void Send(DeviceBuffer source, int destination) =>
        Send((void*)source.Handle, source.Bytes, Datatype.Byte, destination, 0);

    /// <summary>Receives into the memory of a device, whose addresses the library must take.</summary>
    /// <param name="target">As long as the message.</param>
    /// <param name="source">From whom.</param>
    public void Receive(DeviceBuffer target, int source) =>
        Receive((void*)target.Handle, target.Bytes, Datatype.Byte, source, 0);

    /// <summary>Combines the ranks' elements and gives each rank its block of the result.</summary>
    /// <param name="source">A block for each rank, or <see cref="InPlace"/>.</param>
    /// <param name="target">A block.</param>
    /// <param name="block">Elements in a block.</param>
    /// <param name="type">Their type.</param>
    /// <param name="op">How two elements are combined.</param>
    public void ReduceScatterBlock(void* source, void* target, long block, Datatype type, ReduceOp op) =>
        Check(
            MpiShim.hai_reduce_scatter_block(source, target, block, type.Handle, op.Handle, Handle),
            "MPI_Reduce_scatter_block");

    /// <summary>The ranks' elements reach the root, one rank's after the other's.</summary>
    /// <param name="source">This rank's elements, or <see cref="InPlace"/> on the root.</param>
    /// <param name="target">All of them, on the root.</param>
    /// <param name="count">Elements of one rank.</param>
    /// <param name="type">Their type.</param>
    /// <param name="root">The rank that gets them.</param>
    public void Gather(void* source, void* target, long count, Datatype type, int root) =>
        Check(
            MpiShim.hai_gather(source, count, type.Handle, target, count, type.Handle, root, Handle), "MPI_Gather");

    /// <summary>The root's blocks go to the ranks, in their order.</summary>
    /// <param name="source">A block for each rank, on the root.</param>
    /// <param name="target">A block, or <see cref="InPlace"/> on the root.</param>
    /// <param name="block">Elements in a block.</param>
    /// <param name="type">Their type.</param>
    /// <param name="root">The rank that has them.</param>
    public void Scatter(void* source, void* target, long block, Datatype type, int root) =>
        Check(
            MpiShim.hai_scatter(source, block, type.Handle, target, block, type.Handle, root, Handle),
            "MPI_Scatter");

    /// <summary>The ranks' elements reach everyone, one rank's after the other's.</summary>
    /// <param name="source">This rank's elements, or <see cref="InPlace"/>.</param>
    /// <param name="target">All of them.</param>
    /// <param name="count">Elements of one rank.</param>
    /// <param name="type">Their type.</param>
    public void AllGather(void* source, void* target, long count, Datatype type) =>
        Check(
            MpiShim.hai_allgather(source, count, type.Handle, target, count, type.Handle, Handle), "MPI_Allgather");

    /// <summary>Every rank sends a block to every rank.</summary>
    /// <param name="source">A block for each rank, or <see cref="InPlace"/>.</param>
    /// <param name="target">A block of each rank.</param>
    /// <param name="block">Elements in a block.</param>
    /// <param name="type">Their type.</param>
    public void AllToAll(void* source, void* target, long block, Datatype type) =>
        Check(
            MpiShim.hai_alltoall(source, block, type.Handle, target, block, type.Handle, Handle), "MPI_Alltoall");
}
