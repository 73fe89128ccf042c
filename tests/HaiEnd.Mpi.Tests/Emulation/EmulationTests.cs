using System.Globalization;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Emulation;

/// <summary>Both schemes, on small products whose exact values are known.</summary>
public sealed class EmulationTests
{
    private static readonly PlainProduct Plain = new();

    private static readonly DigitScheme[] Schemes = Enum.GetValues<DigitScheme>();

    private static readonly ModuliScaling[] Scalings = Enum.GetValues<ModuliScaling>();

    private static readonly IEmulation[] Emulations =
    [
        .. Schemes.Select(s => new OzakiOne(s, 8, Plain)),
        .. Scalings.Select(s => new OzakiTwo(new(15), s, Plain)),
        new OzakiOne(DigitScheme.Unsigned, 12, Plain), new OzakiTwo(new(20), ModuliScaling.Exponent, Plain),
    ];

    [Test]
    public void Whole_numbers_are_multiplied_without_any_error(
        [Range(0, 7)] int method, [Values(1, 2, 7, 64, 100)] int k)
    {
        Trial trial = new(9, 11, k, (i, l) => Whole(1, i, l), (l, j) => Whole(2, l, j));
        Assert.That(trial.By(Emulations[method]), Is.EqualTo(trial.Native()));

        static double Whole(ulong seed, int i, int j) =>
            (double)((long)Counter.Bits(seed, (ulong)(i * 1000 + j)) >> (64 - 23));
    }

    [Test]
    public void Rows_and_columns_of_zeros_give_zeros([Range(0, 7)] int method)
    {
        Trial trial = new(
            8, 9, 33, (i, l) => i % 3 == 0 ? 0 : Uniform(1, i, l), (l, j) => j % 4 == 1 ? 0 : Uniform(2, l, j));
        double[] c = trial.By(Emulations[method]);
        for (int p = 0; p < c.Length; p++)
            Assert.That(c[p] == 0, Is.EqualTo(p / 9 % 3 == 0 || p % 9 % 4 == 1));
    }

    /// <summary>Just below a power of two, digits from -128 to 127 carry all the way up.</summary>
    [Test]
    public void A_first_digit_that_would_be_128_is_cut_on_a_greater_scale(
        [ValueSource(nameof(Schemes))] DigitScheme scheme)
    {
        double almost = Math.BitDecrement(1.0);
        Trial trial = new(2, 2, 3, (i, l) => i == 0 ? almost : -almost, (_, j) => j == 0 ? almost : 255.0 / 256);
        OzakiOne emulation = new(scheme, 9, Plain);
        Assert.That(trial.Componentwise(trial.By(emulation)), Is.LessThan(1));
        Assert.That(scheme.Above(almost), Is.EqualTo(scheme == DigitScheme.Truncated ? 0 : 1));
        Assert.That(scheme.Above(127.49 / 128), Is.Zero);
    }

    [Test]
    public unsafe void Digits_put_together_again_are_the_number(
        [ValueSource(nameof(Schemes))] DigitScheme scheme, [Values(1, 2, 3, 8, 12)] int slices)
    {
        sbyte* digits = stackalloc sbyte[slices];
        for (ulong i = 0; i < 20_000; i++)
        {
            double x = Math.ScaleB(Counter.Uniform(5, i), -(int)(Counter.Bits(6, i) % 70));
            int exponent = scheme.Above(Math.Abs(x)) + (int)(i % 5);
            if (x == 0)
                continue;
            scheme.Cut(x, exponent, digits, slices, 1);
            double sum = 0, unit = Math.ScaleB(1, exponent - scheme.Bits(slices));
            for (int s = slices - 1; s >= 0; s--)
                sum += Math.ScaleB(digits[s], exponent - scheme.Bits(s + 1));
            double most = scheme == DigitScheme.Nearest ? unit / 2 : unit;
            Assert.That(Math.Abs(sum - x), Is.LessThanOrEqualTo(Math.Max(most, Math.ScaleB(Math.Abs(x), -52))));
        }
    }

    /// <summary>A thousand products of all spreads, shapes and numbers of digits.</summary>
    [Test]
    public void No_bound_is_ever_broken()
    {
        double worst = 0;
        for (int i = 0; i < 1000; i++)
        {
            ulong seed = (ulong)i;
            int k = 1 + (int)(Counter.Bits(1, seed) % 200);
            double phi = new[] { 0.0, 0.5, 1, 2, 4 }[i % 5];
            Trial trial = new(
                4, 5, k, (r, l) => Spread(seed + 10, r * 997 + l, phi), (l, c) => Spread(seed + 20, l * 991 + c, phi));
            int digits = 4 + (int)(Counter.Bits(2, seed) % 8);
            IEmulation emulation = i % 2 == 0
                ? new OzakiOne(Schemes[i / 2 % 3], digits, Plain)
                : new OzakiTwo(new(digits + 5), Scalings[i / 2 % 3], Plain);
            double share = trial.OfBound(emulation, trial.By(emulation));
            Assert.That(share, Is.LessThanOrEqualTo(1), $"case {i}, phi {phi}, k {k}");
            worst = Math.Max(worst, share);
        }

        Assert.That(worst, Is.GreaterThan(0.05), "a bound that is never near says nothing");
    }

    /// <summary>A product of digits that is left out breaks the bound, down to where it is worth less than what the
    /// bound allows for all that is left out; one of residues always does.</summary>
    [Test]
    public void A_product_that_is_left_out_is_found([Range(0, 35)] int which)
    {
        const int OfLastTwoDiagonals = 15;
        Trial trial = Rescaled(0, Seeds[0]);
        OzakiOne one = new(DigitScheme.Unsigned, 8, new Forgetful(which));
        if (which >= OfLastTwoDiagonals)
            Assert.That(trial.OfBound(one, trial.By(one)), Is.GreaterThan(1));
        OzakiTwo two = new(new(15), ModuliScaling.Fast, new Forgetful(which % 15));
        Assert.That(trial.OfBound(two, trial.By(two)), Is.GreaterThan(1));
    }

    /// <summary>The digits that the span of exponents asks for make emulation better than fp64, however rows and
    /// columns are scaled against each other.</summary>
    [Test]
    public void As_many_digits_as_the_span_asks_for_are_enough([Values(0, 4, 8, 16, 32, 64)] int b)
    {
        Trial trial = Rescaled(b, Seeds[0]);
        int slices = Esc.Slices(trial.Esc());
        Assert.That(slices, Is.EqualTo(b switch { 0 => 7, 4 => 8, 8 => 9, 16 => 11, 32 => 15, _ => 23 }).Within(1));
        Assert.That(
            trial.Componentwise(trial.By(new OzakiOne(DigitScheme.Unsigned, slices, Plain))), Is.LessThan(1));
    }

    /// <summary>The table of diagonal rescaling: A D times D^-1 B with powers of two up to 2^b in D is A B to the last
    /// bit for fp64, and is not for numbers of fixed point.</summary>
    [TestCase(0, 0.06, 0.06, 0.06), TestCase(4, 0.08, 2.9, 0.67), TestCase(8, 9.8, 2.7e2, 1.8e2)]
    [TestCase(16, 4.9e5, 1.0e7, 2.7e6), TestCase(32, 5.9e14, 4.9e14, 5.0e14)]
    public void Rescaling_costs_emulation_what_is_known(int b, double one, double fast, double accurate)
    {
        Trial[] trials = [.. Seeds.Select(seed => Rescaled(b, seed))];
        Assert.That(trials[0].Native(), Is.EqualTo(Rescaled(0, Seeds[0]).Native()));
        Assert.Multiple(() =>
        {
            IsNear(one, new OzakiOne(DigitScheme.Unsigned, 8, Plain), trials, 2);
            IsNear(fast, new OzakiTwo(new(15), ModuliScaling.Fast, Plain), trials, 2);
            IsNear(accurate, new OzakiTwo(new(15), ModuliScaling.Accurate, Plain), trials, 2);
        });
    }

    /// <summary>The table of spreads: the more the magnitudes differ, the more digits it takes.</summary>
    [TestCase(0, "11 0.12 0.07", "0.07 0.07 0.07", "1.5 0.07 0.07", "1.5 0.07 0.07")]
    [TestCase(0.5, "374 3.5 0.05", "1.2 0.05 0.05", "2.5 0.17 0.05", "2.3 0.08 0.05")]
    [TestCase(1, "5.6e3 53 0.38", "20 0.18 0.16", "5.3 0.24 0.16", "3.7 0.24 0.16")]
    [TestCase(2, "2.0e5 2.0e3 19", "9.6e2 4.3 0.64", "124 9.8 0.64", "94 9.8 0.64")]
    [TestCase(4, "6.3e7 8.2e5 8.8e3", "1.9e5 1.2e3 2.2", "3.7e4 3.5e3 123", "3.0e4 2.1e3 123")]
    public void Spreads_cost_emulation_what_is_known(
        double phi, string truncated, string unsigned, string fast, string accurate)
    {
        Trial[] trials =
        [
            .. Seeds.Select(seed => new Trial(
                12, 12, 1024, (i, l) => Spread(seed, i * 1024 + l, phi), (l, j) => Spread(seed + 1, l * 12 + j, phi))),
        ];
        Assert.Multiple(() =>
        {
            All(truncated, i => new OzakiOne(DigitScheme.Truncated, 7 + i, Plain));
            All(unsigned, i => new OzakiOne(DigitScheme.Unsigned, 7 + i, Plain));
            All(fast, i => new OzakiTwo(new(14 + i), ModuliScaling.Fast, Plain));
            All(accurate, i => new OzakiTwo(new(14 + i), ModuliScaling.Accurate, Plain));
        });

        void All(string known, Func<int, IEmulation> method)
        {
            double[] figures = [.. known.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture))];
            for (int i = 0; i < figures.Length; i++)
                IsNear(figures[i], method(i), trials, 3);
        }
    }

    /// <summary>A figure that is known from one draw is within the draws of some seeds, but for a factor.</summary>
    private static void IsNear(double known, IEmulation emulation, Trial[] trials, double factor)
    {
        double[] found = [.. trials.Select(t => t.Componentwise(t.By(emulation)))];
        TestContext.Out.WriteLine($"{emulation.GetType().Name} x {emulation.Products}: {known:g2} known, "
            + string.Join(" ", found.Order().Select(f => $"{f:g2}")));
        Assert.That(known, Is.InRange(found.Min() / factor, found.Max() * factor));
    }

    private static readonly ulong[] Seeds = [100, 103, 106, 109, 112];

    private static Trial Rescaled(int b, ulong seed) => new(
        12, 12, 1024, (i, l) => Math.ScaleB(Full(seed, i * 1024 + l), Power(seed, l, b)),
        (l, j) => Math.ScaleB(Full(seed + 1, l * 1024 + j), -Power(seed, l, b)));

    private static int Power(ulong seed, int l, int b) =>
        (int)(Counter.Bits(seed + 2, (ulong)l) % (ulong)(2 * b + 1)) - b;

    /// <summary>Leaves one product out.</summary>
    private sealed unsafe class Forgetful(int which) : ISmallProduct
    {
        private int _calls;

        public void Multiply(int m, int n, int k, sbyte* a, sbyte* b, int* c, bool accumulate)
        {
            if (_calls++ != which)
                Plain.Multiply(m, n, k, a, b, c, accumulate);
            else if (!accumulate)
                new Span<int>(c, m * n).Clear();
        }
    }

    private static double Full(ulong seed, int p) => ((Counter.Bits(seed, (ulong)p) >> 11) * Math.ScaleB(1, -53)) - 0.5;

    private static double Uniform(ulong seed, int i, int j) => Counter.Uniform(seed, (ulong)(i * 1000 + j));

    /// <summary>(U - 1/2) exp(phi N), as both repositories of the schemes test with.</summary>
    private static double Spread(ulong seed, int p, double phi)
    {
        double first = (Counter.Bits(seed, (ulong)p + 100_000) >> 11) * Math.ScaleB(1, -53) + Math.ScaleB(1, -54);
        double second = Counter.Uniform(seed, (ulong)p + 200_000);
        return Full(seed, p) * Math.Exp(phi * Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second));
    }
}
