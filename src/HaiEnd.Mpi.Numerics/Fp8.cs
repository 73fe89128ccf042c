using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace HaiEnd.Mpi.Numerics;

/// <summary>What sets one floating-point format of 8 bits apart from another.</summary>
public interface IFp8Format
{
    /// <summary>Bits of the significand that are stored.</summary>
    static abstract int FractionBits { get; }

    /// <summary>The exponent of the normal number with the smallest.</summary>
    static abstract int LowestExponent { get; }

    /// <summary>The greatest finite number, as in memory.</summary>
    static abstract byte Greatest { get; }

    /// <summary>Infinity, as in memory; 0 where there is none. What is greater is no number.</summary>
    static abstract byte Infinity { get; }
}

/// <summary>4 bits of exponent, 3 of significand: to 448, without infinities, one NaN of each sign.</summary>
public readonly struct E4M3 : IFp8Format
{
    /// <inheritdoc/>
    public static int FractionBits => 3;

    /// <inheritdoc/>
    public static int LowestExponent => -6;

    /// <inheritdoc/>
    public static byte Greatest => 0x7E;

    /// <inheritdoc/>
    public static byte Infinity => 0;
}

/// <summary>5 bits of exponent, 2 of significand: to 57344, with the infinities and NaN of IEEE 754.</summary>
public readonly struct E5M2 : IFp8Format
{
    /// <inheritdoc/>
    public static int FractionBits => 2;

    /// <inheritdoc/>
    public static int LowestExponent => -14;

    /// <inheritdoc/>
    public static byte Greatest => 0x7B;

    /// <inheritdoc/>
    public static byte Infinity => 0x7C;
}

/// <summary>A number of 8 bits. Rounding is to nearest, ties to even, and saturates: what lies beyond the greatest
/// number becomes it, infinity too, and NaN stays one, as by the only conversion that graphics processors have (NVIDIA,
/// PTX ISA, cvt.rn.satfinite). Subnormal numbers are kept. Source: OCP 8-bit Floating Point Specification (OFP8), rev.
/// 1.0, 2023; Micikevicius et al., arXiv 2209.05433.</summary>
/// <typeparam name="TFormat">which format</typeparam>
/// <param name="bits">as in memory</param>
public readonly struct Fp8<TFormat>(byte bits) : INarrow<Fp8<TFormat>>
    where TFormat : struct, IFp8Format
{
    private const byte Sign = 0x80, NotANumber = 0x7F;

    // Of all 256: to decode is to look up.
    private static readonly float[] Values = [.. Enumerable.Range(0, 256).Select(b => Decoded((byte)b))];

    private readonly byte _bits = bits;

    /// <summary>As in memory.</summary>
    public byte Bits => _bits;

    /// <inheritdoc/>
    public static explicit operator Fp8<TFormat>(double value)
    {
        byte sign = double.IsNegative(value) ? Sign : (byte)0;
        double magnitude = Math.Abs(value);
        if (double.IsNaN(value))
            return new((byte)(sign | NotANumber));
        if (magnitude >= Values[TFormat.Greatest])
            return new((byte)(sign | TFormat.Greatest));
        // In units of the last place, to scale to which is exact; those that are carried go into the exponent's bits.
        int exponent = Math.Max(Math.ILogB(magnitude), TFormat.LowestExponent);
        int units = (int)Math.Round(Math.ScaleB(magnitude, TFormat.FractionBits - exponent), MidpointRounding.ToEven);
        return new((byte)(sign | (((exponent - TFormat.LowestExponent) << TFormat.FractionBits) + units)));
    }

    /// <inheritdoc/>
    public static implicit operator float(Fp8<TFormat> value) => Values[value._bits];

    /// <inheritdoc/>
    public static bool operator ==(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left == right;

    /// <inheritdoc/>
    public static bool operator !=(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left != right;

    /// <inheritdoc/>
    public static bool operator <(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left < right;

    /// <inheritdoc/>
    public static bool operator >(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left > right;

    /// <inheritdoc/>
    public static bool operator <=(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left <= right;

    /// <inheritdoc/>
    public static bool operator >=(Fp8<TFormat> left, Fp8<TFormat> right) => (float)left >= right;

    /// <inheritdoc/>
    public bool Equals(Fp8<TFormat> other) => ((float)this).Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fp8<TFormat> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Fp8<TFormat> other) => ((float)this).CompareTo(other);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is null ? 1 : CompareTo((Fp8<TFormat>)obj);

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        ((float)this).ToString(format, formatProvider);

    bool ISpanFormattable.TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ((float)this).TryFormat(destination, out charsWritten, format, provider);

    static bool INumberBase<Fp8<TFormat>>.IsNormal(Fp8<TFormat> value) =>
        (value._bits & NotANumber) >> TFormat.FractionBits > 0 && float.IsFinite(value);

    static bool INumberBase<Fp8<TFormat>>.IsSubnormal(Fp8<TFormat> value) =>
        (value._bits & NotANumber) is > 0 and var magnitude && magnitude >> TFormat.FractionBits == 0;

    static bool INumberBase<Fp8<TFormat>>.TryConvertFromTruncating<TOther>(TOther value, out Fp8<TFormat> result)
    {
        result = (Fp8<TFormat>)double.CreateTruncating(value);
        return true;
    }

    static bool INumberBase<Fp8<TFormat>>.TryConvertToTruncating<TOther>(
        Fp8<TFormat> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating((float)value);
        return true;
    }

    private static float Decoded(byte bits)
    {
        int magnitude = bits & NotANumber;
        int exponent = magnitude >> TFormat.FractionBits, fraction = magnitude & ((1 << TFormat.FractionBits) - 1);
        float value = magnitude <= TFormat.Greatest
            ? MathF.ScaleB(
                exponent == 0 ? fraction : fraction + (1 << TFormat.FractionBits),
                Math.Max(exponent, 1) - 1 + TFormat.LowestExponent - TFormat.FractionBits)
            : magnitude == TFormat.Infinity ? float.PositiveInfinity : float.NaN;
        return MathF.CopySign(value, magnitude == bits ? 1 : -1);
    }
}
