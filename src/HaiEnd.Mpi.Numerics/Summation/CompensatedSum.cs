using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

/// <summary>What each addition rounds off is found and summed beside: two words. Source: TwoSum (Knuth), and Sum2 of
/// Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005, section 4.</summary>
public readonly unsafe struct CompensatedSum : ISummation
{
    /// <inheritdoc/>
    public static int Words => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* values, nint length, double* kept)
    {
        nint width = Vector<double>.Count, i = 0;
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector<double> l0 = default, l1 = default, l2 = default, l3 = default;
        // Four sums hide the latency of an addition.
        for (; i <= length - 4 * width; i += 4 * width)
        {
            Add(Vector.Load(values + i), ref s0, ref l0);
            Add(Vector.Load(values + i + width), ref s1, ref l1);
            Add(Vector.Load(values + i + 2 * width), ref s2, ref l2);
            Add(Vector.Load(values + i + 3 * width), ref s3, ref l3);
        }

        l0 += l1 + (l2 + l3);
        Add(s1, ref s0, ref l0);
        Add(s2, ref s0, ref l0);
        Add(s3, ref s0, ref l0);
        (double sum, double lost) = (kept[0], kept[1]);
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            lost += l0[lane];
            Add(s0[lane], ref sum, ref lost);
        }

        for (; i < length; i++)
            Add(values[i], ref sum, ref lost);
        (kept[0], kept[1]) = (sum, lost);
    }

    /// <inheritdoc/>
    public static void Merge(double* from, double* into)
    {
        into[1] += from[1];
        Add(from[0], ref into[0], ref into[1]);
    }

    /// <inheritdoc/>
    public static double Value(double* kept) => kept[0] + kept[1];

    /// <inheritdoc/>
    public static double Bound(SumTerms terms) => ErrorBounds.CompensatedSum(terms);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<double> x, ref Vector<double> sum, ref Vector<double> lost)
    {
        Vector<double> next = sum + x, part = next - sum;
        lost += (sum - (next - part)) + (x - part);
        sum = next;
    }

    private static void Add(double x, ref double sum, ref double lost)
    {
        double next = sum + x, part = next - sum;
        lost += (sum - (next - part)) + (x - part);
        sum = next;
    }
}
