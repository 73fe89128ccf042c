using System.Numerics;
using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Means, ranks and effective sizes against values worked out by hand.</summary>
public sealed class StatisticsTests
{
    [Test]
    public void A_harmonic_mean_is_the_rate_of_the_whole() =>
        Assert.That(Statistics.HarmonicMean([40, 60]), Is.EqualTo(48).Within(1e-12), "there at 40, back at 60");

    [Test]
    public void Nothing_has_no_mean_and_no_interval()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Statistics.HarmonicMean([]), Is.NaN);
            Assert.That(Statistics.Median([]), Is.NaN);
            Assert.That(Statistics.MedianInterval([]), Is.EqualTo(Interval.None));
        });
    }

    // Coverage 1 - 2 sum_(i<k) C(n, i) / 2^n: 0.9688, 0.9844, 0.9785, 0.9586, 0.9572, 0.9648 and 0.9537.
    [TestCase(6, 1)]
    [TestCase(7, 1)]
    [TestCase(10, 2)]
    [TestCase(20, 6)]
    [TestCase(30, 10)]
    [TestCase(100, 40)]
    [TestCase(1000, 469)]
    public void The_interval_of_the_median_is_the_narrowest_pair_of_ranks_that_covers_95_percent(int n, int rank)
    {
        double[] sorted = [.. Enumerable.Range(1, n).Select(i => (double)i)];
        Assert.That(Statistics.MedianInterval(sorted), Is.EqualTo(new Interval(rank, n + 1 - rank)));
    }

    [Test]
    public void Where_the_normal_approximation_takes_over_it_is_never_narrower_and_at_most_one_rank_wider()
    {
        foreach (int n in (int[])[1001, 1002, 1500, 1708, 2001, 2925, 4000])
            Assert.That(ExactRank(n) - Statistics.MedianInterval([.. Ascending(n)]).Low, Is.InRange(0, 1), $"{n}");
    }

    [Test]
    public void Fewer_effective_samples_widen_the_interval_by_the_root_of_what_is_lost()
    {
        double[] sorted = [.. Ascending(401)];
        Interval all = Statistics.MedianInterval(sorted), quarter = Statistics.MedianInterval(sorted, 100.5);
        Assert.Multiple(() =>
        {
            Assert.That((quarter.High - quarter.Low) / (all.High - all.Low), Is.EqualTo(2).Within(0.2));
            Assert.That(Statistics.MedianInterval(sorted, 3), Is.EqualTo(new Interval(1, 401)));
        });
    }

    [Test]
    public void Samples_in_blocks_of_ten_are_worth_a_tenth()
    {
        var random = new Random(1);
        double[] series = [.. Enumerable.Range(0, 1000).SelectMany(_ => Enumerable.Repeat(random.NextDouble(), 10))];
        Assert.That(Autocorrelation.EffectiveSize(series), Is.EqualTo(1000).Within(200));
    }

    [Test]
    public void Equal_samples_are_worth_their_number() =>
        Assert.That(Autocorrelation.EffectiveSize([.. Enumerable.Repeat(7.0, 50)]), Is.EqualTo(50));

    [Test]
    public void An_outlier_weighs_no_more_than_any_other_sample()
    {
        var random = new Random(2);
        double[] series = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        double before = Autocorrelation.EffectiveSize(series);
        series[Array.IndexOf(series, series.Max())] = 1e9;
        Assert.That(Autocorrelation.EffectiveSize(series), Is.EqualTo(before));
    }

    private static IEnumerable<double> Ascending(int n) => Enumerable.Range(1, n).Select(i => (double)i);

    private static int ExactRank(int n)
    {
        BigInteger below = 0, count = 1;
        int k = 0;
        for (; 40 * (below + count) <= BigInteger.One << n; k++)
        {
            below += count;
            count = count * (n - k) / (k + 1);
        }

        return k;
    }
}
