using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace HaiEnd.Mpi.Numerics;

/// <summary>A format to store and to send, of which each value is one of binary32. What generic code may ask of a
/// number is answered here: binary32 calculates, and its result is rounded. Each format has the truncating conversions
/// itself, as those of an interface are not inlined where kernels widen what they load.</summary>
/// <typeparam name="TSelf">the format</typeparam>
public interface INarrow<TSelf> : INumber<TSelf>
    where TSelf : unmanaged, INarrow<TSelf>
{
    /// <summary>Rounds to nearest, ties to even, once.</summary>
    static abstract explicit operator TSelf(double value);

    /// <summary>Exact.</summary>
    static abstract implicit operator float(TSelf value);

    static TSelf IAdditionOperators<TSelf, TSelf, TSelf>.operator +(TSelf left, TSelf right) =>
        (TSelf)((float)left + right);

    static TSelf ISubtractionOperators<TSelf, TSelf, TSelf>.operator -(TSelf left, TSelf right) =>
        (TSelf)((float)left - right);

    static TSelf IMultiplyOperators<TSelf, TSelf, TSelf>.operator *(TSelf left, TSelf right) =>
        (TSelf)((float)left * right);

    static TSelf IDivisionOperators<TSelf, TSelf, TSelf>.operator /(TSelf left, TSelf right) =>
        (TSelf)((float)left / right);

    static TSelf IModulusOperators<TSelf, TSelf, TSelf>.operator %(TSelf left, TSelf right) =>
        (TSelf)((float)left % right);

    static TSelf IUnaryNegationOperators<TSelf, TSelf>.operator -(TSelf value) => (TSelf)(-(float)value);

    static TSelf IUnaryPlusOperators<TSelf, TSelf>.operator +(TSelf value) => value;

    static TSelf IIncrementOperators<TSelf>.operator ++(TSelf value) => (TSelf)((float)value + 1);

    static TSelf IDecrementOperators<TSelf>.operator --(TSelf value) => (TSelf)((float)value - 1);

    static TSelf INumberBase<TSelf>.One => (TSelf)1.0;

    static TSelf INumberBase<TSelf>.Zero => default(TSelf);

    static int INumberBase<TSelf>.Radix => 2;

    static TSelf IAdditiveIdentity<TSelf, TSelf>.AdditiveIdentity => default(TSelf);

    static TSelf IMultiplicativeIdentity<TSelf, TSelf>.MultiplicativeIdentity => (TSelf)1.0;

    static TSelf INumberBase<TSelf>.Abs(TSelf value) => (TSelf)float.Abs(value);

    static bool INumberBase<TSelf>.IsCanonical(TSelf value) => true;

    static bool INumberBase<TSelf>.IsComplexNumber(TSelf value) => false;

    static bool INumberBase<TSelf>.IsEvenInteger(TSelf value) => float.IsEvenInteger(value);

    static bool INumberBase<TSelf>.IsFinite(TSelf value) => float.IsFinite(value);

    static bool INumberBase<TSelf>.IsImaginaryNumber(TSelf value) => false;

    static bool INumberBase<TSelf>.IsInfinity(TSelf value) => float.IsInfinity(value);

    static bool INumberBase<TSelf>.IsInteger(TSelf value) => float.IsInteger(value);

    static bool INumberBase<TSelf>.IsNaN(TSelf value) => float.IsNaN(value);

    static bool INumberBase<TSelf>.IsNegative(TSelf value) => float.IsNegative(value);

    static bool INumberBase<TSelf>.IsNegativeInfinity(TSelf value) => float.IsNegativeInfinity(value);

    static bool INumberBase<TSelf>.IsNormal(TSelf value) => float.IsNormal(value);

    static bool INumberBase<TSelf>.IsOddInteger(TSelf value) => float.IsOddInteger(value);

    static bool INumberBase<TSelf>.IsPositive(TSelf value) => float.IsPositive(value);

    static bool INumberBase<TSelf>.IsPositiveInfinity(TSelf value) => float.IsPositiveInfinity(value);

    static bool INumberBase<TSelf>.IsRealNumber(TSelf value) => float.IsRealNumber(value);

    static bool INumberBase<TSelf>.IsSubnormal(TSelf value) => float.IsSubnormal(value);

    static bool INumberBase<TSelf>.IsZero(TSelf value) => (float)value == 0;

    static TSelf INumberBase<TSelf>.MaxMagnitude(TSelf x, TSelf y) => (TSelf)float.MaxMagnitude(x, y);

    static TSelf INumberBase<TSelf>.MaxMagnitudeNumber(TSelf x, TSelf y) => (TSelf)float.MaxMagnitudeNumber(x, y);

    static TSelf INumberBase<TSelf>.MinMagnitude(TSelf x, TSelf y) => (TSelf)float.MinMagnitude(x, y);

    static TSelf INumberBase<TSelf>.MinMagnitudeNumber(TSelf x, TSelf y) => (TSelf)float.MinMagnitudeNumber(x, y);

    static TSelf INumberBase<TSelf>.Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) =>
        (TSelf)double.Parse(s, style, provider);

    static TSelf INumberBase<TSelf>.Parse(string s, NumberStyles style, IFormatProvider? provider) =>
        (TSelf)double.Parse(s, style, provider);

    static TSelf ISpanParsable<TSelf>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        (TSelf)double.Parse(s, provider);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => (TSelf)double.Parse(s, provider);

    static bool INumberBase<TSelf>.TryParse(
        ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out TSelf result) =>
        Taken(double.TryParse(s, style, provider, out double value), value, out result);

    static bool INumberBase<TSelf>.TryParse(
        [NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out TSelf result) =>
        Taken(double.TryParse(s, style, provider, out double value), value, out result);

    static bool ISpanParsable<TSelf>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TSelf result) =>
        Taken(double.TryParse(s, provider, out double value), value, out result);

    static bool IParsable<TSelf>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf result) =>
        Taken(double.TryParse(s, provider, out double value), value, out result);

    static bool INumberBase<TSelf>.TryConvertFromChecked<TOther>(TOther value, out TSelf result) =>
        Taken(true, double.CreateChecked(value), out result);

    static bool INumberBase<TSelf>.TryConvertFromSaturating<TOther>(TOther value, out TSelf result) =>
        Taken(true, double.CreateSaturating(value), out result);

    static bool INumberBase<TSelf>.TryConvertToChecked<TOther>(
        TSelf value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateChecked((float)value);
        return true;
    }

    static bool INumberBase<TSelf>.TryConvertToSaturating<TOther>(
        TSelf value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating((float)value);
        return true;
    }

    private static bool Taken(bool known, double value, out TSelf result)
    {
        result = (TSelf)value;
        return known;
    }
}
