using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>Threads that play ranks whose clocks are known to be wrong.</summary>
[TestFixture]
internal sealed class CommonClockTests
{
    private const long Ahead = 3_000_000_000;

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(5, 2)]
    [TestCase(8, 3)]
    public void Every_rank_learns_the_time_of_rank_0_within_what_it_says(int size, int perNode)
    {
        int[] nodes = [.. Enumerable.Range(0, size).Select(r => r / perNode)];
        double[] wrong = FakeRanks.Run(size, ranks =>
        {
            // Node k is 3 k seconds ahead; rank 0 has the true time.
            long ahead = nodes[ranks.Rank] * Ahead;
            var clock = new CommonClock(ranks, nodes, () => FakeRanks.NowNs() + ahead);
            clock.Update();
            return Math.Abs(clock.Model.ToCommon(1_000_000 + ahead) - 1_000_000)
                / (clock.Model.UncertaintyNs + 1);
        });
        Assert.That(wrong, Has.All.LessThanOrEqualTo(1));
    }

    [Test]
    public void Ranks_of_one_clock_find_that_out()
    {
        double[] offsets = FakeRanks.Run(4, ranks =>
        {
            var clock = new CommonClock(ranks, new int[4], FakeRanks.NowNs);
            clock.Update();
            return clock.Model.OffsetNs;
        });
        Assert.That(offsets, Has.All.Zero);
    }

    [Test]
    public void Rank_0_learns_what_is_known_of_each_clock()
    {
        IReadOnlyList<RankClock> all = FakeRanks.Run(3, ranks =>
        {
            var clock = new CommonClock(ranks, [0, 1, 1], () => FakeRanks.NowNs() + Math.Min(1, ranks.Rank) * Ahead);
            clock.Update();
            return clock.Gather();
        })[0];
        Assert.Multiple(() =>
        {
            Assert.That(all[0], Is.EqualTo(new RankClock(0, 0, 0, double.NaN)));
            Assert.That(all[1].OffsetNs, Is.EqualTo(-Ahead).Within((long)all[1].UncertaintyNs + 1));
            Assert.That(all[1].UncertaintyNs, Is.InRange(1.0, 0.01 * Ahead));
            Assert.That(all[2], Is.EqualTo(all[1]), "it has the clock of its node");
        });
    }

    [Test]
    public void A_clock_that_was_set_between_two_looks_has_strayed()
    {
        double[] strayed = FakeRanks.Run(2, ranks =>
        {
            long ahead = 0;
            var clock = new CommonClock(ranks, [0, 1], () => FakeRanks.NowNs() + ahead);
            clock.Update();
            ahead = ranks.Rank * Ahead;
            clock.Update();
            return clock.StrayedNs;
        });
        Assert.That(strayed[1], Is.EqualTo((double)Ahead).Within(0.01 * Ahead));
    }
}
