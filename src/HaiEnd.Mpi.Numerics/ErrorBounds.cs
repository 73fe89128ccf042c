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
}
