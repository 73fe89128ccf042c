using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

internal static unsafe partial class Libc
{
    // fcntl.h of Linux, the same on x86-64 and arm64.
    internal const int O_RDONLY = 0;
    internal const int O_CLOEXEC = 0x80000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int file);

    [LibraryImport("libc")]
    internal static partial int close(int file);
}
