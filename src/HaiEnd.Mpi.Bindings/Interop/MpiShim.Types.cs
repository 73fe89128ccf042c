using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: datatypes and operations.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_type_contiguous(int n, long type, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_vector(int n, int block, int stride, long type, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_indexed(int n, int* blocks, int* displs, long type, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_create_struct(int n, int* blocks, long* displs, long* types, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_create_subarray(int n, int* sizes, int* subsizes, int* starts, long type,
        long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_create_resized(long type, long lower, long extent, long* created);

    [LibraryImport(Name)]
    internal static partial int hai_type_commit(long* type);

    [LibraryImport(Name)]
    internal static partial int hai_type_free(long* type);

    [LibraryImport(Name)]
    internal static partial int hai_type_size(long type, long* bytes);

    [LibraryImport(Name)]
    internal static partial int hai_type_get_extent(long type, long* lower, long* extent);

    [LibraryImport(Name)]
    internal static partial int hai_op_create(delegate* unmanaged<void*, void*, int*, void*, void> function,
        int commutes, long* op);

    [LibraryImport(Name)]
    internal static partial int hai_op_free(long* op);
}
