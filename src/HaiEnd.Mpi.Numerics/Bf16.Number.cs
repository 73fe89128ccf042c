using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace HaiEnd.Mpi.Numerics;

// What generic code may ask of a number: binary32 answers.
public readonly partial struct Bf16
{
    static Bf16 INumberBase<Bf16>.One => (Bf16)1f;

    static Bf16 INumberBase<Bf16>.Zero => default;

    static int INumberBase<Bf16>.Radix => 2;

    static Bf16 IAdditiveIdentity<Bf16, Bf16>.AdditiveIdentity => default;

    static Bf16 IMultiplicativeIdentity<Bf16, Bf16>.MultiplicativeIdentity => (Bf16)1f;

    static Bf16 INumberBase<Bf16>.Abs(Bf16 value) => new((ushort)(value._bits & 0x7FFF));

    static bool INumberBase<Bf16>.IsCanonical(Bf16 value) => true;

    static bool INumberBase<Bf16>.IsComplexNumber(Bf16 value) => false;

    static bool INumberBase<Bf16>.IsEvenInteger(Bf16 value) => float.IsEvenInteger(value);

    static bool INumberBase<Bf16>.IsFinite(Bf16 value) => float.IsFinite(value);

    static bool INumberBase<Bf16>.IsImaginaryNumber(Bf16 value) => false;

    static bool INumberBase<Bf16>.IsInfinity(Bf16 value) => float.IsInfinity(value);

    static bool INumberBase<Bf16>.IsInteger(Bf16 value) => float.IsInteger(value);

    static bool INumberBase<Bf16>.IsNaN(Bf16 value) => float.IsNaN(value);

    static bool INumberBase<Bf16>.IsNegative(Bf16 value) => float.IsNegative(value);

    static bool INumberBase<Bf16>.IsNegativeInfinity(Bf16 value) => float.IsNegativeInfinity(value);

    static bool INumberBase<Bf16>.IsNormal(Bf16 value) => float.IsNormal(value);

    static bool INumberBase<Bf16>.IsOddInteger(Bf16 value) => float.IsOddInteger(value);

    static bool INumberBase<Bf16>.IsPositive(Bf16 value) => float.IsPositive(value);

    static bool INumberBase<Bf16>.IsPositiveInfinity(Bf16 value) => float.IsPositiveInfinity(value);

    static bool INumberBase<Bf16>.IsRealNumber(Bf16 value) => float.IsRealNumber(value);

    static bool INumberBase<Bf16>.IsSubnormal(Bf16 value) => float.IsSubnormal(value);

    static bool INumberBase<Bf16>.IsZero(Bf16 value) => value == default;

    static Bf16 INumberBase<Bf16>.MaxMagnitude(Bf16 x, Bf16 y) => (Bf16)float.MaxMagnitude(x, y);

    static Bf16 INumberBase<Bf16>.MaxMagnitudeNumber(Bf16 x, Bf16 y) => (Bf16)float.MaxMagnitudeNumber(x, y);

    static Bf16 INumberBase<Bf16>.MinMagnitude(Bf16 x, Bf16 y) => (Bf16)float.MinMagnitude(x, y);

    static Bf16 INumberBase<Bf16>.MinMagnitudeNumber(Bf16 x, Bf16 y) => (Bf16)float.MinMagnitudeNumber(x, y);

    static Bf16 INumberBase<Bf16>.Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) =>
        (Bf16)double.Parse(s, style, provider);

    static Bf16 INumberBase<Bf16>.Parse(string s, NumberStyles style, IFormatProvider? provider) =>
        (Bf16)double.Parse(s, style, provider);

    static Bf16 ISpanParsable<Bf16>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        (Bf16)double.Parse(s, provider);

    static Bf16 IParsable<Bf16>.Parse(string s, IFormatProvider? provider) => (Bf16)double.Parse(s, provider);

    static bool INumberBase<Bf16>.TryParse(
        ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Bf16 result) =>
        Taken(double.TryParse(s, style, provider, out double value), value, out result);

    static bool INumberBase<Bf16>.TryParse(
        [NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Bf16 result) =>
        Taken(double.TryParse(s, style, provider, out double value), value, out result);

    static bool ISpanParsable<Bf16>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Bf16 result) =>
        Taken(double.TryParse(s, provider, out double value), value, out result);

    static bool IParsable<Bf16>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out Bf16 result) =>
        Taken(double.TryParse(s, provider, out double value), value, out result);

    bool ISpanFormattable.TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ((float)this).TryFormat(destination, out charsWritten, format, provider);

    static bool INumberBase<Bf16>.TryConvertFromChecked<TOther>(TOther value, out Bf16 result) =>
        Taken(true, double.CreateChecked(value), out result);

    static bool INumberBase<Bf16>.TryConvertFromSaturating<TOther>(TOther value, out Bf16 result) =>
        Taken(true, double.CreateSaturating(value), out result);

    static bool INumberBase<Bf16>.TryConvertFromTruncating<TOther>(TOther value, out Bf16 result) =>
        Taken(true, double.CreateTruncating(value), out result);

    static bool INumberBase<Bf16>.TryConvertToChecked<TOther>(
        Bf16 value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateChecked((float)value);
        return true;
    }

    static bool INumberBase<Bf16>.TryConvertToSaturating<TOther>(
        Bf16 value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating((float)value);
        return true;
    }

    static bool INumberBase<Bf16>.TryConvertToTruncating<TOther>(
        Bf16 value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating((float)value);
        return true;
    }

    private static bool Taken(bool known, double value, out Bf16 result)
    {
        result = (Bf16)value;
        return known;
    }
}
