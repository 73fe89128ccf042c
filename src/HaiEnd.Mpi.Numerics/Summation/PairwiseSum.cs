using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

/// <summary>By halves of halves, in vectors: no number passes through more additions than the tree has levels.
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2.</summary>
public readonly unsafe struct PairwiseSum : ISummation
{
    /// <summary>The most numbers of a leaf, which is summed whole however few there are.</summary>
    public const int MostOfLeaf = LeafVectors * 8;

    private const int LeafVectors = 8, Levels = 60;

    /// <inheritdoc/>
    public static int Words => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* values, nint length, double* kept)
    {
        nint width = Vector<double>.Count, leaf = LeafVectors * width, full = length / leaf, count = full;
        double* levels = stackalloc double[Levels * Vector<double>.Count];
        double* rest = stackalloc double[MostOfLeaf];
        if (full * leaf < length)
        {
            count++;
            new Span<double>(rest, MostOfLeaf).Clear();
            new ReadOnlySpan<double>(values + full * leaf, (int)(length - full * leaf)).CopyTo(
                new(rest, MostOfLeaf));
        }

        // A leaf completes a pair on each level that is a trailing one of its number.
        for (nint i = 0; i < count; i++)
        {
            Vector<double> sum = Leaf(i < full ? values + i * leaf : rest);
            nint level = 0;
            for (nint pairs = i; (pairs & 1) != 0; pairs >>= 1)
                sum = Vector.Load(levels + level++ * width) + sum;
            sum.Store(levels + level * width);
        }

        Vector<double> total = Vector<double>.Zero;
        for (int level = 0; count >> level != 0; level++)
            if ((count >> level & 1) != 0)
                total = Vector.Load(levels + level * width) + total;
        *kept += OfLanes(total);
    }

    /// <inheritdoc/>
    public static void Merge(double* from, double* into) => *into += *from;

    /// <inheritdoc/>
    public static double Value(double* kept) => *kept;

    /// <inheritdoc/>
    public static double Bound(SumTerms terms) => ErrorBounds.PairwiseSum(terms);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Leaf(double* from)
    {
        nint w = Vector<double>.Count;
        return ((Vector.Load(from) + Vector.Load(from + w)) + (Vector.Load(from + 2 * w) + Vector.Load(from + 3 * w)))
            + ((Vector.Load(from + 4 * w) + Vector.Load(from + 5 * w))
                + (Vector.Load(from + 6 * w) + Vector.Load(from + 7 * w)));
    }

    private static double OfLanes(Vector<double> lanes)
    {
        double* sums = stackalloc double[Vector<double>.Count];
        lanes.Store(sums);
        for (int half = Vector<double>.Count / 2; half > 0; half /= 2)
            for (int lane = 0; lane < half; lane++)
                sums[lane] += sums[lane + half];
        return *sums;
    }
}
