using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary>Nodes and ranks of a launch, as the ranks themselves see them.</summary>
/// <param name="Nodes">in the order of their first rank; rank 0 only</param>
/// <param name="Ranks">rank 0 only</param>
/// <param name="NodeCount">on all ranks</param>
/// <param name="Threads">processors that this rank may use without taking another rank's</param>
/// <param name="MemoryBytes">memory that this rank may use [byte]</param>
internal sealed record Machine(
    IReadOnlyList<NodeRecord> Nodes, IReadOnlyList<RankRecord> Ranks, int NodeCount, int Threads, long MemoryBytes)
{
    /// <summary>Share of a node's free memory that measurements may take; the rest is the system's and MPI's.</summary>
    private const double MemoryShare = 0.8;

    /// <summary>What one rank says of itself.</summary>
    private sealed record Facts(NodeRecord Node, string CpuSet, int Processors, double ResolutionNs, double OverheadNs);

    /// <summary>Asks all ranks. Collective.</summary>
    public static Machine Gather(IRanks ranks, TimerFacts timer)
    {
        string mine = JsonSerializer.Serialize(
            new Facts(ThisNode(), CpuSet(), Environment.ProcessorCount, timer.ResolutionNs, timer.OverheadNs));
        Facts[] all = [.. ranks.TextsToRoot(mine).Select(t => JsonSerializer.Deserialize<Facts>(t)!)];
        var nodes = new List<NodeRecord>();
        var records = new List<RankRecord>();
        foreach (Facts f in all)
        {
            int node = nodes.FindIndex(n => n.HostName == f.Node.HostName);
            if (node < 0)
            {
                node = nodes.Count;
                nodes.Add(f.Node);
            }

            records.Add(new(node, records.Count(r => r.Node == node), f.CpuSet, -1, 0, f.ResolutionNs, f.OverheadNs));
        }

        // Which ranks share a node and its processors is known on rank 0 only.
        string shares = string.Join(';', all.Select((f, r) =>
            $"{Math.Max(1, f.Processors / records.Count(o => o.Node == records[r].Node && o.CpuSet == f.CpuSet))}"
            + $",{records.Count(o => o.Node == records[r].Node)}"));
        string[] share = ranks.Text($"{nodes.Count};{shares}", 0).Split(';');
        int[] own = [.. share[1 + ranks.Rank].Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
        long memory = (long)(FreeMemoryBytes() * MemoryShare) / own[1];
        return new(nodes, records, int.Parse(share[0], CultureInfo.InvariantCulture), own[0], Math.Max(1, memory));
    }

    /// <summary>The node that this process is on.</summary>
    public static NodeRecord ThisNode()
    {
        string[] places = [.. Folders("/sys/devices/system/cpu", "cpu").Select(d =>
            $"{Line(d + "/topology/physical_package_id")}:{Line(d + "/topology/core_id")}")
            .Where(p => p != ":").Distinct()];
        int sockets = places.Select(p => p.Split(':')[0]).Distinct().Count();
        return new(
            Environment.MachineName, CpuModel(), Math.Max(1, sockets),
            places.Length > 0 ? places.Length : Environment.ProcessorCount,
            Math.Max(1, Folders("/sys/devices/system/node", "node").Count), PhysicalBytes(),
            RuntimeInformation.OSDescription, "");
    }

    /// <summary>Processors that this process may run on, e.g. <c>0-3,8</c>; empty where the system does not
    /// say.</summary>
    public static string CpuSet() => Field("/proc/self/status", "Cpus_allowed_list");

    /// <summary>Name of the processor.</summary>
    public static string CpuModel()
    {
        string model = Field("/proc/cpuinfo", "model name");
        return model.Length > 0 ? model : RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>Processor features as the kernel lists them.</summary>
    public static string CpuFlags() => Field("/proc/cpuinfo", "flags");

    private static long PhysicalBytes() => Math.Min(Kib("MemTotal"), CgroupBytes("memory.max"));

    private static long FreeMemoryBytes()
    {
        long limit = CgroupBytes("memory.max"), used = CgroupBytes("memory.current");
        bool unlimited = limit == long.MaxValue || used == long.MaxValue;
        return Math.Min(Kib("MemAvailable"), unlimited ? long.MaxValue : Math.Max(0, limit - used));
    }

    private static long Kib(string key) =>
        long.TryParse(Field("/proc/meminfo", key).Split(' ')[0], CultureInfo.InvariantCulture, out long kib)
            ? kib * 1024
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>A number of this process's control group (version 2); none is as good as infinite.</summary>
    private static long CgroupBytes(string file)
    {
        string group = Line("/proc/self/cgroup").Split("::")[^1].Trim('/');
        string text = Line(Path.Combine("/sys/fs/cgroup", group, file));
        return long.TryParse(text, CultureInfo.InvariantCulture, out long bytes) ? bytes : long.MaxValue;
    }

    private static string Field(string file, string key)
    {
        if (!File.Exists(file))
            return "";
        string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Line(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault() ?? "" : "";

    /// <summary>Folders that are called by a word and a number, e.g. <c>cpu12</c>.</summary>
    private static IReadOnlyList<string> Folders(string parent, string word) =>
        Directory.Exists(parent)
            ? [.. Directory.GetDirectories(parent, word + "*")
                .Where(d => Path.GetFileName(d)[word.Length..].All(char.IsAsciiDigit))]
            : [];
}
