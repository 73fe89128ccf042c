using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Counters;

/// <summary>Counters of the processor and of the Linux kernel, by perf_event_open(2): of this thread and of those that
/// it starts later, in user mode. Each is opened by itself, so that one that is not there costs only itself; where
/// there are more than registers the kernel takes turns, and the count is scaled up from the time it had one.
/// </summary>
public sealed unsafe class PerfEvents : ICounterSource
{
    private const string Paranoid = "/proc/sys/kernel/perf_event_paranoid";
    private const int EPERM = 1, ENOENT = 2, EACCES = 13, ENODEV = 19, ENOSYS = 38, EOPNOTSUPP = 95;

    // Flags of perf_event_attr: disabled, inherit, exclude_kernel, exclude_hv.
    private const ulong Waiting = 1, Inherited = 1 << 1, NoKernel = 1 << 5, NoHypervisor = 1 << 6;

    private static readonly Event[] OfProcessor =
    [
        new("cycles", Libc.PERF_TYPE_HARDWARE, 0), new("instructions", Libc.PERF_TYPE_HARDWARE, 1),
        new("cache_misses", Libc.PERF_TYPE_HARDWARE, 3),
    ];

    private static readonly Event[] OfKernel =
    [
        new("page_faults", Libc.PERF_TYPE_SOFTWARE, 2), new("context_switches", Libc.PERF_TYPE_SOFTWARE, 3),
        new("migrations", Libc.PERF_TYPE_SOFTWARE, 4),
    ];

    private readonly List<(int File, Event Event)> _open = [];

    /// <summary>Opens what there is.</summary>
    public PerfEvents()
    {
        foreach (Event one in (Event[])[.. OfProcessor, .. FloatingPoint(), .. OfKernel])
        {
            int file = Open(one);
            if (file >= 0)
                _open.Add((file, one));
            else if (one.Type != Libc.PERF_TYPE_SOFTWARE && Missing.Length == 0)
                Missing = $"{one.Name} and others: {Why(Marshal.GetLastPInvokeError())}";
        }

        Names = [.. _open.Select(o => o.Event.Name).Distinct()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public string Missing { get; } = "";

    /// <inheritdoc/>
    public void Start()
    {
        foreach ((int file, _) in _open)
        {
            _ = Libc.ioctl(file, Libc.PERF_EVENT_IOC_RESET, 0);
            _ = Libc.ioctl(file, Libc.PERF_EVENT_IOC_ENABLE, 0);
        }
    }

    /// <inheritdoc/>
    public void Stop(Span<double> counts)
    {
        foreach ((int file, _) in _open)
            _ = Libc.ioctl(file, Libc.PERF_EVENT_IOC_DISABLE, 0);
        counts.Clear();
        ulong* found = stackalloc ulong[3];
        foreach ((int file, Event one) in _open)
        {
            bool isRead = Libc.read(file, found, 3 * sizeof(ulong)) == 3 * sizeof(ulong);
            (ulong count, ulong enabled, ulong running) = (found[0], found[1], found[2]);
            double scaled = running == enabled ? count : running == 0 ? double.NaN : (double)count * enabled / running;
            counts[IndexOf(one.Name)] += isRead ? scaled * one.Factor : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((int file, _) in _open)
            _ = Libc.close(file);
        _open.Clear();
    }

    private int IndexOf(string name)
    {
        int i = 0;
        while (Names[i] != name)
            i++;
        return i;
    }

    /// <summary>Operations by the width of their vectors where the processor tells it; a fused multiply and add counts
    /// as two. Sources: Intel 64 and IA-32 Architectures Software Developer's Manual 3B, FP_ARITH_INST_RETIRED; AMD
    /// Processor Programming Reference, families 17h to 1Ah, PMCx003.</summary>
    private static Event[] FloatingPoint()
    {
        if (!X86Base.IsSupported)
            return [];
        (_, int vendor, _, _) = X86Base.CpuId(0, 0);
        return vendor switch
        {
            // "Genu", "Auth"
            0x756E6547 =>
            [
                Intel("flops_scalar", 0x03, 1), Intel("flops_128", 0x04, 2), Intel("flops_128", 0x08, 4),
                Intel("flops_256", 0x10, 4), Intel("flops_256", 0x20, 8), Intel("flops_512", 0x40, 8),
                Intel("flops_512", 0x80, 16),
            ],
            0x68747541 => [new("flops_counted", Libc.PERF_TYPE_RAW, 0x0F03)],
            _ => [],
        };
    }

    private static Event Intel(string name, ulong mask, double operations) =>
        new(name, Libc.PERF_TYPE_RAW, (mask << 8) | 0xC7) { Factor = operations };

    private static int Open(Event one)
    {
        var attr = new Libc.perf_event_attr
        {
            type = (uint)one.Type,
            size = (uint)sizeof(Libc.perf_event_attr),
            config = one.Config,
            read_format = Libc.PERF_FORMAT_TOTAL_TIME_ENABLED | Libc.PERF_FORMAT_TOTAL_TIME_RUNNING,
            // The kernel's own events happen in the kernel.
            flags = Waiting | Inherited | (one.Type == Libc.PERF_TYPE_SOFTWARE ? 0 : NoKernel | NoHypervisor),
        };
        int number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 298 : 241;
        return (int)Libc.perf_event_open(number, &attr, 0, -1, -1, 0);
    }

    private static string Why(int error) => error switch
    {
        ENOENT or ENODEV or EOPNOTSUPP => "the system has no counters of the processor, as in most virtual machines",
        EACCES or EPERM => $"they are forbidden: {Paranoid} is {Level()}, 2 or less would allow them",
        ENOSYS => "the system has no perf_event_open, or a container forbids it",
        _ => string.Create(CultureInfo.InvariantCulture, $"perf_event_open fails with error {error}"),
    };

    private static string Level() => File.Exists(Paranoid) ? File.ReadAllText(Paranoid).Trim() : "unknown";

    /// <summary>Something that is counted.</summary>
    /// <param name="Name">of the fact; events of one name are added</param>
    /// <param name="Type">PERF_TYPE_...</param>
    /// <param name="Config">which, within the type</param>
    private sealed record Event(string Name, int Type, ulong Config)
    {
        /// <summary>What each event counts for.</summary>
        public double Factor { get; init; } = 1;
    }
}
