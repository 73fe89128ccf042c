using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>The moduli of scheme II and what puts a number together from its residues: the first N of 20 numbers up to
/// 256 that have no factor in common, with the product P. Residues are those nearest to zero, so they fit in 8 bits.
/// </summary>
public sealed unsafe class Moduli
{
    /// <summary>With fewer no number has room.</summary>
    public const int Least = 2;

    /// <summary>The most that there are.</summary>
    public const int Most = 20;

    private static readonly int[] All =
        [256, 255, 253, 251, 247, 241, 239, 233, 229, 227, 223, 217, 211, 199, 197, 193, 191, 181, 179, 173];

    /// <summary>Bits of a part of a number below P. With 7 of a residue and 5 of how many there are, sums of parts are
    /// exact in fp64.</summary>
    private const int PartBits = 40;

    // Leaves the quotient of a number by P, which is rounded, away from the middle between two.
    private const double Margin = 1e-6;

    // Part w of M_t (M_t^-1 mod p_t) mod P, and of P, whole numbers below 2^PartBits.
    private readonly double[] _weights;
    private readonly double[] _whole;
    private readonly double[] _scales;
    private readonly double _inverse;

    /// <summary>The first of them.</summary>
    /// <param name="count">N, 2 to 20</param>
    /// <exception cref="ArgumentOutOfRangeException">another number</exception>
    public Moduli(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        Count = count;
        BigInteger product = All.Take(count).Aggregate(BigInteger.One, (p, q) => p * q);
        Bits = (BigInteger.Log(product - 1, 2) - 1) / 2 - Margin;
        Parts = Math.Max(2, ((int)product.GetBitLength() + PartBits - 1) / PartBits);
        _inverse = 1 / (double)product;
        _scales = [.. Enumerable.Range(0, Parts).Select(w => Math.ScaleB(1, w * PartBits))];
        _whole = PartsOf(product);
        _weights = [.. All.Take(count).SelectMany(p =>
            PartsOf(product / p * BigInteger.ModPow(product / p % p, Totient(p) - 1, p)))];
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>log2 of the root of (P - 1) / 2: bits of each factor, with what a sum of products grows by.</summary>
    public double Bits { get; }

    /// <summary>Doubles that a number below P is summed in.</summary>
    public int Parts { get; }

    /// <summary>Residues of whole numbers.</summary>
    /// <param name="index">of the modulus</param>
    /// <param name="values">whole numbers below 2^80 in magnitude</param>
    /// <param name="to">gets as many residues</param>
    /// <param name="length">how many, whole multiples of 64 are fast</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce(int index, double* values, sbyte* to, int length)
    {
        double modulus = All[index], inverse = 1 / modulus;
        int i = 0;
        for (; i <= length - Vector512<sbyte>.Count; i += Vector512<sbyte>.Count)
            Vector512.Narrow(Shorts(values + i), Shorts(values + i + 32)).Store(to + i);
        for (; i < length; i++)
            to[i] = unchecked((sbyte)(int)Rest(Rest(values[i])));

        Vector512<short> Shorts(double* from) => Vector512.Narrow(Ints(from), Ints(from + 16));

        Vector512<int> Ints(double* from) => Vector512.Narrow(Longs(from), Longs(from + 8));

        Vector512<long> Longs(double* from) =>
            Vector512.ConvertToInt64Native(Rests(Rests(Vector512.Load(from), modulus, inverse), modulus, inverse));

        double Rest(double x) => Math.FusedMultiplyAdd(-modulus, Math.Round(x * inverse), x);
    }

    /// <summary>Adds sums of products of residues to residues.</summary>
    /// <param name="index">of the modulus</param>
    /// <param name="sums">whole numbers</param>
    /// <param name="residues">what they are added to; as many</param>
    /// <param name="length">how many</param>
    /// <param name="accumulate">false: they are what there is</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(int index, int* sums, sbyte* residues, nint length, bool accumulate)
    {
        int modulus = All[index];
        float inverse = 1f / modulus;
        nint i = 0;
        for (; i <= length - Vector512<sbyte>.Count; i += Vector512<sbyte>.Count)
        {
            Vector512<short> low = Shorts(sums + i), high = Shorts(sums + i + 32);
            if (accumulate)
            {
                (Vector512<short> oldLow, Vector512<short> oldHigh) = Vector512.Widen(Vector512.Load(residues + i));
                (low, high) = (Within(low + oldLow), Within(high + oldHigh));
            }

            Vector512.Narrow(low, high).Store(residues + i);
        }

        for (; i < length; i++)
        {
            long sum = (long)sums[i] + (accumulate ? residues[i] : 0), rest = sum % modulus;
            rest += rest < -(modulus / 2) ? modulus : rest > (modulus - 1) / 2 ? -modulus : 0;
            residues[i] = (sbyte)rest;
        }

        Vector512<short> Shorts(int* from) => Vector512.Narrow(Rest(Rest(Vector512.Load(from))),
            Rest(Rest(Vector512.Load(from + 16))));

        // Twice: a quotient is off by one in the last bits of fp32, and the second one is small.
        Vector512<int> Rest(Vector512<int> x) => x - modulus * Vector512.ConvertToInt32Native(
            Vector512.Round(Vector512.ConvertToSingle(x) * inverse));

        Vector512<short> Within(Vector512<short> x)
        {
            var p = Vector512.Create((short)modulus);
            x -= p & Vector512.GreaterThan(x, Vector512.Create((short)((modulus - 1) / 2)));
            return x + (p & Vector512.LessThan(x, Vector512.Create((short)-(modulus / 2))));
        }
    }

    /// <summary>The numbers whose residues these are, from -P/2 to P/2, rounded to fp64: the sum of residue times
    /// weight, in parts that are exact, less the multiple of P in it.</summary>
    /// <param name="residues">those of the first modulus</param>
    /// <param name="plane">elements from those of a modulus to those of the next</param>
    /// <param name="to">gets the numbers</param>
    /// <param name="length">how many</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Combine(sbyte* residues, nint plane, double* to, nint length)
    {
        nint i = 0;
        for (; i <= length - 8; i += 8)
            Eight(residues + i, plane).Store(to + i);
        if (i == length)
            return;
        sbyte* last = stackalloc sbyte[8 * Most];
        double* numbers = stackalloc double[8];
        for (int t = 0; t < Count; t++)
            for (nint j = 0; j < 8; j++)
                last[t * 8 + j] = i + j < length ? residues[t * plane + i + j] : (sbyte)0;
        Eight(last, 8).Store(numbers);
        for (nint j = i; j < length; j++)
            to[j] = numbers[j - i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Eight(sbyte* residues, nint plane)
    {
        Vector512<double> s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
        fixed (double* weights = _weights)
            for (int t = 0; t < Count; t++)
            {
                Vector512<double> residue = Wide(residues + t * plane);
                double* weight = weights + t * Parts;
                s0 = Vector512.FusedMultiplyAdd(residue, Vector512.Create(weight[0]), s0);
                s1 = Vector512.FusedMultiplyAdd(residue, Vector512.Create(weight[1]), s1);
                if (Parts > 2)
                    s2 = Vector512.FusedMultiplyAdd(residue, Vector512.Create(weight[2]), s2);
                if (Parts > 3)
                    s3 = Vector512.FusedMultiplyAdd(residue, Vector512.Create(weight[3]), s3);
            }

        return Parts switch
        {
            2 => Sum(s1, s0, Vector512<double>.Zero, Vector512<double>.Zero, 1),
            3 => Sum(s2, s1, s0, Vector512<double>.Zero, 2),
            _ => Sum(s3, s2, s1, s0, 3),
        };
    }

    /// <summary>The sum of the parts less the nearest multiple of P, the greatest part first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Sum(
        Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, int first)
    {
        Vector512<double> quotient = Vector512.Round((a * _scales[first] + b * _scales[first - 1]) * _inverse);
        a = Less(a, quotient, first);
        b = Less(b, quotient, first - 1);
        c = first > 1 ? Less(c, quotient, first - 2) : c;
        d = first > 2 ? Less(d, quotient, first - 3) : d;
        (Vector512<double> sum, Vector512<double> rest) = TwoSum(a, b);
        (sum, Vector512<double> next) = TwoSum(sum, c);
        rest += next;
        (sum, next) = TwoSum(sum, d);
        return sum + (rest + next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Less(Vector512<double> part, Vector512<double> quotient, int w) =>
        Vector512.FusedMultiplyAdd(-quotient, Vector512.Create(_whole[w]), part) * _scales[w];

    private static (Vector512<double> Sum, Vector512<double> Lost) TwoSum(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> sum = a + b, part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Wide(sbyte* from)
    {
        Vector128<short> shorts = Vector128.WidenLower(Vector128.CreateScalar(*(long*)from).AsSByte());
        (Vector128<int> low, Vector128<int> high) = Vector128.Widen(shorts);
        return Vector512.ConvertToDouble(Vector512.WidenLower(Vector256.Create(low, high).ToVector512()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Rests(Vector512<double> x, double modulus, double inverse) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(-modulus), Vector512.Round(x * inverse), x);

    private double[] PartsOf(BigInteger number)
    {
        var parts = new double[Parts];
        for (int w = 0; w < Parts; w++)
            parts[w] = (double)(number >> (w * PartBits) & ((BigInteger.One << PartBits) - 1));
        return parts;
    }

    /// <summary>How many numbers below this one have no factor in common with it: a^(totient - 1) is the inverse of
    /// a (Euler).</summary>
    private static int Totient(int p) =>
        Enumerable.Range(1, p).Count(a => BigInteger.GreatestCommonDivisor(a, p).IsOne);
}
