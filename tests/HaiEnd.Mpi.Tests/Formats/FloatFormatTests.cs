using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Rounding to any format, against what hardware and .NET convert, against all values of small formats, and
/// against whole-number arithmetic on the bits.</summary>
public sealed unsafe class FloatFormatTests
{
    private const int Trials = 1_000_000;

    private static readonly FloatFormat[] All =
    [
        FloatFormat.Fp32, FloatFormat.Tf32, FloatFormat.Fp16, FloatFormat.Bf16, FloatFormat.E5M2, FloatFormat.E4M3,
        FloatFormat.Ieee(14, 11), FloatFormat.Ieee(18, 8), FloatFormat.Ieee(32, 11), FloatFormat.Ieee(40, 11),
        FloatFormat.Ieee(51, 11), FloatFormat.Ieee(1, 4), FloatFormat.Fp16 with { Flushes = true },
        FloatFormat.Bf16 with { Saturates = true },
    ];

    /// <summary>Numbers around the range of a format: random bits, ties and what is next to them, subnormal numbers,
    /// what overflows, and specials.</summary>
    private static IEnumerable<double> Numbers(FloatFormat format, int count)
    {
        double[] specials =
            [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue];
        foreach (double special in specials)
            yield return special;
        (int least, int most) = (Math.ILogB(format.Least), Math.ILogB(format.Largest));
        for (int i = 0; i < count; i++)
        {
            ulong bits = Counter.Bits(1, (ulong)i);
            int exponent = least - format.Digits - 2
                + (int)(Counter.Bits(2, (ulong)i) % (ulong)(most - least + format.Digits + 4));
            double x = BitConverter.UInt64BitsToDouble((bits & 0x800F_FFFF_FFFF_FFFF) | 1023UL << 52);
            ulong tie = BitConverter.DoubleToUInt64Bits(x) & ~0UL << (53 - format.Digits) | 1UL << (52 - format.Digits);
            x = (i % 5) switch
            {
                0 => BitConverter.UInt64BitsToDouble(tie),
                1 => BitConverter.UInt64BitsToDouble(tie + 1),
                2 => BitConverter.UInt64BitsToDouble(tie - 1),
                _ => x,
            };
            yield return Math.ScaleB(x, exponent);
        }
    }

    [Test]
    public void As_many_millions_of_numbers_become_what_hardware_converts_them_to()
    {
        int wrong = 0;
        foreach (double x in Numbers(FloatFormat.Fp32, Trials))
            wrong += Differ(FloatFormat.Fp32.Nearest(x), (float)x);
        foreach (double x in Numbers(FloatFormat.Fp16, Trials))
            wrong += Differ(FloatFormat.Fp16.Nearest(x), (double)(Half)x);
        foreach (double x in Numbers(FloatFormat.Bf16, Trials))
            wrong += Differ(FloatFormat.Bf16.Nearest(x), (double)(float)(Bf16)x);
        foreach (double x in Numbers(FloatFormat.E4M3, Trials))
            wrong += Differ(FloatFormat.E4M3.Nearest(x), (float)(Fp8<E4M3>)x);
        foreach (double x in Numbers(FloatFormat.E5M2, Trials))
            wrong += Differ(FloatFormat.E5M2.Nearest(x), (float)(Fp8<E5M2>)x);
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void Each_number_is_what_whole_number_arithmetic_on_its_bits_makes_of_it(
        [ValueSource(nameof(All))] FloatFormat format)
    {
        int wrong = 0;
        foreach (double x in Numbers(format, Trials / 10))
            wrong += Differ(format.Nearest(x), Plain(format, x));
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void Vectors_round_as_numbers_do([ValueSource(nameof(All))] FloatFormat format)
    {
        double[] from = [.. Numbers(format, 10_001)], to = new double[from.Length];
        fixed (double* source = from, target = to)
            format.Nearest(source, target, from.Length);
        int wrong = 0;
        for (int i = 0; i < from.Length; i++)
            wrong += Differ(to[i], format.Nearest(from[i]));
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void Fp8_has_the_values_that_its_standard_lists()
    {
        Assert.Multiple(() =>
        {
            Assert.That(FloatFormat.E4M3.Largest, Is.EqualTo(448));
            Assert.That(FloatFormat.E4M3.Least, Is.EqualTo(Math.ScaleB(1, -6)));
            Assert.That(FloatFormat.E4M3.Nearest(Math.ScaleB(1, -9)), Is.EqualTo(Math.ScaleB(1, -9)));
            Assert.That(FloatFormat.E4M3.Nearest(Math.ScaleB(1, -10)), Is.Zero);
            Assert.That(FloatFormat.E4M3.Nearest(-1e9), Is.EqualTo(-448));
            Assert.That(FloatFormat.E5M2.Largest, Is.EqualTo(57344));
            Assert.That(FloatFormat.E5M2.Least, Is.EqualTo(Math.ScaleB(1, -14)));
            Assert.That(FloatFormat.E5M2.Nearest(Math.ScaleB(1, -16)), Is.EqualTo(Math.ScaleB(1, -16)));
            Assert.That(FloatFormat.E5M2.Nearest(1e9), Is.EqualTo(57344));
            Assert.That(FloatFormat.Ieee(3, 5).Nearest(61440), Is.EqualTo(double.PositiveInfinity));
            Assert.That(FloatFormat.Ieee(3, 5).Nearest(61439), Is.EqualTo(57344));
        });
    }

    [Test]
    public void Sums_and_products_rounded_a_second_time_are_those_of_the_format()
    {
        FloatFormat format = FloatFormat.Fp32;
        int wrong = 0;
        for (ulong i = 0; i < Trials; i++)
        {
            float a = Random(3, i), b = Random(4, i);
            wrong += Differ(format.Nearest((double)a + b), a + b)
                + Differ(format.Nearest((double)a * b), a * b) + Differ(format.Nearest((double)a / b), a / b);
        }

        Assert.That(wrong, Is.Zero);

        static float Random(ulong seed, ulong i) => (float)Math.ScaleB(
            Counter.Uniform(seed, i), (int)(Counter.Bits(seed + 2, i) % 40) - 20);
    }

    [TestCase(1.0 + 0.3 / 128), TestCase(-2.7 / 128 - 1), TestCase(1e-40), TestCase(-3.3e38), TestCase(0.75)]
    public void Stochastic_rounding_has_the_right_mean(double x)
    {
        const int Draws = 100_000;
        FloatFormat format = FloatFormat.Bf16;
        double sum = 0, squares = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            double error = format.Stochastic(x, Counter.Bits(9, i) * Math.ScaleB(1, -64)) / x - 1;
            sum += error;
            squares += error * error;
        }

        Assert.That(Math.Abs(sum), Is.LessThanOrEqualTo(4 * Math.Sqrt(squares)));
    }

    [Test]
    public void Stochastic_rounding_takes_one_of_the_two_neighbours_and_leaves_what_is_of_the_format()
    {
        FloatFormat format = FloatFormat.Fp16;
        foreach (double x in Numbers(format, 10_000))
        {
            double up = format.Stochastic(x, 0), down = format.Stochastic(x, 1 - Math.ScaleB(1, -53));
            double nearest = format.Nearest(x);
            Assert.That(nearest, Is.EqualTo(up).Or.EqualTo(down), $"{x:R}");
            Assert.That(format.Stochastic(nearest, 0), Is.EqualTo(nearest));
        }
    }

    [Test]
    public void A_format_that_cannot_be_is_refused()
    {
        Assert.That(() => FloatFormat.Ieee(52, 11), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => FloatFormat.Ieee(0, 8), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => FloatFormat.Ieee(8, 12), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>The nearest by shifting the significand as a whole number.</summary>
    private static double Plain(FloatFormat format, double x)
    {
        if (!double.IsFinite(x) || x == 0)
            return double.IsInfinity(x) && format.Saturates ? Math.CopySign(format.Largest, x) : x;
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        int exponent = (int)(bits >> 52 & 0x7FF);
        UInt128 significand = bits & (1UL << 52) - 1 | (exponent > 0 ? 1UL << 52 : 0);
        int ulp = Math.Max(exponent, 1) - 1075;
        int unit = Math.Max(ulp + 52, Math.ILogB(format.Least)) + 1 - format.Digits;
        int shift = unit - ulp;
        if (shift > 60)
            return Math.CopySign(0, x);
        if (shift > 0)
        {
            UInt128 half = UInt128.One << (shift - 1), rest = significand & ((half << 1) - 1);
            significand >>= shift;
            if (rest > half || (rest == half && (significand & 1) == 1))
                significand++;
            ulp = unit;
        }

        double size = Math.ScaleB((double)(ulong)significand, ulp);
        if (size > format.Largest)
            size = format.Saturates ? format.Largest : double.PositiveInfinity;
        if (format.Flushes && size < format.Least)
            size = 0;
        return Math.CopySign(size, x);
    }

    private static int Differ(double a, double b) =>
        BitConverter.DoubleToUInt64Bits(a) == BitConverter.DoubleToUInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b))
            ? 0 : 1;
}
