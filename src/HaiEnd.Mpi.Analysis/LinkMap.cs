using System.Globalization;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>A pair of ranks.</summary>
/// <param name="A">the lesser rank</param>
/// <param name="B">the greater</param>
/// <param name="Where">how near they are</param>
/// <param name="OneWay">time of a message one way, as the slower of both saw it</param>
/// <param name="Round">in which they met</param>
public sealed record Link(int A, int B, Nearness Where, RankTime OneWay, int Round);

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

    /// <summary>How many ranks have a link.</summary>
    public int PlayerCount => Links.SelectMany(l => new[] { l.A, l.B }).Distinct().Count();

    /// <summary>Whether each of them stands for its node.</summary>
    public bool AreNodes => Point[Players.Axis] == Players.Nodes
        && Links[0].Where == Nearness.Nodes;

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
        var known = new Dictionary<(int, string?), Players>();
        Players Playing(PointRecord point)
        {
            (int, string?) key = (point.Ranks, point[Players.Axis]);
            if (!known.TryGetValue(key, out Players? players))
                known.Add(key, players = new(key.Item2, point.Ranks, r => launch.Run.Ranks[r].Node));
            return players;
        }

        return
        [
            .. launch.Points.Where(p => p["round"] is not null && p.Status == PointStatus.Ok)
                .GroupBy(KeyOf)
                .Select(g => (Point: g.First(), Links: g.SelectMany(p => LinksOf(p, seats, Playing)).ToArray()))
                .Where(m => m.Links.Length > 0).Select(m => new LinkMap(launch, m.Point, m.Links)),
        ];
    }

    /// <summary>What the rounds of a tournament share. The farthest pairs are none of its rounds.</summary>
    private static string KeyOf(PointRecord point) => string.Join(' ',
    [
        point.Case.Name, point.Ranks.ToString(CultureInfo.InvariantCulture), $"{RoundOf(point) == Tournament.Farthest}",
        .. point.Parameters.Where(p => p.Name != "round").Select(p => $"{p.Name}={p.Value}"),
    ]);

    /// <summary>The round of a point; -1 where it can't be read.</summary>
    internal static int RoundOf(PointRecord point) =>
        int.TryParse(point["round"], CultureInfo.InvariantCulture, out int round) ? round : -1;

    private static IEnumerable<Link> LinksOf(PointRecord point, Seats seats, Func<PointRecord, Players> playing)
    {
        RankTime[] times = Figures.RankTimes(point);
        int ranks = point.Ranks, round = RoundOf(point);
        // A file from elsewhere may say anything.
        if (ranks > seats.Count || times.Length < ranks || round < Tournament.Farthest)
            yield break;
        Players players = playing(point);
        for (int a = 0; round <= Tournament.Rounds(players.Count) && a < ranks; a++)
        {
            int b = players.OpponentOf(round, a);
            if (b <= a)
                continue;
            Nearness where = seats.Between(a, b, point["pinned"] == "yes");
            RankTime there = times[a].Median > times[b].Median ? times[a] : times[b];
            bool isThere = there.Median > 0 && (where != Nearness.Nodes || point.Work.WireBytes > 0);
            if (isThere)
                yield return new(a, b, where, new(there.Median / 2, there.CiLow / 2, there.CiHigh / 2), round);
        }
    }
}
