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
    public int this[int rank, long i] => (int)((rank + Offset(i)) % Modulus);

    /// <summary>The sum of numbers <paramref name="i"/> over the ranks. Whole rounds of the modulus sum to the same
    /// wherever they begin.</summary>
    public long Sum(long i)
    {
        long whole = Ranks / Modulus, sum = whole * Modulus * (Modulus - 1) / 2;
        for (int r = 0; r < Ranks % Modulus; r++)
            sum += this[r, i];
        return sum;
    }

    private long Offset(long i) => (long)(Counter.Bits(1, (ulong)i) % (ulong)Modulus);
}
