using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>Arrays times powers of two, each rounded once at most.</summary>
internal static unsafe class PowersOfTwo
{
    /// <summary>2^exponent, of a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(int exponent) => BitConverter.Int64BitsToDouble((exponent + 1023L) << 52);

    /// <summary>The whole part of each number times a power of two. In two steps, as the power itself may be beyond
    /// fp64; what the first step makes subnormal has no whole part.</summary>
    /// <param name="values">the numbers</param>
    /// <param name="exponents">of the powers</param>
    /// <param name="step">elements between exponents: 0 where one is for all, else 1</param>
    /// <param name="length">how many numbers</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Truncate(double* values, int* exponents, int step, int length)
    {
        int i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector512<long> exponent = step == 0 ? Vector512.Create((long)exponents[0]) : Eight(exponents + i);
            Vector512<long> half = exponent >> 1;
            Vector512.Truncate(Vector512.Load(values + i) * Of(half) * Of(exponent - half)).Store(values + i);
        }

        for (; i < length; i++)
            values[i] = Math.Truncate(Math.ScaleB(values[i], exponents[i * step]));
    }

    /// <summary>to = values 2^(row + sign columns), or added to it.</summary>
    /// <param name="values">as many as the row has columns</param>
    /// <param name="row">exponent of the row</param>
    /// <param name="columns">those of the columns</param>
    /// <param name="sign">1 or -1</param>
    /// <param name="to">where they go</param>
    /// <param name="length">how many</param>
    /// <param name="accumulate">add to what is there</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(double* values, int row, int* columns, int sign, double* to, int length, bool accumulate)
    {
        Vector512<long> least = Vector512.Create(-1022L), most = Vector512.Create(1023L);
        int j = 0;
        for (; j <= length - 8; j += 8)
        {
            Vector512<long> exponent = Vector512.Create((long)row) + Eight(columns + j) * sign;
            if (Vector512.LessThanAny(exponent, least) || Vector512.GreaterThanAny(exponent, most))
            {
                ScaleEach(values, row, columns, sign, to, j, j + 8, accumulate);
                continue;
            }

            Vector512<double> scaled = Vector512.Load(values + j) * Of(exponent);
            (accumulate ? Vector512.Load(to + j) + scaled : scaled).Store(to + j);
        }

        ScaleEach(values, row, columns, sign, to, j, length, accumulate);
    }

    private static void ScaleEach(
        double* values, int row, int* columns, int sign, double* to, int first, int end, bool accumulate)
    {
        for (int j = first; j < end; j++)
        {
            double scaled = Math.ScaleB(values[j], row + sign * columns[j]);
            to[j] = accumulate ? to[j] + scaled : scaled;
        }
    }

    private static Vector512<double> Of(Vector512<long> exponent) =>
        ((exponent + Vector512.Create(1023L)) << 52).AsDouble();

    private static Vector512<long> Eight(int* from) =>
        Vector512.WidenLower(Vector256.Load(from).ToVector512());
}
