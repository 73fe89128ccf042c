using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: communicators and topologies.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_comm_set_errors_return(long comm);

    [LibraryImport(Name)]
    internal static partial int hai_comm_rank(long comm, int* rank);

    [LibraryImport(Name)]
    internal static partial int hai_comm_size(long comm, int* size);

    [LibraryImport(Name)]
    internal static partial int hai_comm_compare(long a, long b, int* result);

    [LibraryImport(Name)]
    internal static partial int hai_comm_dup(long comm, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_comm_split(long comm, int color, int key, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_comm_split_shared(long comm, int key, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_comm_free(long* comm);

    [LibraryImport(Name)]
    internal static partial int hai_comm_set_name(long comm, byte* name);

    [LibraryImport(Name)]
    internal static partial int hai_comm_get_name(long comm, byte* text, int capacity);

    [LibraryImport(Name)]
    internal static partial int hai_dims_create(int nodes, int n, int* dims);

    [LibraryImport(Name)]
    internal static partial int hai_cart_create(long comm, int n, int* dims, int* periods, int reorder,
        long* created);

    [LibraryImport(Name)]
    internal static partial int hai_cart_coords(long comm, int rank, int n, int* coords);

    [LibraryImport(Name)]
    internal static partial int hai_cart_rank(long comm, int* coords, int* rank);

    [LibraryImport(Name)]
    internal static partial int hai_cart_shift(long comm, int direction, int step, int* source, int* dest);

    [LibraryImport(Name)]
    internal static partial int hai_dist_graph_create_adjacent(long comm, int inDegree, int* sources, int outDegree,
        int* dests, int reorder, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_comm_group(long comm, long* group);

    [LibraryImport(Name)]
    internal static partial int hai_group_incl(long group, int n, int* ranks, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_group_free(long* group);
}
