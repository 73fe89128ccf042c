using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Laws of scaling against planted ones.</summary>
public sealed class LawFitTests
{
    private static readonly double[] Ranks = [1, 2, 4, 8, 16, 32];

    // By the weighted normal equations in exact fractions (Python): t = 0.9548783642 + 9.1164528829 / p; Fieller's
    // interval by bisection of his equation, with t(0.975, 2) = 4.302652729749463.
    [Test]
    public void Amdahl_agrees_with_the_normal_equations_and_with_fieller()
    {
        var fit = LawFit.Amdahl([1, 2, 4, 8], [.. new[] { 10, 5.6, 3.2, 2.1 }.Select(Sharp)]);
        Assert.Multiple(() =>
        {
            Assert.That(fit.Serial, Is.EqualTo(0.09481153392839715).Within(1e-12));
            Assert.That(fit.Ci.Low, Is.EqualTo(0.07605258214284949).Within(1e-9));
            Assert.That(fit.Ci.High, Is.EqualTo(0.11498117761120258).Within(1e-9));
            Assert.That(fit.AtBase, Is.EqualTo(0.9548783642471408 + 9.116452882943488).Within(1e-9));
        });
    }

    [TestCase(0.0)]
    [TestCase(0.03)]
    [TestCase(0.4)]
    [TestCase(1.0)]
    public void A_law_without_noise_is_found_again(double serial)
    {
        var amdahl = LawFit.Amdahl(Ranks, [.. Ranks.Select(p => Sharp(7 * (serial + (1 - serial) / p)))]);
        var gustafson = LawFit.Gustafson(Ranks, [.. Ranks.Select(p => Sharp(7 * (serial + p * (1 - serial))))]);
        foreach (LawFit fit in new[] { amdahl, gustafson })
        {
            Assert.That(fit.Serial, Is.EqualTo(serial).Within(1e-9), fit.Law);
            Assert.That(fit.AtBase, Is.EqualTo(7).Within(1e-9), fit.Law);
            Assert.That(fit.Fits, fit.Trouble);
        }
    }

    // Without a serial part the interval ends at zero and misses nothing on that side: 97.5 % of them cover.
    [Test]
    public void The_interval_covers_the_planted_part(
        [Values("Amdahl 0", "Amdahl 0.02", "Amdahl 0.2", "Gustafson 0", "Gustafson 0.05", "Gustafson 0.5")] string of,
        [Values("normal 0.02", "log-normal 0.1", "skewed 0.02", "heavy 0.02")] string noise,
        [Values(4, 6, 10)] int counts)
    {
        const int Draws = 1000, FirstSeed = 100_000;
        double serial = Number(of);
        double[] ranks = [.. Enumerable.Range(0, counts).Select(i => Math.Pow(2, i))];
        int covered = 0, fits = 0;
        for (int seed = FirstSeed; seed < FirstSeed + Draws; seed++)
        {
            var planted = new Planted(seed, Number(noise), noise.Split(' ')[0]);
            LawFit fit = of.StartsWith('A')
                ? LawFit.Amdahl(ranks, [.. ranks.Select(p => planted.Estimated(3 * (serial + (1 - serial) / p)))])
                : LawFit.Gustafson(ranks, [.. ranks.Select(p => planted.Estimated(3 * (serial + p * (1 - serial))))]);
            covered += fit.Ci.Contains(serial) ? 1 : 0;
            fits += fit.Fits ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{of}, {counts} rank counts, {noise}: {covered / 10.0:0.0} % cover, {fits} fit");
        Assert.That(covered, Is.InRange(920, serial > 0 ? 980 : 990));
        if (noise.StartsWith("normal", StringComparison.Ordinal))
            Assert.That(fits, Is.GreaterThan(980));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Fewer_than_four_rank_counts_are_refused(int count)
    {
        var fit = LawFit.Amdahl(Ranks[..count], [.. Ranks[..count].Select(p => Sharp(1 / p))]);
        Assert.That(fit.Trouble, Is.EqualTo($"not fitted: {count} rank counts, 4 are the fewest that test a law"));
        Assert.That((fit.Fits, fit.Serial), Is.EqualTo((false, double.NaN)));
    }

    // Time of a rank falls to a quarter, where memory is saturated, and stays.
    [Test]
    public void A_plateau_does_not_fit()
    {
        var fit = LawFit.Amdahl(Ranks, [.. Ranks.Select(p => new Planted((int)p, 0.01).Estimated(1 / Math.Min(p, 4)))]);
        Assert.That(fit.Trouble, Does.StartWith("does not fit: ").And.Contain("% off at"));
    }

    [Test]
    public void A_rise_does_not_fit_and_is_named()
    {
        var fit = LawFit.Amdahl(Ranks, [.. Ranks.Select(p => new Planted((int)p, 0.01).Estimated(1 / p + 0.01 * p))]);
        Assert.That(fit.Trouble, Is.EqualTo("does not fit: time rises from 8 to 16 x the base's ranks"));
    }

    [Test]
    public void A_rate_that_falls_does_not_fit_and_is_named()
    {
        double[] rates = [1, 1.9, 3.5, 5, 4, 3];
        var fit = LawFit.Gustafson(Ranks, [.. rates.Select(new Planted(1, 0.01).Estimated)]);
        Assert.That(fit.Trouble, Is.EqualTo("does not fit: the rate falls from 8 to 16 x the base's ranks"));
    }

    // The time on most ranks is longer than the law's by this share. What is not named is taken for a serial part.
    [TestCase(0.0, 0, 20)]
    [TestCase(0.1, 0, 1000)]
    [TestCase(0.2, 950, 1000)]
    [TestCase(0.3, 990, 1000)]
    [TestCase(0.5, 1000, 1000)]
    public void A_mild_plateau_is_named(double slower, int least, int most)
    {
        const int Draws = 1000;
        int named = 0;
        double worst = 0;
        for (int seed = 0; seed < Draws; seed++)
        {
            var planted = new Planted(seed, 0.005);
            var fit = LawFit.Amdahl(
                Ranks, [.. Ranks.Select(p => planted.Estimated((p == Ranks[^1] ? 1 + slower : 1) / p))]);
            named += fit.Fits ? 0 : 1;
            worst = Math.Max(worst, fit.Fits ? fit.Serial : 0);
        }

        TestContext.Out.WriteLine(
            $"{slower:0 %} slower at the end: {named} of {Draws} named; else a serial part of {worst:0.0 %} at most");
        Assert.That(named, Is.InRange(least, most));
        Assert.That(worst, Is.LessThan(0.007));
    }

    private static double Number(string words) => double.Parse(words.Split(' ')[1], CultureInfo.InvariantCulture);

    private static Estimate Sharp(double value) => new(value, new(0.99 * value, 1.01 * value), 1, 10);
}
