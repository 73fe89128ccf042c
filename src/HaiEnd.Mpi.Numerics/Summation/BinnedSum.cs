using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

/// <summary>One answer for any order and any cut, in one pass and one reduction. The range of exponents is cut into
/// bins of <see cref="BinBits"/> bits at places that no number moves; each number is cut at their borders, and what
/// falls into the <see cref="Folds"/> highest bins that are in use is added up without rounding. A greater number
/// raises the bins, and the lowest are let go. What is infinite or no number makes the sum no number. Source: Ahrens,
/// Demmel and Nguyen, ACM Trans. Math. Softw. 46, 2020 (ReproBLAS), of which the bins and the bound are; ours cuts with
/// a constant, so that ties do not look at the sum, and carries between bins in whole numbers.</summary>
public readonly unsafe struct BinnedSum : ISummation
{
    /// <summary>W, bits of a bin.</summary>
    public const int BinBits = 40;

    /// <summary>K, bins that are kept.</summary>
    public const int Folds = 3;

    /// <summary>Numbers all below 2^this count as if one of this size were among them: bins end there.</summary>
    public const int LeastExponent = FixedPointSum.LeastExponent;

    // Bin t has units of 2^(40 t) and takes what is below 2^(40 t + 39), half a unit of bin t + 1, where it is nothing.
    private const int LeastBin = LeastExponent / BinBits, MostBin = 1024 / BinBits;

    // Numbers of a block, which stays in the first cache: its greatest is found, then it is cut. 2^10 parts of 2^39
    // units join 2^49 units of before, all below 2^53.
    private const int Block = 1024;

    // What a bin has beyond this, it counts beside.
    private const int CarryBits = 50;

    private const double BinScale = 1L << BinBits, Unscale = 1 / BinScale, CarryScale = 1L << CarryBits;

    // Added to a number below 2^51, it rounds it to a whole one.
    private const double Magic = 1.5 * (1L << 52);

    /// <summary>The number of the highest bin above the least, the bins from the highest, their carries.</summary>
    public static int Words => 1 + 2 * Folds;

    /// <inheritdoc/>
    public static void Add(double* values, nint length, double* kept)
    {
        for (nint i = 0; i < length; i += Block)
        {
            nint block = Math.Min(Block, length - i);
            if (FixedPointSum.Exponent(FixedPointSum.Greatest(values + i, block)) is not { } exponent)
            {
                Raise(kept, MostBin - LeastBin);
                kept[1] = double.NaN;
                return;
            }

            Raise(kept, (exponent - LeastExponent) / BinBits);
            Deposit(values + i, block, kept);
            Renormalise(kept);
        }
    }

    /// <inheritdoc/>
    public static void Merge(double* from, double* into)
    {
        Raise(into, (int)from[0]);
        int lower = (int)(into[0] - from[0]);
        for (int k = lower; k < Folds; k++)
        {
            into[1 + k] += from[1 + k - lower];
            into[1 + Folds + k] += from[1 + Folds + k - lower];
        }

        Renormalise(into);
    }

    /// <inheritdoc/>
    public static double Value(double* kept)
    {
        if (double.IsNaN(kept[1]))
            return double.NaN;
        const long Half = 1L << (BinBits - 1);
        double sum = 0;
        Int128 carry = 0;
        for (int k = Folds; k > 0; k--)
        {
            Int128 whole = (Int128)kept[k] + ((Int128)kept[k + Folds] << CarryBits) + carry;
            carry = (whole + Half) >> BinBits;
            sum = sum * Unscale + (double)(whole - (carry << BinBits));
        }

        return Math.ScaleB(sum * Unscale + (double)carry, ((int)kept[0] + LeastBin + 1) * BinBits);
    }

    /// <inheritdoc/>
    public static double Bound(SumTerms terms) => ErrorBounds.BinnedSum(terms);

    /// <summary>Lets go of low bins until the highest is this one.</summary>
    private static void Raise(double* kept, int highest)
    {
        int up = highest - (int)kept[0];
        if (up <= 0)
            return;
        kept[0] = highest;
        for (int k = Folds - 1; k >= 0; k--)
        {
            kept[1 + k] = k >= up ? kept[1 + k - up] : 0;
            kept[1 + Folds + k] = k >= up ? kept[1 + Folds + k - up] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deposit(double* values, nint length, double* kept)
    {
        double scale = Math.ScaleB(1, -((int)kept[0] + LeastBin) * BinBits);
        Vector<double> high = default, middle = default, low = default, magic = new(Magic);
        nint i = 0;
        for (; i <= length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> rest = Vector.Load(values + i) * scale;
            Vector<double> whole = rest + magic - magic;
            high += whole;
            rest = (rest - whole) * BinScale;
            whole = rest + magic - magic;
            middle += whole;
            rest = (rest - whole) * BinScale;
            low += rest + magic - magic;
        }

        kept[1] += Vector.Sum(high);
        kept[2] += Vector.Sum(middle);
        kept[3] += Vector.Sum(low);
        for (; i < length; i++)
        {
            double rest = values[i] * scale;
            for (int k = 1; k <= Folds; k++)
            {
                double whole = Math.Round(rest);
                kept[k] += whole;
                rest = (rest - whole) * BinScale;
            }
        }
    }

    private static void Renormalise(double* kept)
    {
        for (int k = 1; k <= Folds; k++)
        {
            double carry = Math.Round(kept[k] / CarryScale);
            kept[k] -= carry * CarryScale;
            kept[k + Folds] += carry;
        }
    }
}
