using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>The first ranks measure while the others wait.</summary>
public sealed class MpiTeamsTests
{
    private static readonly Allocation OneNode = new([.. Enumerable.Repeat(0, Size)], 1, 1 << 30);

    [Test]
    public void A_team_is_the_first_ranks_and_is_made_once()
    {
        using var teams = new MpiTeams(World, new MpiRanks(World), OneNode, Ranked.Catalog);
        for (int k = Size; k > 0; k--)
        {
            Team? team = teams.Of(k);
            Assert.That(team is null, Is.EqualTo(Rank >= k));
            if (team is not null)
            {
                Assert.That((team.Ranks.Size, team.Place.Ranks, team.Ranks.Rank), Is.EqualTo((k, k, Rank)));
                Assert.That(team.Ranks.Max(team.Ranks.Rank), Is.EqualTo(k - 1));
                Assert.That(team.Place.Memory.LimitBytes, Is.EqualTo((1 << 30) / k));
            }

            Assert.That(teams.Of(k), Is.SameAs(team));
            teams.Meet();
        }
    }

    [Test]
    public void Those_who_wait_use_next_to_no_processor_time()
    {
        if (Size == 1)
            Assert.Ignore("one rank waits for nobody");
        using var teams = new MpiTeams(World, new MpiRanks(World), OneNode, Ranked.Catalog);
        teams.Meet();
        double before = ThreadSeconds();
        var watch = Stopwatch.StartNew();
        if (Rank == 0)
            Thread.Sleep(1000);
        teams.Meet();
        Assert.That(ThreadSeconds() - before, Is.LessThan(0.2 * Math.Max(1, watch.Elapsed.TotalSeconds)));
    }

    /// <summary>Of this thread alone: the runtime still compiles, beside it, what earlier tests called.</summary>
    private static double ThreadSeconds() =>
        double.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;

    [Test]
    public void The_engine_measures_on_any_of_the_first_ranks(
        [Values("pgemm.summa", "stencil.blocking", "allreduce.ring")] string name)
    {
        using var teams = new MpiTeams(World, new MpiRanks(World), OneNode, Ranked.Catalog);
        using var watchdog = new Watchdog(step => Assert.Fail(step));
        Engine engine = EngineOf(teams, watchdog);
        string size = name.StartsWith("allreduce", StringComparison.Ordinal) ? "bytes=800" : "n=48";
        string local = name.StartsWith("pgemm", StringComparison.Ordinal) ? " local=simd" : "";
        for (int k = 1; k <= Size; k++)
        {
            PointRecord point = engine.Measure(PointSpec.Parse($"{name}@{k}/strong {size}{local}"), k);
            Assert.That((point.Status, point.Ranks, point.Nodes), Is.EqualTo((PointStatus.Ok, k, 1)), point.Message);
            Assert.That(point.TimeNs.Ranks, Is.EqualTo(Rank == 0 ? k : 0));
        }
    }

    [Test]
    public void What_does_not_fit_is_oom_by_every_way([Values(1L << 30, 1L << 46)] long bytes)
    {
        // The limit refuses the first, the system the second.
        var allocation = OneNode with { NodeMemoryBytes = bytes == 1L << 30 ? bytes : long.MaxValue };
        using var teams = new MpiTeams(World, new MpiRanks(World), allocation, Ranked.Catalog);
        using var watchdog = new Watchdog(step => Assert.Fail(step));
        Engine engine = EngineOf(teams, watchdog);
        foreach (string way in (string[])["library", "ring", "rabenseifner", "pipelined-ring", "hierarchical"])
        {
            PointRecord point = engine.Measure(PointSpec.Parse($"allreduce.{way} bytes={bytes} precision=fp64"), 0);
            Assert.That(point.Status, Is.EqualTo(PointStatus.Oom), $"{way}: {point.Message}");
        }
    }

    private static Engine EngineOf(MpiTeams teams, Watchdog watchdog) => new(
        new(
            teams, CommonClock.Of(teams.All, OneNode), TimerFacts.Measure(), watchdog, (_, why) => Assert.Fail(why),
            () => 1e9),
        Ranked.Catalog, new(new(1, 5, 5, 0.1, 5), Rigour.Full, 60));
}
