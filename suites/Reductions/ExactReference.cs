using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Reductions;

/// <summary>What the sum of a case is, made anew from the rule of its numbers: a kernel that spoils them is caught.
/// </summary>
/// <param name="Exact">the sum</param>
/// <param name="Terms">what bounds are made of</param>
internal sealed record ExactReference(ExactSum Exact, SumTerms Terms)
{
    /// <summary>Sums exactly; every rank its block. Collective.</summary>
    public static ExactReference Of(SumCase c, IHarness h)
    {
        (ExactSum mine, ExactSum magnitudes) = (new(), new());
        double greatest = 0;
        Partition block = c.Of(h.Rank);
        for (long i = block.Offset; i < block.End; i++)
        {
            double x = c.Input[i, c.N];
            mine.Add(x);
            magnitudes.Add(Math.Abs(x));
            greatest = Math.Max(greatest, Math.Abs(x));
        }

        ExactSum exact = OfAll(mine);
        return new(exact, new(
            c.N, c.Of(0).Length, c.Ranks, h.Max(greatest), OfAll(magnitudes).Value, Math.Abs(exact.Value)));

        ExactSum OfAll(ExactSum sum)
        {
            double[] words = sum.ToWords();
            h.Sum(words);
            return ExactSum.OfWords(words);
        }
    }

    /// <summary>What errors are relative to: the sum of magnitudes, or 1 where all numbers are zero.</summary>
    public double Scale => Terms.Magnitudes > 0 ? Terms.Magnitudes : 1;

    /// <summary>How far a sum is from the exact one; NaN where it is no number.</summary>
    public double ErrorOf(double sum) => double.IsFinite(sum) ? Math.Abs(Exact.Less(sum).Value) : double.NaN;
}
