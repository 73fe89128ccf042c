using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

internal static unsafe partial class Libc
{
    // linux/perf_event.h.
    internal const int PERF_TYPE_HARDWARE = 0, PERF_TYPE_SOFTWARE = 1, PERF_TYPE_RAW = 4;
    internal const ulong PERF_FORMAT_TOTAL_TIME_ENABLED = 1, PERF_FORMAT_TOTAL_TIME_RUNNING = 2;
    internal const nuint PERF_EVENT_IOC_ENABLE = 0x2400, PERF_EVENT_IOC_DISABLE = 0x2401, PERF_EVENT_IOC_RESET = 0x2403;

    /// <summary>perf_event_open, which the C library has no name for. Its arguments are passed alike with and without
    /// an ellipsis on x86-64 and arm64.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint perf_event_open(
        nint number, @perf_event_attr* attr, nint process, nint processor, nint group, nuint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(int file, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int file, void* buffer, nuint bytes);

    /// <summary>The first version of the structure, which every kernel takes.</summary>
    internal struct @perf_event_attr
    {
        internal uint type;
        internal uint size;
        internal ulong config;
        internal ulong sample_period;
        internal ulong sample_type;
        internal ulong read_format;
        internal ulong flags;
        internal uint wakeup_events;
        internal uint bp_type;
        internal ulong bp_addr;
    }
}
