using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>bfloat16 against a search among all its values, which knows nothing of bits.</summary>
public sealed class Bf16Tests
{
    private static readonly uint[] LowHalves = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF];

    /// <summary>All values from zero on, and what would be the next after the greatest: from half way to it on, numbers
    /// round to infinity.</summary>
    private static readonly double[] Magnitudes =
    [
        .. Enumerable.Range(0, 0x7F80).Select(b =>
            Math.ScaleB((b & 0x7F) + (b < 0x80 ? 0 : 0x80), Math.Max(b >> 7, 1) - 134)),
        Math.ScaleB(1, 128),
    ];

    /// <summary>Every upper half with every kind of lower half: values, what is next to them and next to a tie, ties,
    /// subnormal numbers, overflow, infinities and NaN.</summary>
    private static readonly float[] Floats =
    [
        .. from high in Enumerable.Range(0, 0x10000)
           from low in LowHalves
           select BitConverter.UInt32BitsToSingle(((uint)high << 16) | low),
    ];

    [Test]
    public void Each_bit_pattern_has_the_value_of_the_format()
    {
        for (int bits = 0; bits < 0x7F80; bits++)
        {
            Assert.That((double)(float)new Bf16((ushort)bits), Is.EqualTo(Magnitudes[bits]));
            Assert.That((double)(float)new Bf16((ushort)(bits | 0x8000)), Is.EqualTo(-Magnitudes[bits]));
        }
    }

    [Test]
    public void A_float_becomes_the_nearest_and_of_two_the_even_one() => AreNearest(Floats, x => (Bf16)x, x => x);

    [Test]
    public void A_double_is_rounded_once()
    {
        double[] ties = [.. Magnitudes.Zip(Magnitudes.Skip(1), (a, b) => (a + b) / 2)];
        double[] doubles = [.. ties.SelectMany(t =>
            new[] { t, Math.BitIncrement(t), Math.BitDecrement(t), -t, -Math.BitIncrement(t) })];
        AreNearest(doubles, x => (Bf16)x, x => x);
        AreNearest([5e-324, -5e-324, double.MaxValue, double.NegativeInfinity, double.NaN], x => (Bf16)x, x => x);
    }

    [Test]
    public unsafe void Arrays_are_rounded_widened_and_added_as_single_numbers_are(
        [Values(0, 1, 15, 33, 393216)] int length)
    {
        float[] from = Floats[..length], wide = new float[length];
        var narrow = new Bf16[length];
        var sums = new Bf16[length];
        fixed (float* f = from, w = wide)
        fixed (Bf16* n = narrow, s = sums)
        {
            Bf16.Narrow(f, n, length);
            Bf16.Widen(n, w, length);
            narrow.CopyTo(sums, 0);
            Array.Reverse(sums);
            Bf16.Add(s, s, n, length);
        }

        for (int i = 0; i < length; i++)
        {
            var one = (Bf16)from[i];
            var sum = (Bf16)((float)(Bf16)from[length - 1 - i] + one);
            if ((narrow[i].Bits, BitConverter.SingleToInt32Bits(wide[i]) >>> 16) != (one.Bits, one.Bits)
                || (sums[i].Bits != sum.Bits && !float.IsNaN(sum)) || float.IsNaN(sums[i]) != float.IsNaN(sum))
                Assert.Fail($"{from[i]:R} at {i}: {narrow[i]}, {wide[i]}, {sums[i]} for {sum}");
        }
    }

    [Test]
    public void Generic_code_finds_a_number()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Mean<Bf16>(1, 2, 6), Is.EqualTo(3));
            Assert.That(double.CreateChecked((Bf16)0.5f), Is.EqualTo(0.5));
            Assert.That(Half.CreateTruncating((Bf16)(-3f)), Is.EqualTo((Half)(-3f)));
            Assert.That(() => int.CreateChecked((Bf16)1e30f), Throws.TypeOf<OverflowException>());
            Assert.That(Rounded<Bf16>(1 + Math.ScaleB(1, -8) + Math.ScaleB(1, -40)).Bits, Is.EqualTo(0x3F81));
            Assert.That(Parsed<Bf16>("0.1").Bits, Is.EqualTo(0x3DCD));
            Assert.That(((Bf16)0.1f).ToString(), Is.EqualTo("0.100097656"));
            Assert.That((Bf16)float.NaN == (Bf16)float.NaN, Is.False);
            Assert.That(-(Bf16)0f == (Bf16)0f, Is.True);
            Assert.That((-(Bf16)0f).Bits, Is.EqualTo(0x8000));
        });
    }

    private static double Mean<T>(params double[] values)
        where T : INumber<T> =>
        double.CreateChecked(
            values.Aggregate(T.Zero, (sum, v) => sum + T.CreateChecked(v)) / T.CreateChecked(values.Length));

    private static T Rounded<T>(double value)
        where T : INumber<T> => T.CreateChecked(value);

    private static T Parsed<T>(string text)
        where T : INumber<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static void AreNearest<T>(T[] numbers, Func<T, Bf16> round, Func<T, double> exact)
    {
        foreach (T number in numbers)
        {
            double x = exact(number);
            Bf16 found = round(number);
            if (double.IsNaN(x)
                ? !float.IsNaN(found)
                : (double)(float)found != Nearest(x) || float.IsNegative(found) != double.IsNegative(x))
                Assert.Fail($"{x:R} became {found}, not {Nearest(x):R}");
        }
    }

    private static double Nearest(double x) =>
        NearestValue.Of(x, Magnitudes) is var near && Math.Abs(near) < Magnitudes[^1]
            ? near
            : Math.CopySign(double.PositiveInfinity, x);
}
