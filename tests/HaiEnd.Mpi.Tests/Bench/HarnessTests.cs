using HaiEnd.Mpi.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>Votes, decisions and texts across ranks.</summary>
public sealed class HarnessTests
{
    [Test]
    public void Together_names_the_lowest_rank_that_failed([Values(1, 2, 4)] int size)
    {
        string?[] texts = FakeRanks.Run(size, ranks => ranks.Together(() =>
        {
            if (ranks.Rank >= size / 2)
                throw new InvalidOperationException($"planted on {ranks.Rank}");
        }));
        Assert.That(texts, Is.All.EqualTo($"rank {size / 2}: planted on {size / 2}"));
    }

    [Test]
    public void Together_is_silent_when_all_come_through() =>
        Assert.That(FakeRanks.Run(3, ranks => ranks.Together(() => { })), Is.All.Null);

    [Test]
    public void A_rank_that_throws_between_two_collectives_takes_all_out([Range(0, 2)] int culprit)
    {
        string?[] texts = FakeRanks.Run(3, ranks => ranks.Together(1, h =>
        {
            Span<double> one = [1.0];
            h.Sum(one);
            if (h.Rank == culprit)
                throw new InvalidOperationException("planted");
            h.Max(1);
            h.Sum(one);
        }));
        Assert.That(texts, Is.All.EqualTo($"rank {culprit}: planted"));
    }

    [Test]
    public void Max_orders_doubles_of_either_sign_and_keeps_nan()
    {
        double[] plain = FakeRanks.Run(3, ranks => Max(ranks, -3.5 + ranks.Rank));
        double[] nan = FakeRanks.Run(3, ranks => Max(ranks, ranks.Rank == 1 ? double.NaN : 7));
        Assert.Multiple(() =>
        {
            Assert.That(plain, Is.All.EqualTo(-1.5));
            Assert.That(nan, Is.All.NaN);
        });
    }

    [Test]
    public void Texts_of_different_length_reach_the_root_in_order()
    {
        string[][] texts = FakeRanks.Run(4, ranks => ranks.TextsToRoot(new string('ü', ranks.Rank)));
        Assert.Multiple(() =>
        {
            Assert.That(texts[0], Is.EqualTo(new[] { "", "ü", "üü", "üüü" }));
            Assert.That(texts[3], Is.Empty);
        });
    }

    [Test]
    public void Everybody_takes_the_decision_of_rank_zero() =>
        Assert.That(FakeRanks.Run(3, ranks => ranks.Decide(ranks.Rank != 0)), Is.All.False);

    [Test]
    public void A_text_of_the_last_rank_reaches_all() =>
        Assert.That(FakeRanks.Run(3, ranks => ranks.Text($"from {ranks.Rank}", 2)), Is.All.EqualTo("from 2"));

    private static double Max(IRanks ranks, double mine)
    {
        double max = 0;
        string? fault = ranks.Together(1, h => max = h.Max(mine));
        Assert.That(fault, Is.Null);
        return max;
    }
}
