using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Inputs of products are what their names say.</summary>
public sealed class ProductInputTests
{
    private const int K = 64;

    [TestCase("uniform", 0), TestCase("whole-3", 1.6), TestCase("whole-1000", 10), TestCase("spread-2", 17)]
    [TestCase("rescaled-16", 15), TestCase("bad-row-20", 19), TestCase("cancelling-30", 0), TestCase("zeros", 0)]
    public void No_entry_is_above_the_greatest_and_some_are_near(string name, double nearBits)
    {
        var input = ProductInput.Parse(name);
        double greatest = 0;
        for (int i = 0; i < 200; i++)
            for (int l = 0; l < K; l++)
                foreach (Factor factor in Enum.GetValues<Factor>())
                    greatest = Math.Max(greatest, Math.Abs(input.Entry(factor, i, l, (ulong)(i * K + l), K)));
        Assert.That(Math.Log2(greatest), Is.LessThanOrEqualTo(input.GreatestBits));
        Assert.That(Math.Log2(greatest), Is.EqualTo(nearBits).Within(nearBits > 15 ? 8 : 2));
        Assert.That(input.Name, Is.EqualTo(name));
    }

    /// <summary>log2 of magnitudes of spread-PHI has the deviation PHI / ln 2, besides that of a uniform number.
    /// </summary>
    [Test]
    public void A_spread_is_normal()
    {
        const int Count = 100_000;
        var input = ProductInput.Parse("spread-4");
        double sum = 0, squares = 0, fourth = 0;
        for (int i = 0; i < Count; i++)
        {
            double x = Math.Log(Math.Abs(input.Entry(Factor.A, 0, i, (ulong)i, Count)))
                - Math.Log(Math.Abs(ProductInput.Parse("spread-0").Entry(Factor.A, 0, i, (ulong)i, Count)));
            (sum, squares, fourth) = (sum + x, squares + x * x, fourth + x * x * x * x);
        }

        Assert.That(sum / Count, Is.Zero.Within(0.05));
        Assert.That(Math.Sqrt(squares / Count), Is.EqualTo(4).Within(0.05));
        Assert.That(fourth / Count / Math.Pow(squares / Count, 2), Is.EqualTo(3).Within(0.1));
    }

    [Test]
    public void Scaling_rows_against_columns_changes_no_product()
    {
        double[] sums = [.. new[] { "rescaled-0", "rescaled-5", "rescaled-60" }.Select(name =>
        {
            var input = ProductInput.Parse(name);
            double sum = 0;
            for (int l = 0; l < K; l++)
                sum += input.Entry(Factor.A, 3, l, (ulong)(3 * K + l), K) * input.Entry(Factor.B, 5, l, (ulong)l, K);
            return sum;
        })];
        Assert.That(sums, Is.All.EqualTo(sums[0]));
    }

    [Test]
    public void Cancelling_leaves_little_of_what_is_added()
    {
        var input = ProductInput.Parse("cancelling-20");
        double sum = 0, magnitudes = 0;
        for (int l = 0; l < K; l++)
        {
            double term = input.Entry(Factor.A, 3, l, (ulong)(3 * K + l), K)
                * input.Entry(Factor.B, 5, l, (ulong)l, K);
            (sum, magnitudes) = (sum + term, magnitudes + Math.Abs(term));
        }

        Assert.That(Math.Abs(sum) / magnitudes, Is.InRange(1e-9, 1e-6));
    }

    [TestCase("gaussian"), TestCase("spread"), TestCase("spread-"), TestCase("spread-17"), TestCase("spread--1")]
    [TestCase("rescaled-1e3"), TestCase("whole-0"), TestCase("uniform-2"), TestCase(""), TestCase("zeros-1")]
    public void A_name_that_is_none_is_refused_with_those_that_are(string name) => Assert.That(
        () => ProductInput.Parse(name), Throws.ArgumentException.With.Message.Contains("spread-PHI"));

    /// <summary>The same bits on any processor: a figure that would change with a library's exponential.</summary>
    [Test]
    public void Bits_are_the_same_everywhere() => Assert.That(
        BitConverter.DoubleToInt64Bits(ProductInput.Parse("spread-1").Entry(Factor.B, 7, 9, 1234, K)),
        Is.EqualTo(4593537158590538639));
}
