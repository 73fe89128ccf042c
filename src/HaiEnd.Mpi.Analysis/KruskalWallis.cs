namespace HaiEnd.Mpi.Analysis;

/// <summary>Whether one of several sets tends to other values than the rest (Kruskal and Wallis, Journal of the
/// American Statistical Association 47, 1952). Assumes independent values: give it one per launch.</summary>
public static class KruskalWallis
{
    /// <summary>H with the correction for ties, its p from the chi-squared approximation (fair from five values a
    /// group). The effect is epsilon squared = H / (N - 1), the share of the ranks' variance that the groups explain
    /// (Tomczak and Tomczak, Trends in Sport Sciences 21, 2014): 0 none, 1 all. NaN where fewer than two groups have
    /// values.</summary>
    public static TestResult Test(IReadOnlyList<double[]> groups)
    {
        double[][] filled = [.. groups.Where(g => g.Length > 0)];
        if (filled.Length < 2)
            return new(double.NaN, double.NaN);
        var ranking = new Ranking(filled);
        double n = filled.Sum(g => g.Length), squares = 0;
        for (int i = 0; i < filled.Length; i++)
            squares += ranking.Sums[i] * ranking.Sums[i] / filled[i].Length;
        double spread = 1 - ranking.Ties / (n * n * n - n);
        double h = spread > 0 ? (12 / (n * (n + 1)) * squares - 3 * (n + 1)) / spread : 0;
        return new(Distributions.ChiSquaredAbove(h, filled.Length - 1), h / (n - 1));
    }
}
