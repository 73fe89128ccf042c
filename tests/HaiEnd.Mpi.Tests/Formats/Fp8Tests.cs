using System.Numerics;
using HaiEnd.Mpi.Numerics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Formats;

/// <summary>Formats of 8 bits against a search among all their values, and the tables of their specification.</summary>
/// <typeparam name="TFormat">which</typeparam>
/// <param name="fractionBits">of the significand</param>
/// <param name="bias">of the exponent</param>
/// <param name="finite">how many numbers are not negative and finite</param>
[TestFixture(typeof(E4M3), 3, 7, 0x7F)]
[TestFixture(typeof(E5M2), 2, 15, 0x7C)]
public sealed class Fp8Tests<TFormat>(int fractionBits, int bias, int finite)
    where TFormat : struct, IFp8Format
{
    /// <summary>All numbers from zero on: (1 + fraction) 2^(exponent - bias), subnormal ones without the 1.</summary>
    private readonly double[] _magnitudes =
    [
        .. Enumerable.Range(0, finite).Select(b => (exponent: b >> fractionBits, fraction: b % (1 << fractionBits)))
            .Select(b => ((b.exponent == 0 ? 0 : 1) + b.fraction * Math.Pow(2, -fractionBits))
                * Math.Pow(2, Math.Max(b.exponent, 1) - bias)),
    ];

    [Test]
    public void Each_bit_pattern_has_the_value_of_the_format_and_becomes_itself_again()
    {
        for (int bits = 0; bits < 0x100; bits++)
        {
            var number = new Fp8<TFormat>((byte)bits);
            int magnitude = bits & 0x7F;
            double sign = bits < 0x80 ? 1 : -1;
            double value = magnitude < finite ? _magnitudes[magnitude]
                : typeof(TFormat) == typeof(E5M2) && magnitude == 0x7C ? double.PositiveInfinity : double.NaN;
            Assert.That((double)(float)number, Is.EqualTo(sign * value), $"{bits:X2}");
            Assert.That(float.IsNegative(number), Is.EqualTo(bits >= 0x80), $"{bits:X2}");
            if (double.IsFinite(value))
                Assert.That(((Fp8<TFormat>)(sign * value)).Bits, Is.EqualTo(bits));
        }
    }

    [Test]
    public void Each_fp16_becomes_the_nearest() =>
        AreNearest(Enumerable.Range(0, 0x10000).Select(b => (double)BitConverter.UInt16BitsToHalf((ushort)b)));

    [Test]
    public void Millions_of_fp32_become_the_nearest()
    {
        uint[] low = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF];
        AreNearest(
            from high in Enumerable.Range(0, 0x10000)
            from bits in low
            select (double)BitConverter.UInt32BitsToSingle(((uint)high << 16) | bits));
        AreNearest(Enumerable.Range(0, 2_000_000).Select(i =>
            (double)BitConverter.UInt32BitsToSingle((uint)Counter.Bits(8, (ulong)i))));
        // Where the format has its numbers.
        AreNearest(Enumerable.Range(0, 1_000_000).Select(i =>
            (double)(float)(Counter.Uniform(9, (ulong)i) * _magnitudes[i % finite] * 4)));
    }

    /// <summary>Next to a tie: over fp32 or fp16 it would become one, and be rounded twice.</summary>
    [Test]
    public void A_double_is_rounded_once()
    {
        double[] ties = [.. _magnitudes.Zip(_magnitudes.Skip(1), (a, b) => (a + b) / 2)];
        AreNearest(ties.SelectMany(t => new[]
        {
            t, Math.BitIncrement(t), Math.BitDecrement(t), t * (1 + Math.ScaleB(1, -40)), t * (1 - Math.ScaleB(1, -13)),
        }).SelectMany(x => new[] { x, -x }));
        AreNearest([5e-324, -5e-324, double.MaxValue, double.MinValue]);
    }

    [Test]
    public void What_is_too_great_becomes_the_greatest_and_NaN_stays()
    {
        double greatest = _magnitudes[^1];
        foreach (double x in (double[])[greatest * 1.01, greatest * 2, 1e300, double.PositiveInfinity])
            Assert.That(((Fp8<TFormat>)x, (Fp8<TFormat>)(-x)), Is.EqualTo(
                (new Fp8<TFormat>((byte)(finite - 1)), new Fp8<TFormat>((byte)(finite - 1 | 0x80)))));
        Assert.That((float)(Fp8<TFormat>)double.NaN, Is.NaN);
        Assert.That((float)new Fp8<TFormat>(0x7F), Is.NaN);
    }

    [Test]
    public void Unit_roundoff_and_size_are_those_of_the_format()
    {
        ElementKind kind = typeof(TFormat) == typeof(E4M3) ? ElementKind.Fp8E4M3 : ElementKind.Fp8E5M2;
        Assert.That(kind.UnitRoundoff(), Is.EqualTo(Math.Pow(2, -fractionBits - 1)));
        Assert.That(kind.Bytes(), Is.EqualTo(1));
        double limit = kind.WholeLimit();
        for (int i = 0; i <= limit; i++)
            Assert.That((float)(Fp8<TFormat>)(double)i, Is.EqualTo(i));
        Assert.That((float)(Fp8<TFormat>)(limit + 1), Is.Not.EqualTo(limit + 1));
    }

    [Test]
    public void Generic_code_finds_a_number()
    {
        Assert.Multiple(() =>
        {
            Assert.That((float)Sum(new Fp8<TFormat>[3], 2), Is.EqualTo(6));
            Assert.That((float)Sum(new Fp8<TFormat>[1], 1e9), Is.EqualTo(_magnitudes[^1]));
            Assert.That(IsSubnormal(new Fp8<TFormat>(1)), Is.True);
            Assert.That(IsSubnormal(new Fp8<TFormat>(0)), Is.False);
            Assert.That(IsSubnormal(new Fp8<TFormat>((byte)(0x80 | 1 << fractionBits))), Is.False);
            Assert.That((-(float)default(Fp8<TFormat>)).ToString(), Is.EqualTo("-0"));
            Assert.That(((Fp8<TFormat>)0.3).ToString(), Is.EqualTo("0.3125"));
        });
    }

    private static T Sum<T>(T[] values, double each)
        where T : INumber<T> => values.Aggregate(T.Zero, (sum, _) => sum + T.CreateTruncating(each));

    private static bool IsSubnormal<T>(T value)
        where T : INumber<T> => T.IsSubnormal(value) && !T.IsNormal(value);

    private void AreNearest(IEnumerable<double> numbers)
    {
        foreach (double x in numbers)
        {
            var found = (Fp8<TFormat>)x;
            if (double.IsNaN(x) ? !float.IsNaN(found)
                : NearestValue.Of(x, _magnitudes) != found || float.IsNegative(found) != double.IsNegative(x))
                Assert.Fail($"{x:R} became {found}, not {NearestValue.Of(x, _magnitudes):R}");
        }
    }
}
