namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What no algorithm can do without.</summary>
public static class LeastTraffic
{
    /// <summary>Words that some rank must receive, however much memory it has, where each entry of A, B and C lies on
    /// one rank and each rank holds and does an equal share. With the dimensions d1 &gt;= d2 &gt;= d3 it needs
    /// (d1 d2 + d1 d3) / p + d2 d3 of them for p up to d1 / d2, 2 sqrt(d1 d2 d3^2 / p) + d1 d2 / p up to
    /// d1 d2 / d3^2, and 3 (d1 d2 d3 / p)^(2/3) beyond, and has (d1 d2 + d1 d3 + d2 d3) / p already. Source: Al Daas,
    /// Ballard, Grigori, Kumar, Rouse, Tight memory-independent parallel matrix multiplication communication lower
    /// bounds, SPAA 2022.</summary>
    /// <param name="m">rows of A and C</param>
    /// <param name="n">columns of B and C</param>
    /// <param name="k">columns of A, rows of B</param>
    /// <param name="ranks">p</param>
    /// <returns>the bound [words], 0 on one rank</returns>
    public static double Words(long m, long n, long k, int ranks)
    {
        Span<double> d = [m, n, k];
        d.Sort();
        (double d3, double d2, double d1, double p) = (d[0], d[1], d[2], ranks);
        double needed = p <= d1 / d2
            ? (d1 * d2 + d1 * d3) / p + d2 * d3
            : p <= d1 * d2 / (d3 * d3)
                ? 2 * d3 * Math.Sqrt(d1 * d2 / p) + d1 * d2 / p
                : 3 * Math.Pow(d1 * d2 * d3 / p, 2.0 / 3);
        return Math.Max(0, needed - (d1 * d2 + d1 * d3 + d2 * d3) / p);
    }
}
