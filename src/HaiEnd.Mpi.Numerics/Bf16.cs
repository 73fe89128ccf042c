using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace HaiEnd.Mpi.Numerics;

/// <summary>bfloat16, the upper half of an IEEE 754 binary32: 8 bits of significand, the range of binary32. A format to
/// store and to send: operations widen to binary32 and round their result to nearest, ties to even; subnormal numbers
/// are kept. Source: Intel, BFLOAT16 hardware numerics definition, white paper, 2018.</summary>
/// <param name="bits">as in memory</param>
public readonly partial struct Bf16(ushort bits) : INarrow<Bf16>
{
    private const int Half = 16;
    private const uint Tie = 0x8000, Quiet = 0x0040_0000;

    private readonly ushort _bits = bits;

    /// <summary>As in memory.</summary>
    public ushort Bits => _bits;

    /// <summary>Rounds to nearest, ties to even; a NaN stays one.</summary>
    public static explicit operator Bf16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((float.IsNaN(value) ? bits | Quiet : bits + (Tie - 1) + ((bits >> Half) & 1)) >> Half));
    }

    /// <summary>Rounds to nearest, ties to even, once.</summary>
    public static explicit operator Bf16(double value)
    {
        float near = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(near);
        // What became a tie by rounding to binary32 was none: it leans to the side of the number itself.
        if ((bits & 0xFFFF) == Tie && near != value)
            near = BitConverter.UInt32BitsToSingle(Math.Abs(value) > Math.Abs(near) ? bits + 1 : bits - 1);
        return (Bf16)near;
    }

    /// <summary>Exact.</summary>
    public static implicit operator float(Bf16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << Half);

    /// <inheritdoc/>
    public static Bf16 operator +(Bf16 left, Bf16 right) => (Bf16)((float)left + right);

    /// <inheritdoc/>
    public static Bf16 operator -(Bf16 left, Bf16 right) => (Bf16)((float)left - right);

    /// <inheritdoc/>
    public static Bf16 operator *(Bf16 left, Bf16 right) => (Bf16)((float)left * right);

    /// <inheritdoc/>
    public static Bf16 operator /(Bf16 left, Bf16 right) => (Bf16)((float)left / right);

    /// <inheritdoc/>
    public static Bf16 operator %(Bf16 left, Bf16 right) => (Bf16)((float)left % right);

    /// <inheritdoc/>
    public static Bf16 operator -(Bf16 value) => new((ushort)(value._bits ^ 0x8000));

    /// <inheritdoc/>
    public static Bf16 operator +(Bf16 value) => value;

    /// <inheritdoc/>
    public static Bf16 operator ++(Bf16 value) => (Bf16)((float)value + 1);

    /// <inheritdoc/>
    public static Bf16 operator --(Bf16 value) => (Bf16)((float)value - 1);

    /// <inheritdoc/>
    public static bool operator ==(Bf16 left, Bf16 right) => (float)left == right;

    /// <inheritdoc/>
    public static bool operator !=(Bf16 left, Bf16 right) => (float)left != right;

    /// <inheritdoc/>
    public static bool operator <(Bf16 left, Bf16 right) => (float)left < right;

    /// <inheritdoc/>
    public static bool operator >(Bf16 left, Bf16 right) => (float)left > right;

    /// <inheritdoc/>
    public static bool operator <=(Bf16 left, Bf16 right) => (float)left <= right;

    /// <inheritdoc/>
    public static bool operator >=(Bf16 left, Bf16 right) => (float)left >= right;

    /// <inheritdoc/>
    public bool Equals(Bf16 other) => ((float)this).Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bf16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Bf16 other) => ((float)this).CompareTo(other);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is null ? 1 : CompareTo((Bf16)obj);

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        ((float)this).ToString(format, formatProvider);

    bool ISpanFormattable.TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        ((float)this).TryFormat(destination, out charsWritten, format, provider);

    static bool INumberBase<Bf16>.TryConvertFromTruncating<TOther>(TOther value, out Bf16 result)
    {
        result = (Bf16)double.CreateTruncating(value);
        return true;
    }

    static bool INumberBase<Bf16>.TryConvertToTruncating<TOther>(
        Bf16 value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating((float)value);
        return true;
    }
}
