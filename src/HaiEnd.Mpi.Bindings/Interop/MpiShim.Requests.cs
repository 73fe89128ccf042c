using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_mpi.h: requests.</summary>
internal static unsafe partial class MpiShim
{
    [LibraryImport(Name)]
    internal static partial int hai_wait(long* request, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_test(long* request, int* flag, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_waitall(int n, long* requests, Status* statuses);

    [LibraryImport(Name)]
    internal static partial int hai_testall(int n, long* requests, int* flag, Status* statuses);

    [LibraryImport(Name)]
    internal static partial int hai_waitany(int n, long* requests, int* index, Status* status);

    [LibraryImport(Name)]
    internal static partial int hai_start(long* request);

    [LibraryImport(Name)]
    internal static partial int hai_startall(int n, long* requests);

    [LibraryImport(Name)]
    internal static partial int hai_cancel(long* request);

    [LibraryImport(Name)]
    internal static partial int hai_request_free(long* request);
}
