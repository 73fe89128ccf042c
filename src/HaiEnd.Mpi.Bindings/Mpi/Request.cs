using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Mpi.MpiException;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>
/// A call under way. Waiting for it empties this variable, so pass it by reference and keep no copy. The default value
/// is the empty request, for which waiting returns at once.
/// </summary>
public unsafe struct Request
{
    internal Request(long handle) => Handle = handle;

    /// <summary>Whether there is nothing to wait for.</summary>
    public readonly bool IsEmpty => Handle == 0;

    /// <summary>The shim's handle.</summary>
    internal long Handle { readonly get; private set; }

    /// <summary>Waits until the buffer may be used again. A persistent request stays and can be started
    /// again.</summary>
    /// <exception cref="MpiException">The call failed.</exception>
    public void Wait()
    {
        long handle = Handle;
        int code = MpiShim.hai_wait(&handle, null);
        Handle = handle;
        Check(code, "MPI_Wait");
    }

    /// <summary>Waits as <see cref="Wait()"/>, and says what arrived.</summary>
    /// <param name="status">What is known of the message.</param>
    /// <exception cref="MpiException">The call failed.</exception>
    public void Wait(out Status status)
    {
        long handle = Handle;
        Status known;
        int code = MpiShim.hai_wait(&handle, &known);
        Handle = handle;
        Check(code, "MPI_Wait");
        status = known;
    }

    /// <summary>Whether the call is complete; if so it is as if it had been waited for.</summary>
    /// <exception cref="MpiException">The call failed.</exception>
    public bool Test()
    {
        long handle = Handle;
        int done;
        int code = MpiShim.hai_test(&handle, &done, null);
        Handle = handle;
        Check(code, "MPI_Test");
        return done != 0;
    }

    /// <summary>Starts a persistent request.</summary>
    /// <exception cref="MpiException">It is not persistent, or already started.</exception>
    public void Start()
    {
        long handle = Handle;
        int code = MpiShim.hai_start(&handle);
        Handle = handle;
        Check(code, "MPI_Start");
    }

    /// <summary>Asks for the call to be cancelled; wait for it afterwards.</summary>
    /// <exception cref="MpiException">MPI refused.</exception>
    public void Cancel()
    {
        long handle = Handle;
        Check(MpiShim.hai_cancel(&handle), "MPI_Cancel");
    }

    /// <summary>Frees a persistent request that is not started. An empty one stays empty.</summary>
    /// <exception cref="MpiException">MPI refused.</exception>
    public void Free()
    {
        if (Handle != 0)
        {
            long handle = Handle;
            int code = MpiShim.hai_request_free(&handle);
            Handle = handle;
            Check(code, "MPI_Request_free");
        }
    }
}

/// <summary>Several calls under way, waited for together. Holds them where native code can read them.</summary>
public sealed unsafe class RequestSet : IDisposable
{
    private long* _handles;

    /// <summary>Makes an empty set.</summary>
    /// <param name="capacity">The most requests it holds, at least 1.</param>
    public RequestSet(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        _handles = (long*)NativeMemory.AllocZeroed((nuint)capacity, sizeof(long));
    }

    /// <summary>The most requests it holds.</summary>
    public int Capacity { get; }

    /// <summary>Requests in the set, complete or not.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a request, which from now on is this set's.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidOperationException">The set is full.</exception>
    public void Add(Request request)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException($"The set holds {Capacity} requests already.");
        }
        _handles[Count++] = request.Handle;
    }

    /// <summary>Waits for all and empties the set.</summary>
    /// <exception cref="MpiException">One failed.</exception>
    public void WaitAll()
    {
        int count = Count;
        Count = 0;
        Check(MpiShim.hai_waitall(count, _handles, null), "MPI_Waitall");
    }

    /// <summary>Waits for all, says what arrived, and empties the set.</summary>
    /// <param name="statuses">At least <see cref="Count"/>, in the order of adding.</param>
    /// <exception cref="MpiException">One failed.</exception>
    public void WaitAll(Span<Status> statuses)
    {
        Lengths.Room(Count, statuses.Length);
        int count = Count;
        Count = 0;
        fixed (Status* s = statuses)
        {
            Check(MpiShim.hai_waitall(count, _handles, s), "MPI_Waitall");
        }
    }

    /// <summary>Whether all are complete; if so the set is empty again.</summary>
    /// <exception cref="MpiException">One failed.</exception>
    public bool TestAll()
    {
        int done;
        Check(MpiShim.hai_testall(Count, _handles, &done, null), "MPI_Testall");
        Count = done != 0 ? 0 : Count;
        return done != 0;
    }

    /// <summary>Waits for one of them; it stays in the set as an empty request.</summary>
    /// <param name="status">What is known of its message.</param>
    /// <returns>Its place in the order of adding, or -1 when all are complete.</returns>
    /// <exception cref="MpiException">It failed.</exception>
    public int WaitAny(out Status status)
    {
        int index;
        Status known;
        Check(MpiShim.hai_waitany(Count, _handles, &index, &known), "MPI_Waitany");
        status = known;
        return index < 0 ? -1 : index;
    }

    /// <summary>Starts all, which are persistent.</summary>
    /// <exception cref="MpiException">One is not persistent, or already started.</exception>
    public void StartAll() => Check(MpiShim.hai_startall(Count, _handles), "MPI_Startall");

    /// <summary>Waits for all and keeps them, so that persistent ones can be started again.</summary>
    /// <exception cref="MpiException">One failed.</exception>
    public void Complete() => Check(MpiShim.hai_waitall(Count, _handles, null), "MPI_Waitall");

    /// <summary>Frees persistent requests that are not started and empties the set.</summary>
    /// <exception cref="MpiException">MPI refused.</exception>
    public void Free()
    {
        for (; Count > 0; Count--)
        {
            new Request(_handles[Count - 1]).Free();
        }
    }

    /// <summary>Gives the memory back. Requests still under way are not waited for.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_handles);
        _handles = null;
        Count = 0;
    }
}
