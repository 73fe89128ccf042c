using System.Globalization;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Where two ranks are to each other, from near to far.</summary>
public enum Nearness
{
    /// <summary>threads of one core</summary>
    Core,

    /// <summary>cores that share the last level of cache</summary>
    Cache,

    /// <summary>the same socket, with no cache in common that is known</summary>
    Socket,

    /// <summary>two sockets of a node</summary>
    Sockets,

    /// <summary>the same node; more is not known, or they are not bound</summary>
    Node,

    /// <summary>two nodes</summary>
    Nodes,
}

/// <summary>Where the ranks of a launch sit: on which processors of which nodes.</summary>
public sealed class Seats
{
    private readonly RunRecord _run;
    private readonly Dictionary<string, NodeMap> _maps;
    private readonly IReadOnlyList<int>[] _allowed;
    private readonly Lazy<int[]> _own;

    /// <summary>Reads the launch.</summary>
    public Seats(RunRecord run)
    {
        _run = run;
        _maps = run.Topologies.ToDictionary(t => t.Key, t => NodeMap.Parse(t.Value));
        _allowed = [.. run.Ranks.Select(r => CpuSet.Of(r.CpuSet))];
        _own = new(() => Own([.. run.Ranks.Select(r => (r.Node, r.CpuSet))]));
    }

    /// <summary>Where two ranks are, as it follows "a message" or "two ranks".</summary>
    public static string Words(Nearness where) => where switch
    {
        Nearness.Core => "inside a core",
        Nearness.Cache => "inside a core complex",
        Nearness.Socket => "inside a socket",
        Nearness.Sockets => "between sockets",
        Nearness.Node => "inside a node",
        _ => "between nodes",
    };

    /// <summary>Ranks of the launch.</summary>
    public int Count => _run.Ranks.Count;

    /// <summary>A rank and where it runs: <c>rank 3 on gn017</c>.</summary>
    public static string Called(RunRecord run, int rank)
    {
        string host = HostNameOf(run, rank);
        return string.Create(CultureInfo.InvariantCulture, $"rank {rank}{(host.Length > 0 ? $" on {host}" : "")}");
    }

    /// <summary>The name of the node of a rank; empty where it is not known.</summary>
    public static string HostNameOf(RunRecord run, int rank) =>
        run.Ranks[rank].Node is var node && node >= 0 && node < run.Nodes.Count ? run.Nodes[node].HostName : "";

    /// <summary>A host and some of its ranks: <c>host gn017 (ranks 4 to 7)</c>.</summary>
    /// <param name="run">the launch</param>
    /// <param name="ranks">ascending, at least one, all on one node</param>
    public static string HostOf(RunRecord run, IReadOnlyList<int> ranks)
    {
        string numbers = ranks.Count == 1 ? $"rank {ranks[0]}"
            : ranks[^1] - ranks[0] == ranks.Count - 1 ? $"ranks {ranks[0]} to {ranks[^1]}"
            : $"ranks {string.Join(", ", ranks)}";
        return $"host {HostNameOf(run, ranks[0])} ({numbers})";
    }

    /// <summary>Which ranks must take turns, as there are more of them than processors that they may run on: what they
    /// do one after the other counts as done at once. Empty where none must, or where it is not known.</summary>
    public static string Crowd(RunRecord run)
    {
        foreach (var node in run.Ranks.Select((r, rank) => (Rank: rank, r.Node, Set: CpuSet.Of(r.CpuSet), r.CpuSet))
            .Where(r => r.Set.Count > 0).GroupBy(r => r.Node))
        {
            // Their own sets, and all of them: a set that is too small for those who have no other.
            IEnumerable<string> texts = node.Select(r => r.CpuSet);
            foreach (string text in texts.Append(string.Join(',', texts)).Distinct())
            {
                var set = CpuSet.Of(text).ToHashSet();
                int[] ranks = [.. node.Where(r => set.IsSupersetOf(r.Set)).Select(r => r.Rank)];
                if (ranks.Length > set.Count)
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{HostOf(run, ranks)} has {set.Count} processor{(set.Count == 1 ? "" : "s")} for these "
                        + $"{ranks.Length} ranks: they take turns, and what they reach together is not what it "
                        + $"delivers");
            }
        }

        return "";
    }

    /// <summary>A processor for each rank: those of a node that may run on the same ones take one each, in their order,
    /// from the first again where there are not enough. -1 where a rank's are not known.</summary>
    /// <param name="ranks">the node of each rank, and where it may run</param>
    public static int[] Own(IReadOnlyList<(int Node, string CpuSet)> ranks)
    {
        var taken = new Dictionary<(int, string), int>();
        var own = new int[ranks.Count];
        for (int r = 0; r < own.Length; r++)
        {
            IReadOnlyList<int> set = CpuSet.Of(ranks[r].CpuSet);
            int before = taken.GetValueOrDefault(ranks[r]);
            taken[ranks[r]] = before + 1;
            own[r] = set.Count == 0 ? -1 : set[before % set.Count];
        }

        return own;
    }

    /// <summary>The processor that a rank stays on; -1 where it is not known which, or moves.</summary>
    /// <param name="rank">of the launch</param>
    /// <param name="pinned">it is pinned to one of its own while it is measured</param>
    public int Processor(int rank, bool pinned) =>
        pinned ? _own.Value[rank] : _allowed[rank].Count == 1 ? _allowed[rank][0] : -1;

    /// <summary>Where two ranks are to each other.</summary>
    /// <param name="a">a rank of the launch</param>
    /// <param name="b">another</param>
    /// <param name="pinned">they are pinned while they are measured</param>
    public Nearness Between(int a, int b, bool pinned)
    {
        if (_run.Ranks[a].Node != _run.Ranks[b].Node)
            return Nearness.Nodes;
        IReadOnlyList<int> left = At(a, pinned), right = At(b, pinned);
        if (MapOf(a) is not { } map || Units(Shared.Socket) is not { } sockets)
            return Nearness.Node;
        if (sockets.Left != sockets.Right)
            return Nearness.Sockets;
        if (Units(Shared.Core) is { } cores && cores.Left == cores.Right)
            return Nearness.Core;
        return Units(Shared.Cache) is { } caches && caches.Left == caches.Right ? Nearness.Cache : Nearness.Socket;

        (int Left, int Right)? Units(Shared level)
        {
            (int Left, int Right) units = (map.UnitOf(level, left), map.UnitOf(level, right));
            return units.Left >= 0 && units.Right >= 0 ? units : null;
        }
    }

    private IReadOnlyList<int> At(int rank, bool pinned) =>
        Processor(rank, pinned) is >= 0 and var processor ? [processor] : _allowed[rank];

    private NodeMap? MapOf(int rank)
    {
        int node = _run.Ranks[rank].Node;
        return node >= 0 && node < _run.Nodes.Count ? _maps.GetValueOrDefault(_run.Nodes[node].Topology) : null;
    }
}
