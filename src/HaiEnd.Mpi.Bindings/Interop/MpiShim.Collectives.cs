using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: blocking collectives.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_barrier(long comm);

    [LibraryImport(Name)]
    internal static partial int hai_bcast(void* b, long n, long type, int root, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_reduce(void* s, void* r, long n, long type, long op, int root, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_allreduce(void* s, void* r, long n, long type, long op, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_scan(void* s, void* r, long n, long type, long op, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_exscan(void* s, void* r, long n, long type, long op, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_reduce_scatter_block(void* s, void* r, long n, long type, long op, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_reduce_scatter(void* s, void* r, int* counts, long type, long op, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_gather(void* s, long sn, long st, void* r, long rn, long rt, int root, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_scatter(void* s, long sn, long st, void* r, long rn, long rt, int root,
        long comm);

    [LibraryImport(Name)]
    internal static partial int hai_allgather(void* s, long sn, long st, void* r, long rn, long rt, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_alltoall(void* s, long sn, long st, void* r, long rn, long rt, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_neighbor_allgather(void* s, long sn, long st, void* r, long rn, long rt,
        long comm);

    [LibraryImport(Name)]
    internal static partial int hai_neighbor_alltoall(void* s, long sn, long st, void* r, long rn, long rt,
        long comm);

    [LibraryImport(Name)]
    internal static partial int hai_gatherv(void* s, int sn, long st, void* r, int* counts, int* displs, long rt,
        int root, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_scatterv(void* s, int* counts, int* displs, long st, void* r, int rn, long rt,
        int root, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_allgatherv(void* s, int sn, long st, void* r, int* counts, int* displs, long rt,
        long comm);

    [LibraryImport(Name)]
    internal static partial int hai_alltoallv(void* s, int* scounts, int* sdispls, long st, void* r, int* rcounts,
        int* rdispls, long rt, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_neighbor_alltoallv(void* s, int* scounts, int* sdispls, long st, void* r,
        int* rcounts, int* rdispls, long rt, long comm);

    [LibraryImport(Name)]
    internal static partial int hai_ineighbor_alltoallv(void* s, int* scounts, int* sdispls, long st, void* r,
        int* rcounts, int* rdispls, long rt, long comm, long* request);
}
