using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Acceptance;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using Finding = HaiEnd.Mpi.Analysis.Acceptance.Finding;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>The pairs of a tournament become links, and a slow one is told from one that is far.</summary>
public sealed class LinkMapTests
{
    private static readonly Lazy<Launch> Site = new(() => Reports.Site.Launches(1)[0]);

    [Test]
    public void Only_the_planted_link_is_slow_though_links_between_nodes_take_longer_than_those_inside()
    {
        IReadOnlyList<LinkMap> sizes = LinkMap.Of(Site.Value, "pairs");
        Assert.That(sizes, Has.Count.EqualTo(2));
        foreach (LinkMap map in sizes)
        {
            Assert.That(map.Links, Has.Count.EqualTo(64 * 63 / 2));
            Assert.That(
                map.SlowLinks.Select(l => (l.A, l.B)), Is.EqualTo(new[] { (SiteLinks.SlowA, SiteLinks.SlowB) }));
            Assert.That(map.Kinds, Is.EqualTo(new[] { Nearness.Cache, Nearness.Sockets, Nearness.Nodes }));
        }

        Assert.That(sizes[0].Usual(Nearness.Nodes).Median, Is.EqualTo(1.6e-6).Within(3).Percent);
    }

    [Test]
    public void A_line_of_cache_goes_between_ranks_of_a_node_only()
    {
        LinkMap map = LinkMap.Of(Site.Value, "corelatency").Single();
        Assert.That(map.Links, Has.Count.EqualTo(Reports.Site.Nodes * 6));
        Assert.That(map.Usual(Nearness.Cache).Median, Is.EqualTo(45e-9).Within(3).Percent);
        Assert.That(map.Usual(Nearness.Sockets).Median, Is.EqualTo(140e-9).Within(3).Percent);
    }

    [TestCase(4, 1.0, Judgement.Pass, "")]
    [TestCase(
        4, 2.0, Judgement.Fail, "rank 1 on gn018 and rank 3 on gn020 take 2.00 x the median of 6 links between nodes")]
    [TestCase(
        3, 3.0, Judgement.Fail, "rank 1 on gn018 and rank 2 on gn019 take 3.00 x the median of 3 links between nodes")]
    [TestCase(2, 3.0, Judgement.Pass, "")]
    public void A_rule_names_the_slow_link_and_passes_the_others(
        int ranks, double slow, Judgement verdict, string named)
    {
        PointRecord[] rounds = [.. Enumerable.Range(1, Tournament.Rounds(ranks)).Select(r =>
            Round(ranks, r, (a, b) => a == Math.Min(1, ranks - 2) && b == ranks - 1 ? slow : 1))];
        Check check = Given.Check(
            [Given.Launch("a", ranks, rounds)],
            [.. rounds.Select(r => Given.Asked(r, Given.Rule("slow_link", max: 1.5)))]);
        Finding[] failed = [.. check.Findings.Where(f => f.Verdict != Judgement.Pass)];
        Assert.That(check.Verdict, Is.EqualTo(verdict));
        Assert.That(string.Join('|', failed.Select(f => f.Remark)), Is.EqualTo(named));
    }

    [TestCase("-1")]
    [TestCase("4")]
    [TestCase("-2147483648")]
    [TestCase("x")]
    public void A_round_that_there_is_not_has_no_links(string round)
    {
        PointRecord point = Round(4, 1, (_, _) => 1) with { Parameters = [new("round", "1", Role.Problem, round)] };
        Assert.That(LinkMap.Of(Given.Launch("a", 4, point), "pairs"), Is.Empty);
    }

    [Test]
    public void Of_nodes_a_rank_each_is_in_the_map_and_the_farthest_are_a_map_of_their_own()
    {
        PointRecord[] points = [.. Enumerable.Range(0, 4).Select(r => Round(8, r, (_, _) => 1, "nodes"))];
        Launch launch = Given.Launch("a", 8, points);
        launch = launch with
        {
            Run = launch.Run with { Ranks = [.. launch.Run.Ranks.Select((rank, r) => rank with { Node = r / 2 })] },
        };
        IReadOnlyList<LinkMap> maps = LinkMap.Of(launch, "pairs");
        Assert.That(
            maps.Select(m => string.Join(' ', m.Links.Select(l => $"{l.A}-{l.B}").Order())),
            Is.EqualTo(new[] { "0-4 2-6", "0-2 0-4 0-6 2-4 2-6 4-6" }));
        Assert.That(maps.Select(m => (m.AreNodes, m.PlayerCount)), Has.All.EqualTo((true, 4)));
    }

    [Test]
    public void Where_there_are_fewer_ranks_than_a_point_says_there_are_no_links() =>
        Assert.That(LinkMap.Of(Given.Launch("a", 3, Round(4, 1, (_, _) => 1)), "pairs"), Is.Empty);

    [Test]
    public void Where_all_slow_links_end_at_a_rank_it_is_named()
    {
        PointRecord[] rounds =
            [.. Enumerable.Range(1, 5).Select(r => Round(6, r, (a, b) => a == 2 || b == 2 ? 3 : 1))];
        Check check = Given.Check(
            [Given.Launch("a", 6, rounds)],
            [.. rounds.Select(r => Given.Asked(r, Given.Rule("slow_link", max: 1.5)))]);
        Assert.That(
            check.Findings.Select(f => f.Remark), Has.All.EndsWith("; all 5 slow links are of rank 2 on gn019"));
    }

    /// <summary>A round in which some pairs take longer.</summary>
    private static PointRecord Round(int ranks, int round, Func<int, int, double> slower, string players = "ranks")
    {
        PointRecord point = Examples.Point(
            "pairs", "blocking", "link", "", 1, new(0, 0, 8 * ranks, ranks),
            new Parameter("bytes", "byte", Role.Problem, "8"), new Parameter("players", "", Role.Problem, players),
            new Parameter("round", "1", Role.Problem, $"{round}"));
        long[] nanoseconds = [.. Enumerable.Range(0, ranks).SelectMany(rank =>
        {
            int other = Tournament.Opponent(ranks, round, rank);
            double times = slower(Math.Min(rank, other), Math.Max(rank, other));
            return Enumerable.Range(-4, 9).Select(i => (long)((100_000 + i) * times));
        })];
        point = point with { Ranks = ranks, Nodes = ranks, TimeNs = new(ranks, 9, nanoseconds) };
        return point with { Figures = Figures.Of(point) };
    }
}
