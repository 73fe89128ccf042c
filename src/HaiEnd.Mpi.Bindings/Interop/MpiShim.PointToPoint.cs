using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: messages.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_send(void* b, long n, long type, int dest, int tag, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_ssend(void* b, long n, long type, int dest, int tag, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_recv(void* b, long n, long type, int source, int tag, long comm, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_sendrecv(void* sb, long sn, long st, int dest, int stag, void* rb, long rn,
        long rt, int source, int rtag, long comm, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_isend(void* b, long n, long type, int dest, int tag, long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_issend(void* b, long n, long type, int dest, int tag, long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_irecv(void* b, long n, long type, int source, int tag, long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_send_init(void* b, long n, long type, int dest, int tag, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_recv_init(void* b, long n, long type, int source, int tag, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_probe(int source, int tag, long comm, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_iprobe(int source, int tag, long comm, int* flag, Status* status);
}
