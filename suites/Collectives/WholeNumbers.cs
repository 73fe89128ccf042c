using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Small whole numbers on every rank, so that their sums are exact in any order.</summary>
/// <param name="Ranks">who have them</param>
/// <param name="Modulus">they are below it</param>
public readonly record struct WholeNumbers(int Ranks, int Modulus)
{
    // Primes: a rank summed twice is mistaken for another only where they are a multiple of them apart. The small ones
    // are for formats in which only small sums are exact.
    private static readonly int[] Moduli = [61, 7, 3, 2];

    /// <summary>The largest that a precision can sum exactly.</summary>
    /// <exception cref="ArgumentException">it can't sum any</exception>
    public static WholeNumbers Of(int ranks, Precision precision)
    {
        double largest = precision.Formats.Store.WholeLimit();
        int modulus = Array.Find(Moduli, m => (m - 1.0) * ranks <= largest);
        return modulus > 0
            ? new(ranks, modulus)
            : throw new ArgumentException($"whole numbers of {ranks} ranks have no exact sum in {precision.Name}");
    }

    /// <summary>Number <paramref name="i"/> of a rank.</summary>
    public int this[int rank, long i] => (rank % Modulus + Offset(i)) % Modulus;

    /// <summary>The sum of numbers <paramref name="i"/> over the ranks. Whole rounds of the modulus sum to the same
    /// wherever they begin.</summary>
    public long Sum(long i)
    {
        (int rounds, int rest) = Math.DivRem(Ranks, Modulus);
        int first = Offset(i), wrapped = Math.Max(0, first + rest - Modulus);
        return (long)rounds * Modulus * (Modulus - 1) / 2
            + (long)rest * first + (long)rest * (rest - 1) / 2 - (long)wrapped * Modulus;
    }

    // The high half of a product: a remainder takes several times as long, and a gigabyte is checked in full.
    private int Offset(long i) => (int)Math.BigMul(Counter.Bits(1, (ulong)i), (ulong)Modulus, out _);
}
