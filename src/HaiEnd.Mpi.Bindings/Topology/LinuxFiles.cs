using System.Globalization;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>The node as /proc and /sys tell it. A file that is absent or forbidden is an empty one.</summary>
/// <param name="root">where both are; another folder in tests</param>
internal sealed class LinuxFiles(string root)
{
    private const string Domains = "sys/devices/system/node";
    private const string Cpus = "sys/devices/system/cpu";

    /// <summary>Model name of the first processor; arm64 has a number in its place.</summary>
    public string CpuModel()
    {
        string[] lines = Lines("proc/cpuinfo");
        return Field(lines, "model name") is { Length: > 0 } model
            ? model
            : $"{Field(lines, "CPU implementer")} {Field(lines, "CPU part")}".Trim();
    }

    /// <summary>Packages, cores and hardware threads that are online.</summary>
    public (int Sockets, int Cores, int Processors) Processors()
    {
        var sockets = new HashSet<string>();
        var cores = new HashSet<string>();
        int processors = 0;
        foreach (string folder in Folders(Cpus, "cpu"))
        {
            string socket = Text($"{folder}/topology/physical_package_id");
            if (socket.Length == 0)
                continue;
            processors++;
            sockets.Add(socket);
            cores.Add(Text($"{folder}/topology/thread_siblings_list"));
        }

        return (sockets.Count, cores.Count, processors);
    }

    /// <summary>Which processors share a package, the last level of cache or a core: a type of hwloc and a list, each
    /// once.</summary>
    public IReadOnlyList<string> Sharing()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string folder in Folders(Cpus, "cpu"))
        {
            string last = Folders($"{folder}/cache", "index").Order(StringComparer.Ordinal).LastOrDefault("");
            lines.Add($"Package {Text($"{folder}/topology/package_cpus_list")}");
            lines.Add($"L{Text($"{last}/level")}Cache {Text($"{last}/shared_cpu_list")}");
            lines.Add($"Core {Text($"{folder}/topology/thread_siblings_list")}");
        }

        return [.. lines.Where(l => char.IsAsciiDigit(l[^1]))];
    }

    /// <summary>Memory domains.</summary>
    public int NumaDomains() => Folders(Domains, "node").Length;

    /// <summary>Processors of each memory domain.</summary>
    public IReadOnlyList<IReadOnlyList<int>> NumaProcessors() => [.. Folders(Domains, "node")
        .Order(StringComparer.Ordinal).Select(f => Topology.CpuSet.Of(Text($"{f}/cpulist")))];

    /// <summary>Caches of the first processor.</summary>
    public IReadOnlyList<CacheFacts> Caches()
    {
        var caches = new List<CacheFacts>();
        foreach (string folder in Folders($"{Cpus}/cpu0/cache", "index"))
        {
            long size = Sized(Text($"{folder}/size"));
            if (size > 0)
            {
                caches.Add(new(
                    (int)Sized(Text($"{folder}/level")), Text($"{folder}/type"), size,
                    Topology.CpuSet.Of(Text($"{folder}/shared_cpu_list")).Count));
            }
        }

        return [.. caches.OrderBy(c => c.Level).ThenBy(c => c.Kind, StringComparer.Ordinal)];
    }

    /// <summary>Physical memory or the tightest limit of the control groups that this process is in [byte].</summary>
    public long MemoryBytes()
    {
        long physical = Sized(Field(Lines("proc/meminfo"), "MemTotal").Replace(" kB", "K", StringComparison.Ordinal));
        long least = Math.Min(physical > 0 ? physical : long.MaxValue, CgroupBytes());
        return least == long.MaxValue ? 0 : least;
    }

    /// <summary>The tightest limit of the control groups that this process is in [byte]; <see cref="long.MaxValue"/>
    /// where there is none.</summary>
    public long CgroupBytes()
    {
        long least = long.MaxValue;
        foreach (string line in Lines("proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3)
                continue;
            if (parts[1].Length == 0)
                least = Math.Min(least, LimitAlong("sys/fs/cgroup", parts[2], "memory.max"));
            else if (parts[1].Split(',').Contains("memory"))
                least = Math.Min(least, LimitAlong("sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes"));
        }

        return least;
    }

    /// <summary>Address space that this process has mapped [byte].</summary>
    public long MappedBytes() => Sized(Field(Lines("proc/self/status"), "VmSize").Replace(" kB", "K",
        StringComparison.Ordinal));

    /// <summary>Governors and limits of the frequency over all processors, and whether they may go beyond it, e.g.
    /// <c>performance, 1500-3700 MHz, boost on</c>. Names of the files: Linux, admin-guide/pm/cpufreq and
    /// intel_pstate.</summary>
    public string Clocks()
    {
        string[] cpus = [.. Folders(Cpus, "cpu").Select(f => $"{f}/cpufreq")];
        string governors = string.Join('+', cpus.Select(f => Text($"{f}/scaling_governor"))
            .Where(g => g.Length > 0).Distinct().Order(StringComparer.Ordinal));
        long[] low = [.. cpus.Select(f => Sized(Text($"{f}/scaling_min_freq"))).Where(k => k > 0)];
        long[] high = [.. cpus.Select(f => Sized(Text($"{f}/scaling_max_freq"))).Where(k => k > 0)];
        string range = low.Length > 0 && high.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{low.Min() / 1000}-{high.Max() / 1000} MHz") : "";
        string boost = (Text($"{Cpus}/cpufreq/boost"), Text($"{Cpus}/intel_pstate/no_turbo")) switch
        {
            ("1", _) or (_, "0") => "boost on",
            ("0", _) or (_, "1") => "boost off",
            _ => "",
        };
        return string.Join(", ", new[] { governors, range, boost }.Where(t => t.Length > 0));
    }

    /// <summary>Processors that are close to a place on the bus, e.g. <c>0000:41:00.0</c>; empty where the system does
    /// not say. The file's name: Linux, ABI/testing/sysfs-bus-pci.</summary>
    public IReadOnlyList<int> ProcessorsNear(string pci) =>
        Topology.CpuSet.Of(Text($"sys/bus/pci/devices/{pci}/local_cpulist"));

    /// <summary>Places and vendors of what the bus calls a 3D controller, a display controller or a processing
    /// accelerator (PCI code and ID assignment: classes 03 and 12).</summary>
    public IEnumerable<(string Place, string Vendor)> Accelerators() =>
        Folders("sys/bus/pci/devices", "")
            .Where(f => Text($"{f}/class") is ['0', 'x', '0', '3', ..] or ['0', 'x', '1', '2', ..])
            .Select(f => (Path.GetFileName(f), Text($"{f}/vendor"))).Order();

    /// <summary>Processors this process may run on, e.g. <c>0-3,8</c>.</summary>
    public string CpuSet() => Field(Lines("proc/self/status"), "Cpus_allowed_list");

    /// <summary>The least limit from a group up to the root; inside a container the path may be that of the host, then
    /// only the root is there.</summary>
    private long LimitAlong(string mount, string path, string file)
    {
        long least = long.MaxValue;
        for (string group = path.TrimEnd('/'); ; group = group[..group.LastIndexOf('/')])
        {
            long limit = Sized(Text($"{mount}{group}/{file}"));
            if (limit > 0)
                least = Math.Min(least, limit);
            if (group.Length == 0)
                return least;
        }
    }

    private static string Field(string[] lines, string name)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(name))
                return line[(colon + 1)..].Trim();
        }

        return "";
    }

    /// <summary>A number with K, M or G for powers of 1024; 0 for what is none, as <c>max</c>.</summary>
    private static long Sized(string text)
    {
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        bool isNumber = long.TryParse(shift == 0 ? text : text[..^1], CultureInfo.InvariantCulture, out long value);
        return isNumber ? value << shift : 0;
    }

    private string Text(string file) => Lines(file) is [var first, ..] ? first.Trim() : "";

    private string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Folders whose name is a word and a number, relative to the root.</summary>
    private string[] Folders(string folder, string word)
    {
        try
        {
            string[] found = Directory.GetDirectories(Path.Combine(root, folder), word + "*");
            return [.. found.Where(f => char.IsAsciiDigit(f[^1])).Select(f => Path.GetRelativePath(root, f))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
