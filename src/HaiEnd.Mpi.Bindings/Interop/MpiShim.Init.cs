using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: the library itself.</summary>
internal static unsafe partial class MpiShim
{
    // No call suppresses the GC transition: that saves about a nanosecond, binds the function when its caller is
    // compiled, which may be before the library is chosen, and blocks every collection while a call waits.
    internal const string Name = "haiend_mpi";
    internal const int HAI_ABI = 1;

    [LibraryImport(Name)]
    internal static partial int hai_abi();

    [LibraryImport(Name)]
    internal static partial int hai_init_thread(int required, int* provided);

    [LibraryImport(Name)]
    internal static partial int hai_finalize();

    [LibraryImport(Name)]
    internal static partial int hai_initialized(int* flag);

    [LibraryImport(Name)]
    internal static partial int hai_finalized(int* flag);

    [LibraryImport(Name)]
    internal static partial int hai_abort(long comm, int code);

    [LibraryImport(Name)]
    internal static partial int hai_query_thread(int* provided);

    [LibraryImport(Name)]
    internal static partial int hai_get_library_version(byte* text, int capacity);

    [LibraryImport(Name)]
    internal static partial int hai_get_version(int* major, int* minor);

    [LibraryImport(Name)]
    internal static partial int hai_get_processor_name(byte* text, int capacity);

    [LibraryImport(Name)]
    internal static partial double hai_wtime();

    [LibraryImport(Name)]
    internal static partial double hai_wtick();

    [LibraryImport(Name)]
    internal static partial int hai_error_string(int code, byte* text, int capacity);

    [LibraryImport(Name)]
    internal static partial int hai_error_class(int code);

    [LibraryImport(Name)]
    internal static partial int hai_gpu_support(int kind);

    [LibraryImport(Name)]
    internal static partial void hai_set_count_limit(long limit);

    [LibraryImport(Name)]
    internal static partial void hai_time_start();

    [LibraryImport(Name)]
    internal static partial void hai_time_stop(long* nanoseconds, long* calls);
}
