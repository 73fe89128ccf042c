using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Every pair of ranks against the others: a slow link is a cell, a slow node a row and a column. One for each
/// size of message of <c>pairs</c>, and one for the cache line of <c>corelatency</c>.</summary>
internal sealed class LinkFigures : IFigure
{
    private const int FewestRanks = 3, MostFigures = 2;

    private static readonly double[] Scales = [HeatMap.Usual, 2, 3, 5, 10, 20, 50, 100];

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        LinkMap[] sizes = [.. Maps(data, "pairs").OrderBy(Bytes)];
        foreach ((int i, LinkMap map) in sizes.Take(MostFigures).Index())
            yield return Of(map, i == 0 ? "pairs" : string.Create(CultureInfo.InvariantCulture, $"pairs-{i + 1}"),
                What(map));
        if (Maps(data, "corelatency").FirstOrDefault() is { } cores)
            yield return Of(cores, "cores", "a cache line");
    }

    /// <summary>Of the last launch that has enough players for a matrix; each size once, of most links, the smallest
    /// and the largest first.</summary>
    private static LinkMap[] Maps(ReportData data, string benchmark)
    {
        LinkMap[] found = [.. data.Launches.Reverse()
            .Select(l => LinkMap.Of(l, benchmark).Where(m => m.PlayerCount >= FewestRanks).ToArray())
            .FirstOrDefault(m => m.Length > 0) ?? []];
        LinkMap[] sizes = [.. found.OrderByDescending(m => m.Links.Count).DistinctBy(Bytes).OrderBy(Bytes)];
        return sizes.Length > MostFigures ? [sizes[0], sizes[^1]] : sizes;
    }

    private static double Bytes(LinkMap map) =>
        double.TryParse(map.Point["bytes"], CultureInfo.InvariantCulture, out double bytes) ? bytes : double.NaN;

    private static Figure Of(LinkMap map, string id, string what)
    {
        bool isPinned = map.Point["pinned"] == "yes";
        var seats = new Seats(map.Launch.Run);
        // A link may have the greatest ratio and not be slow for certain.
        Link worst = map.SlowLinks.Concat(map.BySlowness).First();
        // Cores are a matrix of a node each: that of the slowest pair is drawn, all are in the table.
        int NodeOf(int rank) => map.Launch.Run.Ranks[rank].Node;
        Link[] links = [.. map.Links.Where(l => id != "cores" || NodeOf(l.A) == NodeOf(worst.A))];
        int[] ranks = [.. links.SelectMany(l => new[] { l.A, l.B }).Distinct().OrderBy(NodeOf)
            .ThenBy(r => seats.Processor(r, isPinned)).ThenBy(r => r)];
        double middle = Statistics.Median(links.Select(l => l.OneWay.Median));
        double[] ratios = [.. links.Select(l => l.OneWay.Median / middle)];
        double farthest = Math.Max(ratios.Max(), 1 / ratios.Min());
        Dictionary<int, int> place = ranks.Index().ToDictionary(r => r.Item, r => r.Index);
        double[][] cells = [.. ranks.Select(_ => Enumerable.Repeat(double.NaN, ranks.Length).ToArray())];
        foreach ((Link link, double ratio) in links.Zip(ratios))
            cells[place[link.A]][place[link.B]] = cells[place[link.B]][place[link.A]] = ratio;
        string each = id == "cores" ? "a pair of ranks of a node, in the order of their processors"
            : map.AreNodes ? "a pair of nodes, a rank on each" : "a pair of ranks";
        string NameOf(int rank) =>
            map.AreNodes ? Seats.HostNameOf(map.Launch.Run, rank) : Name(seats, rank, isPinned, id);
        return new(
            id, Headline(map, worst, what),
            $"{ReportData.Conditions(map.Launch)}{(isPinned ? ", each on one processor" : "")}",
            $"Each cell is {each}: its time over the median of all pairs. Grey was not measured."
                + (id == "cores" ? Measured(map.Launch.Run, ranks, seats, isPinned) : ""),
            new HeatMap(
                [.. ranks.Select(NameOf)], cells, "",
                [.. new[] { worst.A, worst.B }.Select(r => (place[r], NameOf(r)))])
            {
                Strongest = Scales.FirstOrDefault(s => s >= farthest, Scales[^1]),
                IsMatrix = true,
            },
            Numbers(map, what));
    }

    /// <summary>Which cores of a node were measured, and how all of them are.</summary>
    private static string Measured(RunRecord run, int[] ranks, Seats seats, bool pinned)
    {
        int[] processors =
            [.. ranks.Select(r => seats.Processor(r, pinned)).Where(p => p >= 0).Distinct().Order()];
        string host = Seats.HostNameOf(run, ranks[0]);
        int node = run.Ranks[ranks[0]].Node, cores = host.Length > 0 ? run.Nodes[node].Cores : 0;
        string which = processors.Length == 0 ? "" : $" Measured: cpu {CpuSet.ToText(processors)} on {host}"
            + (cores > 0 ? $", which has {Words.Count(cores, "core")}." : ".");
        string moving = processors.Length == ranks.Length ? ""
            : " Ranks that are not bound to a core of their own may have moved from one to another.";
        return which + moving + (processors.Length == ranks.Length && processors.Length >= cores ? ""
            : $" With a rank on every core it shows all: mpirun -n {Math.Max(cores, ranks.Length)} --bind-to core.");
    }

    private static string Name(Seats seats, int rank, bool pinned, string id) =>
        id == "cores" && seats.Processor(rank, pinned) is >= 0 and var processor
            ? string.Create(CultureInfo.InvariantCulture, $"cpu {processor}")
            : string.Create(CultureInfo.InvariantCulture, $"rank {rank}");

    /// <summary>Names the slow link that is worst in a sentence; empty where no link is slow.</summary>
    internal static string Slow(ReportData data) => Maps(data, "pairs").Where(m => m.SlowLinks.Any())
        .OrderByDescending(m => m.Ratio(m.SlowLinks.First()).Median)
        .Select(m => Headline(m, m.SlowLinks.First(), What(m))).FirstOrDefault("");

    private static string What(LinkMap map) => $"a message of {Units.Short(Bytes(map), "byte")}";

    /// <summary>Names the slow links, or the slowest of all where none is slow.</summary>
    private static string Headline(LinkMap map, Link worst, string what)
    {
        string against = $"{Units.Times(map.Ratio(worst).Median)} the median of links {Seats.Words(worst.Where)}";
        Link[] slow = [.. map.SlowLinks];
        string more = slow.Length < 2 ? "" : $"; {Words.Count(slow.Length - 1, "more slow link")}"
            + (map.SharedEnd is { } rank ? $", all of {Seats.Called(map.Launch.Run, rank)}" : "");
        if (slow.Length > 0)
            return $"Between {map.Called(slow[0])} {what} takes {against}{more}";
        string kinds = string.Join(", ", map.Kinds.Select(k =>
            $"{Units.Si(map.Usual(k).Median, "s")} {Seats.Words(k)}"));
        return $"{char.ToUpperInvariant(what[0])}{what[1..]} takes {kinds}; the slowest of "
            + $"{Words.Count(map.Links.Count, "link")}, between {map.Called(worst)}, {against}";
    }

    private static Table Numbers(LinkMap map, string what) => Table.Of(
        $"One way of {what}, the slowest against their kind first.",
        ["Ranks", "Where", "#One way", "#95 % low", "#95 % high", "#Against its kind"], [.. map.BySlowness], l =>
        [
            map.Called(l), Seats.Words(l.Where), Units.Si(l.OneWay.Median, "s"), Units.Si(l.OneWay.CiLow, "s"),
            Units.Si(l.OneWay.CiHigh, "s"), Units.Times(map.Ratio(l).Median),
        ]);
}
