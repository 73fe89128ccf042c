namespace HaiEnd.Mpi.Analysis;

/// <summary>Statistics of samples that are not assumed to be normal.</summary>
public static class Statistics
{
    /// <summary>Fewest samples for which a 95 % interval of the median exists: six, as 2 (1/2)^6 &lt; 0.05.</summary>
    public const int FewestForInterval = 6;

    /// <summary>Quantile by linear interpolation between order statistics (definition 7 of Hyndman and Fan, The
    /// American Statistician 50, 1996). NaN without data.</summary>
    /// <param name="sorted">ascending</param>
    /// <param name="q">0..1</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        double fraction = position - below;
        return fraction == 0 ? sorted[below] : sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>The median of numbers in any order. NaN without data.</summary>
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    /// <summary>The harmonic mean: the rate of all together, where each did the same work (rule 3 of Hoefler and Belli,
    /// SC15). NaN without data.</summary>
    /// <param name="rates">positive</param>
    public static double HarmonicMean(ReadOnlySpan<double> rates)
    {
        double sum = 0;
        foreach (double rate in rates)
            sum += 1 / rate;
        return rates.Length / sum;
    }

    /// <summary>Nonparametric 95 % confidence interval of the median: from the k-th least to the k-th greatest value,
    /// with the greatest k that the binomial distribution allows, 2 P(B(n, 1/2) &lt; k) &lt;= 0.05 (Conover, Practical
    /// Nonparametric Statistics, 3.2; rule 5 of Hoefler and Belli, SC15). The usual ranks floor((n - z sqrt n) / 2) and
    /// ceil(1 + (n + z sqrt n) / 2) are up to two ranks further out on each side: for n = 10 they cover 99.8 % and not
    /// 97.9 %. Assumes independent samples, or as many of them as <paramref name="effective"/> says: then the ranks
    /// stand further from the middle by the root of what is lost. The whole range, which covers less than 95 %, for
    /// fewer than six.</summary>
    /// <param name="sorted">ascending</param>
    /// <param name="effective">effective sample size, at most the number of samples</param>
    public static Interval MedianInterval(
        ReadOnlySpan<double> sorted, double effective = double.PositiveInfinity)
    {
        int n = sorted.Length;
        if (n == 0)
            return Interval.None;
        int low = LowRank(n, effective);
        return new(sorted[low - 1], sorted[n - low]);
    }

    /// <summary>The k of <see cref="MedianInterval"/>: the interval goes from the k-th least of n values to the k-th
    /// greatest.</summary>
    internal static int LowRank(int n, double effective)
    {
        int independent = (int)Math.Clamp(effective, 1, n);
        double half = ((independent + 1) / 2.0 - LowRank(independent)) * n / independent;
        return independent < FewestForInterval ? 1 : Math.Max(1, (int)Math.Floor((n + 1) / 2.0 - half));
    }

    /// <summary>The greatest k for which the k-th least and the k-th greatest of n values hold the median between them
    /// with 95 %; 1 where none does. From the normal approximation with continuity correction where 2^-n is no longer a
    /// number; a test shows that both agree there.</summary>
    private static int LowRank(int n)
    {
        if (n > 1000)
            return (int)Math.Floor((n + 1 - 1.959964 * Math.Sqrt(n)) / 2);
        double probability = Math.ScaleB(1, -n), below = 0;
        int k = 0;
        while (below + probability <= 0.025)
        {
            below += probability;
            k++;
            probability *= (n - k + 1.0) / k;
        }

        return Math.Max(1, k);
    }
}
