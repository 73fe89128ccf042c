using System.Numerics;
using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Sums in fixed point against sums of fractions of any length.</summary>
public sealed class FixedPointSumTests
{
    [Test]
    public void The_bits_depend_neither_on_the_order_nor_on_numbers_that_are_zero(
        [Values(1, 2, 3)] int words, [Values(2, 3, 64)] int terms)
    {
        double[] numbers = Numbers(terms, spread: 30);
        long[] bits = [.. Enumerable.Range(0, 20).Select(order =>
        {
            double[] dealt = [.. numbers, .. new double[order]];
            new Random(order).Shuffle(dealt);
            return BitConverter.DoubleToInt64Bits(Sum(dealt, words));
        })];
        Assert.That(bits.Distinct().Count(), Is.EqualTo(1));
        if (terms == 64)
        {
            // What the test would say of plain addition.
            Assert.That(Enumerable.Range(0, 20).Select(order =>
            {
                double[] dealt = [.. numbers];
                new Random(order).Shuffle(dealt);
                return dealt.Sum();
            }).Distinct().Count(), Is.GreaterThan(1));
        }
    }

    [Test]
    public void The_error_is_within_what_is_said(
        [Values(1, 2, 3)] int words, [Values(1, 2, 7, 1000)] int terms, [Values(-1000, -700, 0, 1020)] int exponent,
        [Values(1, 60)] int spread)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            double[] numbers = [.. Numbers(terms, spread, seed).Select(x => Math.ScaleB(x, exponent - 10))];
            (BigInteger exact, BigInteger greatest) = (BigInteger.Zero, BigInteger.Zero);
            foreach (double x in numbers)
            {
                exact += Units(x);
                greatest = BigInteger.Max(greatest, BigInteger.Abs(Units(x)));
            }

            // In units of 2^-1074; the words end at 2^(E - 42 K), E -800 at least.
            long last = Math.Max(greatest.GetBitLength(), 1074 - 800) - (FixedPointSum.WordBits * words) - 1;
            BigInteger lost = last < 0 ? terms : terms * (BigInteger.One << (int)last);
            BigInteger allowed = lost + (BigInteger.Abs(exact) >> 51) + 1;
            Assert.That(BigInteger.Abs(Units(Sum(numbers, words)) - exact), Is.LessThanOrEqualTo(allowed));
        }
    }

    [Test]
    public void What_is_infinite_or_no_number_has_no_exponent(
        [Values(double.PositiveInfinity, double.NegativeInfinity, double.NaN)] double x, [Values(0, 3, 16)] int place)
    {
        double[] numbers = new double[17];
        numbers[place] = x;
        Assert.That(FixedPointSum.Exponent(Greatest(numbers)), Is.Null);
    }

    [TestCase(0, -800)]
    [TestCase(1, 1)]
    [TestCase(-1.5, 1)]
    [TestCase(0.99, 0)]
    [TestCase(double.MaxValue, 1024)]
    public void No_number_reaches_the_power(double x, int exponent) =>
        Assert.That(FixedPointSum.Exponent(Greatest([0, x])), Is.EqualTo(exponent));

    [Test]
    public void As_many_numbers_as_there_may_be_do_not_overflow()
    {
        double[] most = new double[17];
        Array.Fill(most, Math.BitDecrement(1.0));
        var words = Split(most, 0, 2);
        Assert.That(words.Max(w => (decimal)w) * FixedPointSum.MaxTerms, Is.LessThan(long.MaxValue));
    }

    private static double[] Numbers(int count, int spread, ulong seed = 1) =>
    [
        .. Enumerable.Range(0, count).Select(i => Math.ScaleB(
            Counter.Uniform(seed, (ulong)i) + Math.ScaleB(Counter.Uniform(seed + 1, (ulong)i), -24),
            -(int)(Counter.Bits(seed + 2, (ulong)i) % (ulong)spread))),
    ];

    /// <summary>A number in units of the least that there is.</summary>
    internal static BigInteger Units(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) + (biased > 0 ? 1L << 52 : 0);
        return (bits < 0 ? -mantissa : mantissa) << Math.Max(biased - 1, 0);
    }

    /// <summary>Sums numbers as ranks with one each would.</summary>
    private static unsafe double Sum(double[] numbers, int words)
    {
        int exponent = FixedPointSum.Exponent(Greatest(numbers))!.Value;
        long[] split = Split(numbers, exponent, words);
        Span<long> sums = stackalloc long[words];
        for (int k = 0; k < words; k++)
            for (int i = 0; i < numbers.Length; i++)
                sums[k] = checked(sums[k] + split[k * numbers.Length + i]);
        double sum;
        fixed (long* s = sums)
            FixedPointSum.Fold(s, words, 1, exponent, &sum, 1);
        return sum;
    }

    private static unsafe long[] Split(double[] numbers, int exponent, int words)
    {
        long[] split = new long[words * numbers.Length];
        fixed (double* n = numbers)
        fixed (long* s = split)
            FixedPointSum.Split(n, numbers.Length, exponent, s, words, numbers.Length);
        return split;
    }

    private static unsafe long Greatest(double[] numbers)
    {
        fixed (double* n = numbers)
            return FixedPointSum.Greatest(n, numbers.Length);
    }
}
