using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>When sampling ends, and why.</summary>
public sealed class StoppingRuleTests
{
    private static readonly StoppingRule Rule =
        new(Warmup: 0, MinSamples: 10, MaxSamples: 100, Ci: 0.02, MaxSeconds: 1);

    [Test]
    public void Equal_samples_converge_at_the_minimum() =>
        Assert.That(Rule.Judge(Samples(10, _ => 1000), 0.1), Is.EqualTo(StopReason.Converged));

    [Test]
    public void Fewer_than_the_minimum_never_end_it_even_over_time() =>
        Assert.That(Rule.Judge(Samples(9, _ => 1000), 5), Is.EqualTo(StopReason.None));

    [Test]
    public void A_spread_wider_than_the_target_goes_on_until_the_most_or_the_budget()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Rule.Judge(Samples(50, i => 1000 + i * 10), 0.1), Is.EqualTo(StopReason.None));
            Assert.That(Rule.Judge(Samples(50, i => 1000 + i * 10), 1.1), Is.EqualTo(StopReason.TimeBudget));
            Assert.That(Rule.Judge(Samples(100, i => 1000 + i * 10), 0.1), Is.EqualTo(StopReason.MaxSamples));
        });
    }

    [Test]
    public void A_fixed_number_is_taken_whatever_the_spread()
    {
        StoppingRule five = Rule with { MinSamples = 5, MaxSamples = 5 };
        Assert.Multiple(() =>
        {
            Assert.That(five.Judge(Samples(4, _ => 1000), 0), Is.EqualTo(StopReason.None));
            Assert.That(five.Judge(Samples(5, i => i), 0), Is.EqualTo(StopReason.Fixed));
        });
    }

    [Test]
    public void Samples_that_come_in_episodes_do_not_converge_where_the_same_ones_mixed_do()
    {
        // Half take 1000 to 1015 and half 1028 to 1043: by turns, and in four stretches.
        long[] mixed = Samples(88, i => 1000 + 28 * (i % 2) + 17 * i % 16);
        long[] stretches = Samples(88, i => 1000 + 28 * (i / 22 % 2) + 17 * i % 16);
        Assert.Multiple(() =>
        {
            Assert.That(Rule.Judge(mixed, 0.1), Is.EqualTo(StopReason.Converged));
            Assert.That(Rule.Judge(stretches, 0.1), Is.EqualTo(StopReason.None));
        });
    }

    [Test]
    public void It_stops_when_the_interval_that_is_recorded_is_narrow_enough()
    {
        var random = new Random(1);
        for (int n = 10; n < 100; n++)
        {
            long level = 1000;
            long[] times = Samples(n, _ => (level += random.Next(-4, 5)) + random.Next(40));
            PointFigures figures = Figures.Of(Examples.Point() with { TimeNs = new(1, n, times), Valid = Valid(n) });
            double wider = Math.Max(figures.CiHigh - figures.Median, figures.Median - figures.CiLow) / figures.Median;
            Assert.That(Rule.Judge(times, 0.1) == StopReason.Converged, Is.EqualTo(wider <= Rule.Ci), $"{n}: {wider}");
        }
    }

    [Test]
    public void Chunks_never_go_beyond_the_most_and_never_stall()
    {
        int done = 0, chunks = 0;
        while (done < Rule.MaxSamples)
        {
            int next = Rule.NextChunk(done);
            Assert.That(next, Is.Positive);
            done += next;
            chunks++;
        }

        Assert.Multiple(() =>
        {
            Assert.That(done, Is.EqualTo(Rule.MaxSamples));
            Assert.That(chunks, Is.LessThan(12), "ranks should seldom stop to talk");
        });
    }

    private static sbyte[] Valid(int n) => [.. Enumerable.Repeat((sbyte)1, n)];

    private static long[] Samples(int n, Func<int, long> value) => [.. Enumerable.Range(0, n).Select(value)];
}
