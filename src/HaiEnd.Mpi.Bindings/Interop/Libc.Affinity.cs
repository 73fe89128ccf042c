using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

internal static unsafe partial class Libc
{
    /// <summary>Of the calling thread for process 0.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setaffinity(int process, nuint bytes, void* mask);

    /// <summary>As <see cref="sched_setaffinity"/>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_getaffinity(int process, nuint bytes, void* mask);
}
