using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HaiEnd.Mpi.Numerics;

/// <summary>A binary floating-point format of t significant bits, to which doubles are rounded; they stay doubles. Any
/// t &lt;= 51 and any range within that of fp64. Rounding each result of +, -, *, / or the root in fp64 once more to
/// t &lt;= 25 bits gives the bits of hardware of that format (Figueroa 1995: p >= 2 t + 2); of a fused multiply-add it
/// does not. Source of the method: adding and taking away a number whose last bit is the wanted one, as in CPFloat
/// (Fasi and Mikaitis, ACM TOMS 49, 2023).</summary>
public readonly record struct FloatFormat
{
    /// <summary>The most significant bits that can be asked for.</summary>
    public const int MostDigits = 51;

    private const ulong ExponentBits = 0x7FF0_0000_0000_0000;

    // Numbers from 2^960 on are scaled before the magic number is added, which would be infinite.
    private const ulong BigBits = (1023UL + 960) << 52;
    private const double Down = 1.0 / (1UL << 63) / (1UL << 63), Up = 1 / Down;

    private readonly double _magic, _largest;

    /// <summary>A format.</summary>
    /// <param name="digits">t, bits of the significand with the hidden one, 1 to 51</param>
    /// <param name="leastExponent">of the least normal number 2^emin, at least -1022</param>
    /// <param name="largest">the greatest finite number, of t bits</param>
    /// <param name="flushes">numbers below 2^emin become zero, as in units without subnormals</param>
    /// <param name="saturates">what is beyond the largest becomes it, instead of infinite</param>
    /// <exception cref="ArgumentOutOfRangeException">digits or exponents beyond those</exception>
    public FloatFormat(int digits, int leastExponent, double largest, bool flushes = false, bool saturates = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, MostDigits);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastExponent, -1022);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largest);
        Digits = digits;
        Least = Math.ScaleB(1, leastExponent);
        _largest = largest;
        Flushes = flushes;
        Saturates = saturates;
        _magic = 1.5 * Math.ScaleB(1, 53 - digits);
    }

    /// <summary>As IEEE 754 has it: e bits of exponent, the greatest of which is for infinity and NaN.</summary>
    /// <param name="digits">t, 1 to 51</param>
    /// <param name="exponentBits">e, 2 to 11</param>
    /// <exception cref="ArgumentOutOfRangeException">digits or exponents beyond those</exception>
    public static FloatFormat Ieee(int digits, int exponentBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exponentBits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponentBits, 11);
        int most = (1 << (exponentBits - 1)) - 1;
        return new(digits, 1 - most, Math.ScaleB(2 - Math.ScaleB(1, 1 - digits), most));
    }

    /// <summary>binary32.</summary>
    public static FloatFormat Fp32 => Ieee(24, 8);

    /// <summary>What matrix units make of binary32.</summary>
    public static FloatFormat Tf32 => Ieee(11, 8);

    /// <summary>binary16.</summary>
    public static FloatFormat Fp16 => Ieee(11, 5);

    /// <summary>bfloat16.</summary>
    public static FloatFormat Bf16 => Ieee(8, 8);

    /// <summary>FP8 E5M2, saturating as <see cref="Fp8{TFormat}"/>.</summary>
    public static FloatFormat E5M2 => Ieee(3, 5) with { Saturates = true };

    /// <summary>FP8 E4M3, saturating as <see cref="Fp8{TFormat}"/>: without infinity, so the greatest exponent has
    /// numbers, up to 448.</summary>
    public static FloatFormat E4M3 => new(4, -6, 448, saturates: true);

    /// <summary>t, bits of the significand with the hidden one.</summary>
    public int Digits { get; }

    /// <summary>The least normal number.</summary>
    public double Least { get; }

    /// <summary>The greatest finite number.</summary>
    public double Largest => _largest;

    /// <summary>Numbers below <see cref="Least"/> become zero.</summary>
    public bool Flushes { get; init; }

    /// <summary>What is beyond <see cref="Largest"/> becomes it.</summary>
    public bool Saturates { get; init; }

    /// <summary>u = 2^-t: half the distance from 1 to the next number.</summary>
    public double UnitRoundoff => Math.ScaleB(1, -Digits);

    /// <summary>The nearest number of the format; of two, the even one. NaN stays, and so does the sign of
    /// zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Nearest(double x)
    {
        double power = PowerOf(x);
        if (BitConverter.DoubleToUInt64Bits(power) >= BigBits)
            return NearestBig(x);
        double magic = Math.Max(power, Least) * _magic;
        return Bounded((x + magic) - magic, x);
    }

    /// <summary>One of the two neighbours of a number, the nearer the likelier, so that the mean is right: the one away
    /// from -infinity with the probability (x - lower) / (upper - lower). A number of the format stays.</summary>
    /// <param name="x">the number</param>
    /// <param name="random">uniform in [0, 1), see <see cref="Counter"/></param>
    public double Stochastic(double x, double random)
    {
        double power = PowerOf(x);
        if (double.IsPositiveInfinity(power))
            return Bounded(x, x);
        double quantum = Math.ScaleB(Math.Max(power, Least), 1 - Digits);
        double scaled = x / quantum, lower = Math.Floor(scaled);
        return Bounded((scaled - lower > random ? lower + 1 : lower) * quantum, x);
    }

    /// <summary><see cref="Nearest(double)"/> of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Nearest(Vector512<double> x)
    {
        Vector512<ulong> power = x.AsUInt64() & Vector512.Create(ExponentBits);
        if (Vector512.GreaterThanOrEqualAny(power, Vector512.Create(BigBits)))
            return EachBig(x);
        Vector512<double> magic = Vector512.Max(power.AsDouble(), Vector512.Create(Least)) * _magic;
        Vector512<double> rounded = (x + magic) - magic;
        Vector512<double> size = Vector512.Abs(rounded);
        if (Flushes)
            size &= Vector512.GreaterThanOrEqual(size, Vector512.Create(Least));
        size = Vector512.ConditionalSelect(
            Vector512.GreaterThan(size, Vector512.Create(_largest)), Vector512.Create(Beyond), size);
        return size | (x & Vector512.Create(-0.0));
    }

    /// <summary>Rounds an array; the target may be the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Nearest(double* from, double* to, nint length)
    {
        nint i = 0;
        for (; i <= length - Vector512<double>.Count; i += Vector512<double>.Count)
            Nearest(Vector512.Load(from + i)).Store(to + i);
        for (; i < length; i++)
            to[i] = Nearest(from[i]);
    }

    private double Beyond => Saturates ? _largest : double.PositiveInfinity;

    /// <summary>2 to the exponent of a number; 0 for zero and subnormals, infinity where it is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOf(double x) =>
        BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(x) & ExponentBits);

    private double NearestBig(double x)
    {
        double power = PowerOf(x);
        if (double.IsPositiveInfinity(power))
            return Bounded(x, x);
        double magic = power * Down * _magic, scaled = x * Down;
        return Bounded(((scaled + magic) - magic) * Up, x);
    }

    private Vector512<double> EachBig(Vector512<double> x)
    {
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            x = x.WithElement(lane, Nearest(x[lane]));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Bounded(double rounded, double x)
    {
        double size = Math.Abs(rounded);
        if (size > _largest)
            size = Beyond;
        else if (Flushes && size < Least)
            size = 0;
        return Math.CopySign(size, x);
    }
}
