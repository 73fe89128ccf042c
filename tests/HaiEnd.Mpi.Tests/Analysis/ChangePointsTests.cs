using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Steps that are there are found, and those that are not are not.</summary>
public sealed class ChangePointsTests
{
    private const int Least = 4, Seeds = 1000;

    [Test]
    public void A_step_without_noise_is_found_where_it_is() => Assert.That(
        Find([1, 1, 1, 1, 1, 2, 2, 2, 2]), Is.EqualTo(new Segment[] { new(0, 5, 1), new(5, 4, 2) }));

    [Test]
    public void A_series_at_one_level_is_one_stretch()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Find([3, 3, 3, 3, 3, 3, 3, 3]), Is.EqualTo(new Segment[] { new(0, 8, 3) }));
            Assert.That(Find([3, 4]), Is.EqualTo(new Segment[] { new(0, 2, 3) }));
            Assert.That(Find([]), Is.Empty);
        });
    }

    [Test]
    public void A_single_outlier_is_no_step()
    {
        double[] series = Noise(3, 40);
        series[20] += 1000;
        Assert.That(Find(series), Has.Count.EqualTo(1));
    }

    [TestCase(20, 2, 400)]
    [TestCase(20, 3, 850)]
    [TestCase(20, 5, 980)]
    [TestCase(40, 3, 950)]
    [TestCase(40, 5, 980)]
    public void A_step_is_found_within_two_places(int n, double sigmas, int least)
    {
        int found = Enumerable.Range(0, Seeds).Count(seed =>
        {
            double[] series = [.. Noise(seed, n).Select((x, i) => i < n / 2 ? x : x + sigmas)];
            return Find(series) is [var before, _] && Math.Abs(before.Length - n / 2) <= 2;
        });
        TestContext.Out.WriteLine($"a step of {sigmas} sigma among {n}: found, and no other, in {found} of {Seeds}");
        Assert.That(found, Is.GreaterThan(least));
    }

    [TestCase(12)]
    [TestCase(40)]
    [TestCase(100)]
    public void Noise_has_no_steps(int n)
    {
        int found = Enumerable.Range(0, Seeds).Count(seed => Find(Noise(seed, n)).Count > 1);
        TestContext.Out.WriteLine($"normal noise, n = {n}: steps in {found} of {Seeds}");
        Assert.That(found, Is.LessThanOrEqualTo(Seeds / 100));
    }

    [Test]
    public void Weight_decides_the_level()
    {
        IReadOnlyList<Segment> segments = ChangePoints.Find([1, 2, 9], [1, 1, 5], 3);
        Assert.That(segments, Is.EqualTo(new Segment[] { new(0, 3, 9) }));
    }

    [Test]
    public void Cuts_and_levels_cost_no_more_than_any_other_cut()
    {
        double[] series = [.. Noise(7, 14).Select((x, i) => i < 6 ? x : x + 6)];
        double[] weights = [.. Enumerable.Range(0, 14).Select(i => 1 + i % 3 * 0.5)];
        double best = Enumerable.Range(2, 11)
            .Min(cut => Cost(series, weights, 0, cut) + Cost(series, weights, cut, 14));
        IReadOnlyList<Segment> found = ChangePoints.Find(series, weights, 2);
        Assert.That(found, Has.Count.EqualTo(2));
        Assert.That(found.Sum(s => Cost(series, weights, s.Start, s.Start + s.Length)), Is.EqualTo(best).Within(1e-12));
    }

    /// <summary>Least weighted absolute deviation from one of the values, by trying them all.</summary>
    private static double Cost(double[] x, double[] w, int from, int to) => Enumerable.Range(from, to - from)
        .Min(m => Enumerable.Range(from, to - from).Sum(i => w[i] * Math.Abs(x[i] - x[m])));

    private static IReadOnlyList<Segment> Find(double[] values) =>
        ChangePoints.Find(values, [.. values.Select(_ => 1.0)], Least);

    private static double[] Noise(int seed, int n)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, n).Select(_ => Synthetic.Normal(random))];
    }
}
