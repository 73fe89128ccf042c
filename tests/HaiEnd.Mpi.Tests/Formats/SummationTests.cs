using System.Numerics;
using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Ways of summing against sums without rounding.</summary>
public sealed unsafe class SummationTests
{
    private static readonly string[] Ways =
        ["plain", "pairwise", "compensated", "binned", "fixed-1", "fixed-2", "fixed-3"];

    private static readonly string[] Merges = ["linear", "ring", "butterfly"];

    [Test]
    public void The_exact_sum_is_that_of_whole_numbers([Values(0, 1, 2, 3, 4, 5, 6, 7)] int seed)
    {
        var random = new Random(seed);
        (BigInteger units, var sum) = (BigInteger.Zero, new ExactSum());
        for (int i = 0; i < 500; i++)
        {
            double x = Any(random, 2000);
            units += FixedPointSumTests.Units(x);
            sum.Add(x);
            ExactSum copy = ExactSum.OfWords(sum.ToWords());
            int cut = (int)Math.Max(0, (long)BigInteger.Abs(units).GetBitLength() - 60);
            double expected = Math.ScaleB((double)(units >> cut), cut - 1074);
            Assert.That(copy.Value, Is.EqualTo(expected).Within(Math.Abs(expected) * 4.5e-16));
        }

        Assert.That(double.IsNegative(sum.Value), Is.EqualTo(units.Sign < 0));
    }

    [Test]
    public void What_is_left_of_an_exact_sum_is_the_error_to_the_last_bit()
    {
        var sum = new ExactSum();
        double[] numbers = [double.MaxValue, 1, -double.MaxValue, double.Epsilon, -Two(-30)];
        foreach (double x in numbers)
            sum.Add(x);
        Assert.That(sum.Value, Is.EqualTo(1 - Two(-30)));
        Assert.That(sum.Less(1).Less(-Two(-30)).Value, Is.EqualTo(double.Epsilon));
        Assert.That(sum.Less(2).Value, Is.EqualTo(-1 - Two(-30)));
        Assert.That(() => sum.Add(double.NaN), Throws.ArgumentException);
    }

    [Test]
    public void No_bound_is_ever_passed([ValueSource(nameof(Ways))] string way)
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            double[] numbers = Numbers(random, random.Next(1, seed % 10 == 0 ? 5000 : 200));
            int places = random.Next(1, 9);
            double[][] dealt = Cut(numbers, places, random);
            (SumTerms terms, ExactSum exact) = TermsOf(dealt);
            double error = Math.Abs(exact.Less(SumOf(way, dealt, Merges[seed % 3])).Value);
            Assert.That(error, Is.LessThanOrEqualTo(BoundOf(way, terms)), $"seed {seed}: {terms}");
        }
    }

    [Test]
    public void Some_ways_have_one_answer_for_every_order_cut_and_tree(
        [Values("plain", "binned", "fixed-2")] string way)
    {
        var bits = new HashSet<long>();
        double[] numbers = Numbers(new Random(4), 4001, spread: 40);
        for (int order = 0; order < 20; order++)
        {
            var random = new Random(order);
            random.Shuffle(numbers);
            foreach (string merge in Merges)
                bits.Add(BitConverter.DoubleToInt64Bits(SumOf(way, Cut(numbers, order % 8 + 1, random), merge)));
        }

        Assert.That(bits.Count == 1, Is.EqualTo(way != "plain"));
    }

    [Test]
    public void Ties_at_the_border_of_a_bin_do_not_look_at_the_sum()
    {
        // Half a unit of the lowest bin that 1 leaves, added to odd and to even numbers of units.
        double[] numbers = [1, Two(-81), Two(-81), Two(-80), 3 * Two(-81)];
        var sums = new HashSet<double>();
        for (int order = 0; order < 20; order++)
        {
            new Random(order).Shuffle(numbers);
            sums.Add(SumOf("binned", [numbers], "linear"));
            sums.Add(SumOf("binned", [.. numbers.Select(x => new[] { x })], Merges[order % 3]));
        }

        Assert.That(sums, Has.Count.EqualTo(1));
    }

    [Test]
    public void Bins_take_the_greatest_the_least_and_what_is_no_number()
    {
        double[] most = [.. Enumerable.Repeat(double.MaxValue, 3), .. Enumerable.Repeat(-double.MaxValue, 2)];
        Assert.That(SumOf("binned", [most], "linear"), Is.EqualTo(double.MaxValue));
        Assert.That(SumOf("binned", [[.. most, double.MaxValue]], "linear"), Is.EqualTo(double.PositiveInfinity));
        Assert.That(SumOf("binned", [[0, -0.0], []], "linear"), Is.Zero);
        Assert.That(SumOf("binned", [[Two(-830)]], "linear"), Is.EqualTo(Two(-830)));
        foreach (double x in (double[])[double.NaN, double.PositiveInfinity])
        {
            Assert.That(SumOf("binned", [[1, x], [double.MaxValue]], "linear"), Is.NaN);
            Assert.That(SumOf("binned", [[double.MaxValue], [x, 1]], "ring"), Is.NaN);
        }
    }

    [Test]
    public void Without_renormalisation_bins_pass_their_bound()
    {
        // As large as bin 0 takes: 2^17 of them have a sum of 2^56 units, which fp64 holds no longer.
        const int N = 1 << 17;
        double[] half = [.. Enumerable.Range(0, N).Select(i => Math.ScaleB(1 + Counter.Fraction(1, (ulong)i), 38))];
        double[] numbers = [.. half, .. half.Select(x => -x), 1];
        new Random(1).Shuffle(numbers.AsSpan(N));
        (SumTerms terms, ExactSum exact) = TermsOf([numbers]);
        double[] bins = new double[BinnedSum.Folds];
        foreach (double x in numbers)
        {
            double rest = x;
            for (int k = 0; k < bins.Length; k++)
            {
                double whole = Math.Round(rest);
                bins[k] += whole;
                rest = (rest - whole) * Two(40);
            }
        }

        double wrong = bins[0] + (bins[1] + bins[2] * Two(-40)) * Two(-40);
        Assert.That(Math.Abs(exact.Less(wrong).Value), Is.GreaterThan(ErrorBounds.BinnedSum(terms)));
        Assert.That(SumOf("binned", [numbers], "linear"), Is.EqualTo(1));
    }

    [Test]
    public void More_numbers_than_words_have_room_for_are_carried_on()
    {
        double[] numbers = new double[(1 << 21) + 5];
        Array.Fill(numbers, Math.BitDecrement(1.0));
        (SumTerms terms, ExactSum exact) = TermsOf([numbers]);
        foreach (string way in (string[])["fixed-2", "binned"])
            Assert.That(
                Math.Abs(exact.Less(SumOf(way, [numbers], "linear")).Value),
                Is.LessThanOrEqualTo(BoundOf(way, terms)), way);
    }

    /// <summary>Numbers of like or of very different size, which cancel much or little.</summary>
    private static double[] Numbers(Random random, int count, int? spread = null)
    {
        int bits = spread ?? random.Next(1, random.Next(1, 300)), shift = random.Next(-300, 300);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
            numbers[i] = Math.ScaleB(Any(random, bits), shift);
        if (random.Next(2) == 0)
            for (int i = 0; i + 1 < count; i += 2)
                numbers[i + 1] = -numbers[i] * (random.Next(4) == 0 ? 1 + Two(-50) : 1);
        random.Shuffle(numbers);
        return numbers;
    }

    private static double Two(int power) => Math.ScaleB(1, power);

    private static double Any(Random random, int bits) =>
        Math.ScaleB(random.NextDouble() - 0.5, bits / 2 - random.Next(bits + 1));

    private static double[][] Cut(double[] numbers, int places, Random random)
    {
        int[] cuts = [0, .. Enumerable.Range(1, places - 1).Select(_ => random.Next(numbers.Length + 1)).Order(),
            numbers.Length];
        return [.. Enumerable.Range(0, places).Select(i => numbers[cuts[i]..cuts[i + 1]])];
    }

    private static (SumTerms Terms, ExactSum Exact) TermsOf(double[][] dealt)
    {
        var exact = new ExactSum();
        double[] all = [.. dealt.SelectMany(x => x)];
        foreach (double x in all)
            exact.Add(x);
        return (new(all.Length, dealt.Max(x => x.Length), dealt.Length, all.Max(Math.Abs), all.Sum(Math.Abs),
            Math.Abs(exact.Value)), exact);
    }

    private static double BoundOf(string way, SumTerms terms) => way switch
    {
        "plain" => PlainSum.Bound(terms),
        "pairwise" => PairwiseSum.Bound(terms),
        "compensated" => CompensatedSum.Bound(terms),
        "binned" => BinnedSum.Bound(terms),
        _ => ErrorBounds.FixedPointSum(terms, way[^1] - '0'),
    };

    private static double SumOf(string way, double[][] dealt, string merge) => way switch
    {
        "plain" => SumOf<PlainSum>(dealt, merge),
        "pairwise" => SumOf<PairwiseSum>(dealt, merge),
        "compensated" => SumOf<CompensatedSum>(dealt, merge),
        "binned" => SumOf<BinnedSum>(dealt, merge),
        _ => FixedPoint(dealt, way[^1] - '0'),
    };

    private static double SumOf<TWay>(double[][] dealt, string merge)
        where TWay : struct, ISummation
    {
        double[][] kept = [.. dealt.Select(numbers =>
        {
            double[] words = new double[TWay.Words];
            fixed (double* n = numbers, w = words)
                TWay.Add(n, numbers.Length, w);
            return words;
        })];
        double[] all = merge switch
        {
            "linear" => kept.Aggregate(Merged),
            "ring" => kept.Skip(1).Append(kept[0]).Aggregate(Merged),
            _ => Butterfly(kept),
        };
        fixed (double* w = all)
            return TWay.Value(w);

        static double[] Merged(double[] into, double[] from)
        {
            double[] words = [.. into];
            fixed (double* f = from, w = words)
                TWay.Merge(f, w);
            return words;
        }

        static double[] Butterfly(double[][] kept) => kept.Length == 1 ? kept[0]
            : Butterfly([.. kept.Chunk(2).Select(pair => pair.Aggregate(Merged))]);
    }

    /// <summary>In whole numbers every tree is the same.</summary>
    private static double FixedPoint(double[][] dealt, int count)
    {
        long greatest = 0;
        foreach (double[] numbers in dealt)
            fixed (double* n = numbers)
                greatest = Math.Max(greatest, FixedPointSum.Greatest(n, numbers.Length));
        int exponent = FixedPointSum.Exponent(greatest)!.Value;
        long* words = stackalloc long[4];
        new Span<long>(words, 4).Clear();
        foreach (double[] numbers in dealt)
            fixed (double* n = numbers)
                FixedPointSum.Add(n, numbers.Length, exponent, words, count);
        return FixedPointSum.Total(words, count, exponent);
    }
}
