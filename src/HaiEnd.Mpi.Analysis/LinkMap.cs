using System.Globalization;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>A pair of ranks.</summary>
/// <param name="A">the lesser rank</param>
/// <param name="B">the greater</param>
/// <param name="Where">how near they are</param>
/// <param name="OneWay">time of a message one way, as the slower of both saw it</param>
public sealed record Link(int A, int B, Nearness Where, RankTime OneWay);

/// <summary>The pairs of a launch's ranks, as the rounds of a tournament measured them.</summary>
public sealed class LinkMap
{
    /// <summary>From here on a link counts as slow: far above what two links of one kind differ by, and below what a
    /// lost lane or a wrong route costs [1].</summary>
    public const double Slow = 1.5;

    private static readonly ConditionalWeakTable<Launch, IReadOnlyList<LinkMap>> Known = [];

    private readonly Dictionary<Nearness, RankTime> _usual;

    private LinkMap(Launch launch, PointRecord point, Link[] links)
    {
        (Launch, Point, Links) = (launch, point, links);
        // Of an even number the lesser of the middle two: what is unusual of a link is that it is slow.
        _usual = links.GroupBy(l => l.Where).ToDictionary(
            g => g.Key, g => g.Select(l => l.OneWay).OrderBy(t => t.Median).ElementAt((g.Count() - 1) / 2));
    }

    /// <summary>The launch.</summary>
    public Launch Launch { get; }

    /// <summary>One of the rounds.</summary>
    public PointRecord Point { get; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<Link> Links { get; }

    /// <summary>The kinds of links that there are, the nearest first.</summary>
    public IEnumerable<Nearness> Kinds => _usual.Keys.Order();

    /// <summary>Links that are slow with their whole interval, the slowest first.</summary>
    public IEnumerable<Link> SlowLinks => BySlowness.Where(l => Ratio(l).CiLow > Slow);

    /// <summary>The rank that all slow links end at, where there are several: then it is not the links.</summary>
    public int? SharedEnd
    {
        get
        {
            Link[] slow = [.. SlowLinks];
            int[] ends = slow.Length < 2 ? []
                : [.. new[] { slow[0].A, slow[0].B }.Where(r => Array.TrueForAll(slow, l => l.A == r || l.B == r))];
            return ends.Length == 1 ? ends[0] : null;
        }
    }

    /// <summary>The links, those first that are slowest against their kind.</summary>
    public IEnumerable<Link> BySlowness => Links.OrderByDescending(l => Ratio(l).Median);

    /// <summary>What a launch has measured of a benchmark with an axis <c>round</c>: a map for each size and way of
    /// doing it.</summary>
    public static IReadOnlyList<LinkMap> Of(Launch launch, string benchmark) =>
        [.. Known.GetValue(launch, All).Where(m => m.Point.Case.Benchmark == benchmark)];

    /// <summary>The map that a point is a round of; null where it is none.</summary>
    public static LinkMap? Of(Launch launch, PointRecord point) =>
        Known.GetValue(launch, All).FirstOrDefault(m => KeyOf(m.Point) == KeyOf(point));

    /// <summary>How long a message usually takes between ranks so near to each other.</summary>
    public RankTime Usual(Nearness where) => _usual[where];

    /// <summary>The time of a link over what is usual for its kind; the interval takes both as unkindly as theirs
    /// allow.</summary>
    public RankTime Ratio(Link link)
    {
        RankTime usual = _usual[link.Where];
        if (link.OneWay == usual)
            return new(1, 1, 1);
        return new(
            link.OneWay.Median / usual.Median, link.OneWay.CiLow / usual.CiHigh, link.OneWay.CiHigh / usual.CiLow);
    }

    /// <summary>Both ranks and where they run.</summary>
    public string Called(Link link) =>
        $"{Seats.Called(Launch.Run, link.A)} and {Seats.Called(Launch.Run, link.B)}";

    private static LinkMap[] All(Launch launch)
    {
        var seats = new Seats(launch.Run);
        return
        [
            .. launch.Points.Where(p => p["round"] is not null && p.Status == PointStatus.Ok)
                .GroupBy(KeyOf).Select(g => (Point: g.First(), Links: g.SelectMany(p => LinksOf(p, seats)).ToArray()))
                .Where(m => m.Links.Length > 0).Select(m => new LinkMap(launch, m.Point, m.Links)),
        ];
    }

    /// <summary>What the rounds of a tournament share.</summary>
    private static string KeyOf(PointRecord point) => string.Join(' ',
    [
        point.Case.Name, point.Ranks.ToString(CultureInfo.InvariantCulture),
        .. point.Parameters.Where(p => p.Name != "round").Select(p => $"{p.Name}={p.Value}"),
    ]);

    private static IEnumerable<Link> LinksOf(PointRecord point, Seats seats)
    {
        RankTime[] times = Figures.RankTimes(point);
        int ranks = point.Ranks;
        // A file from elsewhere may say anything.
        bool fits = int.TryParse(point["round"], CultureInfo.InvariantCulture, out int round) && round >= 1
            && round <= Tournament.Rounds(ranks) && ranks <= seats.Count && times.Length >= ranks;
        for (int a = 0; fits && a < ranks; a++)
        {
            int b = Tournament.Opponent(ranks, round, a);
            if (b <= a)
                continue;
            Nearness where = seats.Between(a, b, point["pinned"] == "yes");
            RankTime there = times[a].Median > times[b].Median ? times[a] : times[b];
            bool isThere = there.Median > 0 && (where != Nearness.Nodes || point.Work.WireBytes > 0);
            if (isThere)
                yield return new(a, b, where, new(there.Median / 2, there.CiLow / 2, there.CiHigh / 2));
        }
    }
}
