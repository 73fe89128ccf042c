using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

internal static unsafe partial class Libc
{
    // resource.h of Linux, the same on x86-64 and arm64.
    internal const int RLIMIT_DATA = 2;
    internal const int RLIMIT_CORE = 4;
    internal const int RLIMIT_AS = 9;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setrlimit(int resource, @rlimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getrlimit(int resource, @rlimit* limit);

    [LibraryImport("libc")]
    internal static partial uint alarm(uint seconds);

    /// <summary>A soft and a hard limit, as sys/resource.h lays them out.</summary>
    internal struct @rlimit
    {
        internal ulong rlim_cur;
        internal ulong rlim_max;
    }
}
