using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>What a fence, a lock or an exposure may take for granted; MPI may gain time from it.</summary>
[Flags]
public enum Promises
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No conflicting lock is held, or the matching call has been made already.</summary>
    NoCheck = 1,

    /// <summary>The local window was not written since the last synchronisation.</summary>
    NoStore = 2,

    /// <summary>Nobody writes the local window until the next.</summary>
    NoPut = 4,

    /// <summary>No call of this rank is to be completed.</summary>
    NoPrecede = 8,

    /// <summary>No call of this rank follows.</summary>
    NoSucceed = 16,
}

/// <summary>Some ranks of a communicator, the partners of an exposure epoch. Dispose it.</summary>
public sealed unsafe class RankGroup : IDisposable
{
    /// <summary>Picks ranks.</summary>
    /// <param name="of">The communicator of the window.</param>
    /// <param name="ranks">Its ranks in the group.</param>
    /// <exception cref="MpiException">MPI refused.</exception>
    public RankGroup(Communicator of, ReadOnlySpan<int> ranks)
    {
        long all, made;
        Check(MpiShim.hai_comm_group(of.Handle, &all), "MPI_Comm_group");
        fixed (int* r = ranks)
        {
            int code = MpiShim.hai_group_incl(all, ranks.Length, r, &made);
            Check(MpiShim.hai_group_free(&all), "MPI_Group_free");
            Check(code, "MPI_Group_incl");
        }
        Handle = made;
    }

    /// <summary>The shim's handle; zero once disposed.</summary>
    internal long Handle { get; private set; }

    /// <summary>Frees the group.</summary>
    public void Dispose()
    {
        long handle = Handle;
        Handle = 0;
        if (handle != 0)
        {
            Check(MpiShim.hai_group_free(&handle), "MPI_Group_free");
        }
    }
}

/// <summary>
/// Memory of this rank that others read and write without its taking part. Making and disposing one is collective;
/// a <see cref="Communicator"/> makes it. Displacements are in elements. Every method throws <see cref="MpiException"/>
/// when MPI reports an error.
/// </summary>
/// <typeparam name="T">The element, a type that MPI knows.</typeparam>
public sealed unsafe class Window<T> : IDisposable where T : unmanaged
{
    private long _handle;

    internal Window(long handle, T* memory, nint length)
    {
        _handle = handle;
        Local = new NativeSlice<T>(memory, length);
        Check(MpiShim.hai_win_set_errors_return(handle), "MPI_Win_set_errhandler");
    }

    /// <summary>This rank's part of the window.</summary>
    public NativeSlice<T> Local { get; }

    private static long Type => Datatype.Exactly<T>().Handle;

    /// <summary>The memory of another rank of a shared window, at an address of this process.</summary>
    /// <param name="rank">The rank.</param>
    public NativeSlice<T> Of(int rank)
    {
        long bytes;
        int unit;
        void* memory;
        Check(MpiShim.hai_win_shared_query(_handle, rank, &bytes, &unit, &memory), "MPI_Win_shared_query");
        return new NativeSlice<T>((T*)memory, (nint)(bytes / sizeof(T)));
    }

    /// <summary>Ends an epoch and begins the next; collective.</summary>
    /// <param name="promises">What may be taken for granted.</param>
    public void Fence(Promises promises = Promises.None) =>
        Check(MpiShim.hai_win_fence((int)promises, _handle), "MPI_Win_fence");

    /// <summary>Begins access to one rank.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="exclusive">Whether nobody else may have access meanwhile.</param>
    /// <param name="promises">What may be taken for granted.</param>
    public void Lock(int rank, bool exclusive = false, Promises promises = Promises.None) =>
        Check(MpiShim.hai_win_lock(exclusive ? 1 : 0, rank, (int)promises, _handle), "MPI_Win_lock");

    /// <summary>Begins shared access to all ranks.</summary>
    /// <param name="promises">What may be taken for granted.</param>
    public void LockAll(Promises promises = Promises.None) =>
        Check(MpiShim.hai_win_lock_all((int)promises, _handle), "MPI_Win_lock_all");

    /// <summary>Ends access to one rank; all calls to it are complete.</summary>
    /// <param name="rank">The rank.</param>
    public void Unlock(int rank) => Check(MpiShim.hai_win_unlock(rank, _handle), "MPI_Win_unlock");

    /// <summary>Ends access to all ranks; all calls are complete.</summary>
    public void UnlockAll() => Check(MpiShim.hai_win_unlock_all(_handle), "MPI_Win_unlock_all");

    /// <summary>Completes the calls to a rank, here and there.</summary>
    /// <param name="rank">The rank.</param>
    public void Flush(int rank) => Check(MpiShim.hai_win_flush(rank, _handle), "MPI_Win_flush");

    /// <summary>Completes the calls to a rank here: their buffers may be used again.</summary>
    /// <param name="rank">The rank.</param>
    public void FlushLocal(int rank) => Check(MpiShim.hai_win_flush_local(rank, _handle), "MPI_Win_flush_local");

    /// <summary>Completes the calls to all ranks.</summary>
    public void FlushAll() => Check(MpiShim.hai_win_flush_all(_handle), "MPI_Win_flush_all");

    /// <summary>Makes what this rank and others wrote visible to each other.</summary>
    public void Sync() => Check(MpiShim.hai_win_sync(_handle), "MPI_Win_sync");

    /// <summary>Exposes the local part to a group.</summary>
    /// <param name="to">Who may have access.</param>
    /// <param name="promises">What may be taken for granted.</param>
    public void Post(RankGroup to, Promises promises = Promises.None) =>
        Check(MpiShim.hai_win_post(to.Handle, (int)promises, _handle), "MPI_Win_post");

    /// <summary>Begins access to a group that exposes its parts.</summary>
    /// <param name="to">Whose parts.</param>
    /// <param name="promises">What may be taken for granted.</param>
    public void Start(RankGroup to, Promises promises = Promises.None) =>
        Check(MpiShim.hai_win_start(to.Handle, (int)promises, _handle), "MPI_Win_start");

    /// <summary>Ends the access begun with <see cref="Start"/>.</summary>
    public void Complete() => Check(MpiShim.hai_win_complete(_handle), "MPI_Win_complete");

    /// <summary>Waits until the accesses allowed with <see cref="Post"/> have ended.</summary>
    public void Wait() => Check(MpiShim.hai_win_wait(_handle), "MPI_Win_wait");

    /// <summary>Writes to another rank; complete at the end of the epoch or after a flush.</summary>
    /// <param name="source">What is written; stays until then.</param>
    /// <param name="rank">To whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    public void Put(NativeSlice<T> source, int rank, long displacement) =>
        Check(MpiShim.hai_put(source.Pointer, source.Length, Type, rank, displacement, _handle), "MPI_Put");

    /// <summary>Reads from another rank; complete at the end of the epoch or after a flush.</summary>
    /// <param name="target">Where to; left alone until then.</param>
    /// <param name="rank">From whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    public void Get(NativeSlice<T> target, int rank, long displacement) =>
        Check(MpiShim.hai_get(target.Pointer, target.Length, Type, rank, displacement, _handle), "MPI_Get");

    /// <summary>Combines elements into those of another rank, each of them atomically.</summary>
    /// <param name="source">What is combined; stays until the epoch ends.</param>
    /// <param name="rank">With whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    /// <param name="op">A predefined operation.</param>
    public void Accumulate(NativeSlice<T> source, int rank, long displacement, ReduceOp op) =>
        Check(
            MpiShim.hai_accumulate(source.Pointer, source.Length, Type, rank, displacement, op.Handle, _handle),
            "MPI_Accumulate");

    /// <summary>Combines as <see cref="Accumulate"/> and fetches what was there before.</summary>
    /// <param name="source">What is combined.</param>
    /// <param name="before">What was there; as long.</param>
    /// <param name="rank">With whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    /// <param name="op">A predefined operation.</param>
    public void GetAccumulate(NativeSlice<T> source, NativeSlice<T> before, int rank, long displacement, ReduceOp op)
    {
        Lengths.Room(source.Length, before.Length);
        Check(
            MpiShim.hai_get_accumulate(
                source.Pointer, before.Pointer, source.Length, Type, rank, displacement, op.Handle, _handle),
            "MPI_Get_accumulate");
    }

    /// <summary>Combines one element and fetches what was there before, such as a shared counter.</summary>
    /// <param name="value">The element that is combined; stays until the epoch ends or a flush.</param>
    /// <param name="before">What was there.</param>
    /// <param name="rank">With whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    /// <param name="op">A predefined operation.</param>
    public void FetchAndOp(T* value, T* before, int rank, long displacement, ReduceOp op) =>
        Check(
            MpiShim.hai_fetch_and_op(value, before, Type, rank, displacement, op.Handle, _handle),
            "MPI_Fetch_and_op");

    /// <summary>Writes one element if it holds what is expected, and fetches what was there before.</summary>
    /// <param name="value">What is written.</param>
    /// <param name="expected">What must be there; an integer type.</param>
    /// <param name="before">What was there.</param>
    /// <param name="rank">With whom.</param>
    /// <param name="displacement">Where in its part, in elements.</param>
    public void CompareAndSwap(T* value, T* expected, T* before, int rank, long displacement) =>
        Check(
            MpiShim.hai_compare_and_swap(value, expected, before, Type, rank, displacement, _handle),
            "MPI_Compare_and_swap");

    /// <summary>Frees the window; collective.</summary>
    public void Dispose()
    {
        long handle = _handle;
        _handle = 0;
        if (handle != 0)
        {
            Check(MpiShim.hai_win_free(&handle), "MPI_Win_free");
        }
    }
}
