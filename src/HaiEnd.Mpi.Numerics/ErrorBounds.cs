namespace HaiEnd.Mpi.Numerics;

/// <summary>A-priori rounding error bounds.</summary>
public static class ErrorBounds
{
    /// <summary>gamma_k = k u / (1 - k u), the factor in |fl(x.y) - x.y| &lt;= gamma_k |x|.|y| for any order of
    /// summation (Higham 2002, lemma 3.1). Infinite where k u &gt;= 1, because then no bound holds.</summary>
    /// <param name="terms">k, the number of rounded operations behind one result</param>
    /// <param name="unitRoundoff">u of the format that is accumulated in</param>
    public static double Gamma(double terms, double unitRoundoff)
    {
        double ku = terms * unitRoundoff;
        return ku < 1 ? ku / (1 - ku) : double.PositiveInfinity;
    }

    /// <summary>How many standard deviations none of <paramref name="trials"/> sums of bounded independent errors
    /// passes, but with the probability of <paramref name="failure"/>: sqrt(2 ln(2 trials / failure)), by Hoeffding's
    /// inequality (Higham and Mary, SIAM J. Sci. Comput. 41, 2019, section 2).</summary>
    /// <param name="trials">how many are looked at</param>
    /// <param name="failure">chance of a false alarm [1]</param>
    public static double Deviations(double trials, double failure) => Math.Sqrt(2 * Math.Log(2 * trials / failure));

    /// <summary>One number after the other: gamma_(n-1) sum |x| (Higham 2002, equation 4.4), for any order.</summary>
    public static double RecursiveSum(SumTerms t) => Gamma(Math.Max(0, t.Count - 1), U) * t.Magnitudes;

    /// <summary>By pairs in each place and in any order of the places: gamma_h sum |x|, h additions behind the number
    /// that passes the most (Higham 2002, section 4.2).</summary>
    public static double PairwiseSum(SumTerms t) => Gamma(
        Math.Ceiling(Math.Log2(Math.Max(Numerics.PairwiseSum.MostOfLeaf, t.Longest))) + t.Places - 1, U) * t.Magnitudes;

    /// <summary>With what was rounded off: u |s| + gamma_n^2 sum |x| (Ogita, Rump and Oishi 2005, proposition 4.5; for
    /// any order, as lemma 4.2 holds of any).</summary>
    public static double CompensatedSum(SumTerms t)
    {
        double gamma = Gamma(t.Count, U);
        return U * t.Sum + gamma * gamma * t.Magnitudes;
    }

    /// <summary>Binned: n 2^(W (1 - K)) max |x| + 7 e / (1 - 6 sqrt(e) - 7 e) |s|, e = 2^-52 (ReproBLAS, dbbound.c).
    /// </summary>
    public static double BinnedSum(SumTerms t)
    {
        const double E = 2 * U;
        double greatest = Math.Max(t.Greatest, Math.ScaleB(1, Numerics.BinnedSum.LeastExponent));
        int lowest = Numerics.BinnedSum.BinBits * (1 - Numerics.BinnedSum.Folds);
        return t.Count * Math.ScaleB(greatest, lowest) + 7 * E / (1 - 6 * Math.Sqrt(E) - 7 * E) * t.Sum;
    }

    /// <summary>Fixed point: n times half a unit of the last of K words, n 2^(E - 42 K - 1), and 3 u |s| for putting
    /// the words together: each is at most half a unit of the one before, so that what is rounded is at most |s|, once
    /// for the last addition and less than twice for all before it.</summary>
    /// <exception cref="ArgumentException">the greatest is infinite or no number</exception>
    public static double FixedPointSum(SumTerms t, int words)
    {
        int exponent = Numerics.FixedPointSum.Exponent(BitConverter.DoubleToInt64Bits(t.Greatest))
            ?? throw new ArgumentException($"{t.Greatest} has no place in a sum");
        return t.Count * Math.ScaleB(1, exponent - Numerics.FixedPointSum.WordBits * words - 1) + 3 * U * t.Sum;
    }

    /// <summary>u of fp64.</summary>
    private const double U = 1.0 / (1L << 53);
}
