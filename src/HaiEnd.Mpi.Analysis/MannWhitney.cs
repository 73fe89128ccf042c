namespace HaiEnd.Mpi.Analysis;

/// <summary>What a test of a difference found.</summary>
/// <param name="P">probability of a difference at least as great where there is none; two-sided</param>
/// <param name="Effect">size of the difference, see the test</param>
public sealed record TestResult(double P, double Effect);

/// <summary>Whether one of two sets tends to greater values (Mann and Whitney, Annals of Mathematical Statistics 18,
/// 1947). Assumes independent values: give it one per launch.</summary>
public static class MannWhitney
{
    private const int MostExact = 50;

    /// <summary>The p is exact for up to 50 values a side without ties, else from the normal approximation with the
    /// corrections for ties and continuity (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 2014,
    /// section 4.1). The effect is the probability that a value of <paramref name="b"/> is greater than one of
    /// <paramref name="a"/>, ties counted half (A of Vargha and Delaney, J. Educational and Behavioral Statistics 25,
    /// 2000): 0.5 is no difference. NaN where a side is empty.</summary>
    public static TestResult Test(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        return Test([(a.ToArray(), b.ToArray())]);
    }

    /// <summary>The same where only values of one stratum may be compared with each other: the statistics of the strata
    /// are added (Lehmann, Nonparametrics, 1975, section 3.3).</summary>
    /// <param name="strata">both sides of each</param>
    public static TestResult Test(IReadOnlyList<(double[] A, double[] B)> strata)
    {
        double above = 0, pairs = 0, variance = 0;
        bool isExact = true;
        foreach ((double[] a, double[] b) in strata)
        {
            double m = a.Length, n = b.Length, all = m + n;
            if (m == 0 || n == 0)
                return new(double.NaN, double.NaN);
            var ranking = new Ranking(a, b);
            above += ranking.Sums[1] - n * (n + 1) / 2;
            pairs += m * n;
            variance += m * n / 12 * (all + 1 - ranking.Ties / (all * (all - 1)));
            isExact &= ranking.Ties == 0 && Math.Max(m, n) <= MostExact;
        }

        double less = Math.Min(above, pairs - above);
        if (isExact)
            return new(Math.Min(1, 2 * AtMost((int)less, strata)), above / pairs);
        double z = Math.Max(0, pairs / 2 - less - 0.5) / Math.Sqrt(variance);
        return new(variance > 0 ? Distributions.NormalBeyond(z) : 1, above / pairs);
    }

    /// <summary>Probability that the statistic is at most u where all orders are equally likely: the coefficients of
    /// the Gaussian binomial, prod (1 - q^(n + i)) / (1 - q^i) for i = 1..m, up to q^u, over their sum.</summary>
    private static double AtMost(int u, IReadOnlyList<(double[] A, double[] B)> strata)
    {
        var counts = new double[u + 1];
        counts[0] = 1;
        double orders = 1;
        foreach ((double[] a, double[] b) in strata)
        {
            int n = b.Length;
            for (int i = 1; i <= a.Length; i++)
            {
                for (int k = u; k >= n + i; k--)
                    counts[k] -= counts[k - n - i];
                for (int k = i; k <= u; k++)
                    counts[k] += counts[k - i];
                orders *= (double)(n + i) / i;
            }
        }

        return counts.Sum() / orders;
    }
}
