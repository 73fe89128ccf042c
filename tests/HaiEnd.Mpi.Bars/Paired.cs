namespace HaiEnd.Mpi.Bars;

/// <summary>Two things timed in turn, A B B A, so that a drift of the machine meets both.</summary>
internal static class Paired
{
    /// <summary>The ratio a / b of each round.</summary>
    /// <param name="rounds">pairs</param>
    /// <param name="a">runs A once and returns its figure</param>
    /// <param name="b">runs B once and returns its figure</param>
    public static double[] Ratios(int rounds, Func<double> a, Func<double> b)
    {
        a();
        b();
        var ratios = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            double first = i % 2 == 0 ? a() : b();
            double second = i % 2 == 0 ? b() : a();
            ratios[i] = i % 2 == 0 ? first / second : second / first;
        }

        return ratios;
    }
}
