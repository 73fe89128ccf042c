namespace HaiEnd.Mpi.Analysis;

/// <summary>Statistics of samples that are not assumed to be normal.</summary>
public static class Statistics
{
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

    /// <summary>Nonparametric 95 % confidence interval of the median from order statistics: ranks floor((n - z sqrt n)
    /// / 2) and ceil(1 + (n + z sqrt n) / 2), z = 1.96 (Le Boudec, Performance Evaluation, 2010, theorem 2.1; rule 5 of
    /// Hoefler and Belli, SC15). Assumes independent samples. The whole range for fewer than six.</summary>
    /// <param name="sorted">ascending</param>
    public static (double Low, double High) MedianInterval(ReadOnlySpan<double> sorted)
    {
        int n = sorted.Length;
        if (n == 0)
            return (double.NaN, double.NaN);
        double half = 1.96 * Math.Sqrt(n);
        int low = Math.Max(1, (int)Math.Floor((n - half) / 2));
        int high = Math.Min(n, (int)Math.Ceiling(1 + (n + half) / 2));
        return (sorted[low - 1], sorted[high - 1]);
    }
}
