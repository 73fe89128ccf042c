using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

internal static unsafe partial class Libc
{
    // fcntl.h of Linux, the same on x86-64 and arm64.
    internal const int O_RDONLY = 0;
    internal const int O_CLOEXEC = 0x80000;

    // sys/stat.h: what statx is asked, and where its answer has the owner, 32 bits.
    internal const int AT_FDCWD = -100;
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const uint STATX_UID = 0x8;
    internal const int STATX_BYTES = 256;
    internal const int STATX_UID_AT = 20;

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int folder, string path, int flags, uint mask, byte* answer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(int file);

    [LibraryImport("libc")]
    internal static partial int close(int file);
}
