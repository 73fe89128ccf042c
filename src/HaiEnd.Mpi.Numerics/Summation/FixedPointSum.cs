using System.Numerics;
using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Numerics;

/// <summary>Sums whose bits depend neither on the order nor on how many share the work. Numbers are cut into words of
/// <see cref="WordBits"/> bits below one power of two 2^E that none of them reaches; whole numbers of 64 bits add up
/// exactly, and only what is below the last word is lost: p numbers in K words err by p 2^(E - 42 K - 1) at most, and
/// by the rounding of the result. Source: the idea of a common grid is Demmel and Nguyen's, IEEE Trans. Computers 64,
/// 2015, section 3; with a grid that all share, one MAX and one SUM of whole numbers do.</summary>
public static unsafe class FixedPointSum
{
    /// <summary>Bits of a word. Those above it, but the sign, take the carries of <see cref="MaxTerms"/>
    /// words.</summary>
    public const int WordBits = 42;

    /// <summary>How many numbers may be summed.</summary>
    public const int MaxTerms = 1 << 20;

    /// <summary>2^E of smaller numbers would need a scale beyond the range of fp64.</summary>
    internal const int LeastExponent = -800;

    private const double WordScale = 1L << WordBits, Unscale = 1 / WordScale;

    // Added to a number below 2^51, it rounds it to a whole one, which its low bits then are.
    private const double Magic = 1.5 * (1L << 52);

    /// <summary>The bits of the greatest magnitude: they sort like magnitudes, infinity and NaN above all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Greatest(double* values, nint length)
    {
        nint i = 0;
        Vector<long> most = Vector<long>.Zero;
        for (; i <= length - Vector<long>.Count; i += Vector<long>.Count)
            most = Vector.Max(most, Vector.Load((long*)values + i) & Vector.Create(long.MaxValue));
        long greatest = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++)
            greatest = Math.Max(greatest, most[lane]);
        for (; i < length; i++)
            greatest = Math.Max(greatest, ((long*)values)[i] & long.MaxValue);
        return greatest;
    }

    /// <summary>E, for numbers of which <see cref="Greatest"/> told the bits.</summary>
    /// <returns>null where one of them is infinite or no number</returns>
    public static int? Exponent(long greatest)
    {
        int biased = (int)(greatest >> 52);
        return biased == 0x7FF ? null : Math.Max(LeastExponent, biased - 1022);
    }

    /// <summary>Cuts numbers into words.</summary>
    /// <param name="values">all below 2^exponent</param>
    /// <param name="length">how many</param>
    /// <param name="exponent">E</param>
    /// <param name="words">the first word of each</param>
    /// <param name="count">K, 1 to 3</param>
    /// <param name="stride">from a word of a number to its next</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split(double* values, nint length, int exponent, long* words, int count, nint stride)
    {
        double scale = Math.ScaleB(1, WordBits - exponent);
        nint i = 0;
        for (; i <= length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> rest = Vector.Load(values + i) * scale;
            for (int k = 0; k < count; k++)
            {
                Vector<double> shifted = rest + Vector.Create(Magic);
                long* to = words + k * stride + i;
                (Vector.AsVectorInt64(shifted) - Vector.Create(BitConverter.DoubleToInt64Bits(Magic))).Store(to);
                rest = (rest - (shifted - Vector.Create(Magic))) * WordScale;
            }
        }

        for (; i < length; i++)
        {
            double rest = values[i] * scale;
            for (int k = 0; k < count; k++)
            {
                double whole = Math.Round(rest);
                words[k * stride + i] = (long)whole;
                rest = (rest - whole) * WordScale;
            }
        }
    }

    /// <summary>Adds numbers up in words. Carries are moved up, so that each word but the head is at most 2^41 and
    /// <see cref="MaxTerms"/> places may sum theirs.</summary>
    /// <param name="values">all below 2^exponent</param>
    /// <param name="length">how many</param>
    /// <param name="exponent">E</param>
    /// <param name="words">a head, which takes the carries of the first word, and K words</param>
    /// <param name="count">K, 1 to 3</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* values, nint length, int exponent, long* words, int count)
    {
        const int Block = 512;
        long* cut = stackalloc long[3 * Block];
        for (nint i = 0, added = 0; i < length; i += Block)
        {
            nint block = Math.Min(Block, length - i);
            Split(values + i, block, exponent, cut, count, Block);
            for (int k = 0; k < count; k++)
                words[k + 1] += TotalOf(cut + k * Block, block);
            added += block;
            if (added < MaxTerms / 2 && i + block < length)
                continue;
            for (int k = count; k > 0; k--)
                Carry(words + k, 1);
            added = 0;
        }
    }

    /// <summary>The sum of what <see cref="Add"/> left, summed over places.</summary>
    public static double Total(long* words, int count, int exponent)
    {
        double sum;
        Fold(words, count + 1, 1, WordBits, &sum, 1);
        return Math.ScaleB(sum, exponent);
    }

    /// <summary>Puts summed words together, the least first, so that no bit of a later one is lost.</summary>
    /// <param name="words">as <see cref="Split"/> left them, summed; their carries are moved on</param>
    /// <param name="count">K</param>
    /// <param name="stride">from a word of a number to its next</param>
    /// <param name="exponent">E</param>
    /// <param name="sums">gets the results</param>
    /// <param name="length">how many</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(long* words, int count, nint stride, int exponent, double* sums, nint length)
    {
        double scale = Math.ScaleB(1, exponent - WordBits);
        for (nint i = 0; i < length; i++)
        {
            double sum = 0;
            for (int k = count - 1; k >= 0; k--)
            {
                long* word = words + k * stride + i;
                if (k > 0)
                    Carry(word, stride);
                sum = sum * Unscale + *word;
            }

            sums[i] = sum * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(long* word, nint stride)
    {
        long carry = (*word + (1L << (WordBits - 1))) >> WordBits;
        *(word - stride) += carry;
        *word -= carry << WordBits;
    }

    private static long TotalOf(long* words, nint length)
    {
        nint i = 0;
        Vector<long> sums = Vector<long>.Zero;
        for (; i <= length - Vector<long>.Count; i += Vector<long>.Count)
            sums += Vector.Load(words + i);
        long sum = Vector.Sum(sums);
        for (; i < length; i++)
            sum += words[i];
        return sum;
    }
}
