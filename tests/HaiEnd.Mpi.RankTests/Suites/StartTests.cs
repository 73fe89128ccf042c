using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Ranks begin together, but for one.</summary>
public sealed class StartTests
{
    /// <summary>By so much the last rank leaves a barrier late [s]: long beside what a busy machine does to
    /// another.</summary>
    private const double Delay = 50e-3;

    /// <summary>Barriers before it does: the harness would find out, and make samples long beside it.</summary>
    private const int Innocent = 101;

    private static readonly Allocation OneNode = new([.. Enumerable.Repeat(0, Size)], 1, 1 << 30);

    [Test]
    public void A_rank_that_leaves_barriers_late_is_named_with_its_skew()
    {
        if (Size == 1)
            Assert.Ignore("one rank is never late");
        PointRecord point = Measured();
        if (Rank != 0)
            return;
        Assert.That((point.Verified, point.Late.Rank), Is.EqualTo((Verified.Yes, Size - 1)));
        Assert.That(point.Late.SkewSeconds, Is.GreaterThan(0.9 * Delay));
    }

    [Test]
    public void Clocks_of_one_node_are_one_clock()
    {
        var clock = CommonClock.Of(new MpiRanks(World), OneNode);
        clock.Update();
        clock.Update();
        IReadOnlyList<RankClock> all = clock.Gather();
        Assert.That(all.Select(c => (c.OffsetNs, c.Drift)), Is.All.EqualTo((0L, 0.0)));
        Assert.That(all, Has.Count.EqualTo(Rank == 0 ? Size : 0));
    }

    private static PointRecord Measured()
    {
        using var teams = new MpiTeams(World, new MpiRanks(World), OneNode, Ranked.Catalog);
        using var watchdog = new Watchdog(step => Assert.Fail(step));
        var parts = new EngineParts(
            new LateTeams(teams), CommonClock.Of(teams.All, OneNode), TimerFacts.Measure(), watchdog,
            (_, why) => Assert.Fail(why), () => 1e9);
        var engine = new Engine(parts, Ranked.Catalog, new(new(1, 12, 12, 0.1, 5), Rigour.Full, 60));
        return engine.Measure(PointSpec.Parse($"allreduce.recursive-doubling@{Size} bytes=800"), 0);
    }

    private sealed class LateTeams(ITeams inner) : ITeams
    {
        public IRanks All => inner.All;

        public IReadOnlyList<int> NodeOfRank => inner.NodeOfRank;

        public Team? Of(int ranks) =>
            inner.Of(ranks) is { } team ? team with { Ranks = new LateRank(team.Ranks) } : null;

        public void Meet() => inner.Meet();
    }

    private sealed class LateRank(IRanks inner) : IRanks
    {
        private int _barriers;

        public int Rank => inner.Rank;

        public int Size => inner.Size;

        public void Barrier()
        {
            inner.Barrier();
            long left = Stopwatch.GetTimestamp();
            bool isLate = Rank == Size - 1 && ++_barriers > Innocent;
            while (isLate && Stopwatch.GetElapsedTime(left).TotalSeconds < Delay)
                ;
        }

        public void Max(Span<long> values) => inner.Max(values);

        public void Sum(Span<double> values) => inner.Sum(values);

        public void Broadcast(Span<byte> values, int root) => inner.Broadcast(values, root);

        public void Gather(ReadOnlySpan<long> part, Span<long> all) => inner.Gather(part, all);

        public void Send(long value, int to) => inner.Send(value, to);

        public long Receive(int from) => inner.Receive(from);
    }
}
