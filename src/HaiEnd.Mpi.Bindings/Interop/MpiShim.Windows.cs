using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: one-sided communication.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_win_create(void* memory, long bytes, int unit, long comm, long* win);

    [LibraryImport(Name)]
    internal static partial int hai_win_allocate(long bytes, int unit, long comm, void** memory, long* win);

    [LibraryImport(Name)]
    internal static partial int hai_win_allocate_shared(long bytes, int unit, long comm, void** memory, long* win);

    [LibraryImport(Name)]
    internal static partial int hai_win_shared_query(long win, int rank, long* bytes, int* unit, void** memory);

    [LibraryImport(Name)]
    internal static partial int hai_win_set_errors_return(long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_free(long* win);

    [LibraryImport(Name)]
    internal static partial int hai_win_fence(int assertion, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_lock(int kind, int rank, int assertion, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_lock_all(int assertion, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_unlock(int rank, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_unlock_all(long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_flush(int rank, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_flush_local(int rank, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_flush_all(long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_sync(long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_post(long group, int assertion, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_start(long group, int assertion, long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_complete(long win);

    [LibraryImport(Name)]
    internal static partial int hai_win_wait(long win);

    [LibraryImport(Name)]
    internal static partial int hai_put(void* b, long n, long type, int rank, long displ, long win);

    [LibraryImport(Name)]
    internal static partial int hai_get(void* b, long n, long type, int rank, long displ, long win);

    [LibraryImport(Name)]
    internal static partial int hai_accumulate(void* b, long n, long type, int rank, long displ, long op, long win);

    [LibraryImport(Name)]
    internal static partial int hai_get_accumulate(void* b, void* result, long n, long type, int rank, long displ,
        long op, long win);

    [LibraryImport(Name)]
    internal static partial int hai_fetch_and_op(void* b, void* result, long type, int rank, long displ, long op,
        long win);

    [LibraryImport(Name)]
    internal static partial int hai_compare_and_swap(void* b, void* compare, void* result, long type, int rank,
        long displ, long win);
}
