using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>The harness's own collectives, and its probe.</summary>
public sealed class MpiRanksTests
{
    [Test]
    public void Nobody_leaves_a_barrier_before_the_last_has_come()
    {
        var ranks = new MpiRanks(World);
        using Communicator node = World.SplitShared();
        using Window<int> shared = node.AllocateSharedWindow<int>(node.Rank == 0 ? 1 : 0);
        ref int arrived = ref shared.Of(0).Span[0];
        if (Rank == 0)
            arrived = 0;
        ranks.Barrier();
        for (int round = 1; round <= 200; round++)
        {
            // A different rank is late each time.
            if (Rank == round % Size)
                Thread.SpinWait(2000);
            Interlocked.Increment(ref arrived);
            ranks.Barrier();
            Assert.That(Volatile.Read(ref arrived), Is.GreaterThanOrEqualTo(round * Size));
            ranks.Barrier();
        }
    }

    [Test]
    public void Greatest_sums_broadcasts_and_gathers_are_right()
    {
        var ranks = new MpiRanks(World);
        long[] greatest = [Rank, -Rank];
        ranks.Max(greatest);
        double[] sum = [1, Rank];
        ranks.Sum(sum);
        Assert.Multiple(() =>
        {
            Assert.That(greatest, Is.EqualTo(new long[] { Last, 0 }));
            Assert.That(sum, Is.EqualTo(new[] { Size, Size * (Size - 1) / 2.0 }));
            Assert.That(ranks.Text($"from {Rank}", Last), Is.EqualTo($"from {Last}"));
            long[] all = ranks.GatherToRoot([Rank, 10 * Rank]);
            long[] expected = [.. Enumerable.Range(0, Size).SelectMany(r => new long[] { r, 10 * r })];
            Assert.That(all, Is.EqualTo(Rank == 0 ? expected : []));
        });
    }

    [Test]
    public void A_fault_of_one_rank_is_told_to_all()
    {
        var ranks = new MpiRanks(World);
        string? fault = ranks.Together(() =>
        {
            if (Rank == Last)
                throw new InvalidOperationException("planted");
        });
        Assert.That(fault, Is.EqualTo($"rank {Last}: planted"));
    }

    [Test]
    public void A_cache_line_takes_a_time_between_neighbours_and_none_alone()
    {
        using var probe = new CacheLineProbe(World);
        for (int i = 0; i < 3; i++)
        {
            double ns = probe.OneWayNs();
            Assert.That(ns, Size == 1 ? Is.NaN : Is.NaN.Or.InRange(1, 1e6));
        }

        Assert.That(probe.CountNodes(), Is.EqualTo(1));
        Assert.That((probe.NodeRank, probe.NodeRanks), Is.EqualTo((Rank, Size)));
    }
}
