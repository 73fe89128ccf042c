using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Tests of a difference against the examples in SciPy's reference (scipy.stats: mannwhitneyu, kruskal,
/// false_discovery_control).</summary>
public sealed class DifferenceTests
{
    [Test]
    public void Mann_Whitney_is_exact_for_few_values()
    {
        TestResult test = MannWhitney.Test([19, 22, 16, 29, 24], [20, 11, 17, 12]);
        Assert.Multiple(() =>
        {
            Assert.That(test.P, Is.EqualTo(14.0 / 126).Within(1e-12));
            Assert.That(test.Effect, Is.EqualTo(3.0 / 20).Within(1e-12));
        });
    }

    [Test]
    public void Two_sets_of_seven_apart_have_the_least_p_there_is()
    {
        TestResult test = MannWhitney.Test([1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14]);
        Assert.Multiple(() =>
        {
            Assert.That(test.P, Is.EqualTo(2.0 / 3432).Within(1e-12));
            Assert.That(test.Effect, Is.EqualTo(1));
        });
    }

    // U = 31.5; variance 42 / 12 (14 - 66 / 156) with ties 2, 2, 2, 3 and 2 long; worked out with Python's math.erfc.
    [Test]
    public void Ties_take_the_normal_approximation()
    {
        TestResult test = MannWhitney.Test([1, 1, 2, 4, 5, 5], [2, 3, 3, 5, 6, 7, 7]);
        Assert.Multiple(() =>
        {
            Assert.That(test.P, Is.EqualTo(0.1485889308703751).Within(1e-12));
            Assert.That(test.Effect, Is.EqualTo(0.75).Within(1e-12));
        });
    }

    [Test]
    public void Equal_values_differ_in_nothing()
    {
        Assert.Multiple(() =>
        {
            Assert.That(MannWhitney.Test([5, 5, 5], [5, 5, 5]), Is.EqualTo(new TestResult(1, 0.5)));
            Assert.That(KruskalWallis.Test([[5, 5, 5], [5, 5, 5]]), Is.EqualTo(new TestResult(1, 0)));
        });
    }

    [Test]
    public void An_empty_side_has_no_test()
    {
        Assert.Multiple(() =>
        {
            Assert.That(MannWhitney.Test([], [1]).P, Is.NaN);
            Assert.That(KruskalWallis.Test([[1, 2], []]).P, Is.NaN);
        });
    }

    [Test]
    public void Exact_and_approximate_p_meet_where_one_takes_over_from_the_other()
    {
        double[] a = [.. Enumerable.Range(0, 50).Select(i => i * 2.0)], b = [.. a.Select(x => x + 13.3)];
        double exact = MannWhitney.Test(a, b).P;
        b[0] = 14;
        Assert.That(MannWhitney.Test(a, b).P, Is.EqualTo(exact).Within(0.001).And.Not.EqualTo(exact));
    }

    [Test]
    public void Kruskal_Wallis_finds_what_SciPy_finds()
    {
        TestResult same = KruskalWallis.Test([[1, 3, 5, 7, 9], [2, 4, 6, 8, 10]]);
        TestResult tied = KruskalWallis.Test([[1, 1, 1], [2, 2, 2], [2, 2]]);
        Assert.Multiple(() =>
        {
            Assert.That(same.P, Is.EqualTo(0.6015081344405895).Within(1e-12));
            Assert.That(same.Effect, Is.EqualTo(0.27272727272727 / 9).Within(1e-12));
            Assert.That(tied.P, Is.EqualTo(0.0301973834223185).Within(1e-12));
            Assert.That(tied.Effect, Is.EqualTo(1).Within(1e-12));
        });
    }

    [Test]
    public void Many_groups_take_the_continued_fraction_and_the_series_alike()
    {
        // Chi-squared, 4 degrees: P(X >= x) = exp(-x / 2) (1 + x / 2). Here H = 14.2857 and 0.
        double[][] apart = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12], [13, 14, 15]];
        TestResult test = KruskalWallis.Test(apart);
        double h = test.Effect * 14;
        Assert.Multiple(() =>
        {
            Assert.That(h, Is.EqualTo(13.5).Within(1e-9));
            Assert.That(test.P, Is.EqualTo(Math.Exp(-h / 2) * (1 + h / 2)).Within(1e-12));
        });
    }

    [Test]
    public void Adjusted_p_are_those_of_Benjamini_and_Hochbergs_example()
    {
        double[] p =
        [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.000,
        ];
        double[] adjusted =
        [
            0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486, 0.58118182,
            0.714875, 0.75323077, 0.81321429, 1,
        ];
        Assert.That(FalseDiscovery.Adjust(p), Is.EqualTo(adjusted).Within(1e-8));
        Array.Reverse(p);
        Array.Reverse(adjusted);
        Assert.That(FalseDiscovery.Adjust(p), Is.EqualTo(adjusted).Within(1e-8));
    }

    [Test]
    public void A_point_without_a_test_does_not_count() =>
        Assert.That(FalseDiscovery.Adjust([0.01, double.NaN, 0.5]), Is.EqualTo(new[] { 0.02, double.NaN, 0.5 }));
}
