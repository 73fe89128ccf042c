using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: non-blocking collectives.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_ibarrier(long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ibcast(void* b, long n, long type, int root, long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ireduce(void* s, void* r, long n, long type, long op, int root, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_iallreduce(void* s, void* r, long n, long type, long op, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ireduce_scatter_block(void* s, void* r, long n, long type, long op, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_igather(void* s, long sn, long st, void* r, long rn, long rt, int root,
        long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_iallgather(void* s, long sn, long st, void* r, long rn, long rt, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ialltoall(void* s, long sn, long st, void* r, long rn, long rt, long comm,
        long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ineighbor_allgather(void* s, long sn, long st, void* r, long rn, long rt,
        long comm, long* request);

    [LibraryImport(Name)]
    internal static partial int hai_ineighbor_alltoall(void* s, long sn, long st, void* r, long rn, long rt,
        long comm, long* request);
}
