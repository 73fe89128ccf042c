using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary>Nodes and ranks of a launch, as the ranks themselves see them.</summary>
/// <param name="Nodes">in the order of their first rank; rank 0 only</param>
/// <param name="Ranks">rank 0 only</param>
/// <param name="Topologies">texts by their SHA-256, equal ones once; rank 0 only</param>
/// <param name="Allocation">what there is to measure with; on all ranks</param>
internal sealed record Machine(
    IReadOnlyList<NodeRecord> Nodes, IReadOnlyList<RankRecord> Ranks, IReadOnlyDictionary<string, string> Topologies,
    Allocation Allocation)
{
    /// <summary>Devices that ranks have; rank 0 only.</summary>
    public IReadOnlyList<DeviceRecord> Devices { get; init; } = [];

    /// <summary>The same with the ranks' devices.</summary>
    public Machine With(DeviceSeating seating) => this with
    {
        Devices = seating.Devices,
        Ranks = [.. Ranks.Zip(seating.OfRank, (rank, device) => rank with { Device = device })],
    };

    /// <summary>Share of a node's free memory that measurements may take; the rest is the system's and MPI's.</summary>
    private const double MemoryShare = 0.8;

    /// <summary>What one rank says of itself.</summary>
    private sealed record Facts(NodeRecord Node, string CpuSet, int Processors, double ResolutionNs, double OverheadNs)
    {
        /// <summary>This rank.</summary>
        public static Facts Of(NodeTopology node, TimerFacts timer) => new(
            new(
                node.HostName, node.CpuModel, node.Sockets, node.Cores, node.Numa, node.MemoryBytes, node.Kernel,
                KeyOf(node.Text))
            {
                Clocks = node.Clocks,
            },
            node.CpuSet, Environment.ProcessorCount, timer.ResolutionNs, timer.OverheadNs);
    }

    /// <summary>Asks all ranks. Collective.</summary>
    public static Machine Gather(IRanks ranks, TimerFacts timer)
    {
        var here = NodeTopology.Read();
        string mine = JsonSerializer.Serialize(Facts.Of(here, timer));
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

            records.Add(new(node, records.Count(r => r.Node == node), f.CpuSet, -1, f.ResolutionNs, f.OverheadNs));
        }

        // Which ranks share a node and its processors is known on rank 0 only.
        int[] own = Seats.Own([.. records.Select(r => (r.Node, r.CpuSet))]);
        string homes = string.Join(';', all.Select((f, r) =>
            $"{Math.Max(1, f.Processors / records.Count(o => o.Node == records[r].Node && o.CpuSet == f.CpuSet))}"
            + $",{records[r].Node},{own[r]},{records[r].LocalRank}"));
        int[][] home = [.. ranks.Text(homes, 0).Split(';').Select(h =>
            h.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray())];
        long memory = (long)(FreeMemoryBytes(here.MemoryBytes) * MemoryShare);
        return new(
            nodes, records, Collect(ranks, here.Text, nodes, records),
            new([.. home.Select(h => h[1])], home[ranks.Rank][0], memory)
            {
                Processor = home[ranks.Rank][2],
                Devices = new(DeviceRuntimes.All(), home[ranks.Rank][3]),
                RankLimitBytes = AddressSpaceBytes(),
            });
    }

    /// <summary>Brings each different text to rank 0 once: thousands of nodes are often all alike.
    /// Collective.</summary>
    private static Dictionary<string, string> Collect(
        IRanks ranks, string mine, List<NodeRecord> nodes, List<RankRecord> records)
    {
        string wanted = string.Join(',', nodes.DistinctBy(n => n.Topology)
            .Select(n => records.FindIndex(r => nodes[r.Node].Topology == n.Topology)));
        var texts = new Dictionary<string, string>();
        foreach (string root in ranks.Text(wanted, 0).Split(','))
        {
            string text = ranks.Text(mine, int.Parse(root, CultureInfo.InvariantCulture));
            if (text.Length > 0)
                texts[KeyOf(text)] = text;
        }

        return texts;
    }

    /// <summary>Name of the topology's text in result files; empty where there is none.</summary>
    private static string KeyOf(string text) =>
        text.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What measurements may take of what is left of this process's address space [byte].</summary>
    private static long AddressSpaceBytes() => MemoryLimits.FreeAddressSpaceBytes is var free && free == long.MaxValue
        ? long.MaxValue
        : Math.Max(1, (long)(free * MemoryShare));

    /// <summary>Memory that a new process could have, without pushing others out [byte].</summary>
    private static long FreeMemoryBytes(long physicalBytes)
    {
        const string File = "/proc/meminfo", Key = "MemAvailable:";
        string? line = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))
            : null;
        string kib = (line ?? "").Replace(Key, "", StringComparison.Ordinal)
            .Replace("kB", "", StringComparison.Ordinal);
        long available = long.TryParse(kib, CultureInfo.InvariantCulture, out long value)
            ? value * 1024
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        // A control group's limit is in the physical memory, but not in what is available.
        return physicalBytes > 0 ? Math.Min(available, physicalBytes) : available;
    }
}
