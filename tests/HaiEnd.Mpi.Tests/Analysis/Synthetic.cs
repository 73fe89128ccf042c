namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Random numbers of known laws.</summary>
internal static class Synthetic
{
    /// <summary>Standard normal (Box and Muller, 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Student's t with two degrees of freedom: its variance is infinite.</summary>
    public static double HeavyTailed(Random random) => Normal(random) / Math.Sqrt(-Math.Log(1 - random.NextDouble()));

    /// <summary>Samples of 70 % one mode and 30 % another, each as wide as <paramref name="width"/>.</summary>
    public static double Bimodal(Random random, double width) =>
        (random.NextDouble() < 0.7 ? 1 : 2) + width * Normal(random);

    /// <summary>The median of <see cref="Bimodal"/> where the modes do not touch: the 5/7 quantile of the first, from
    /// Python's statistics.NormalDist().inv_cdf(5 / 7).</summary>
    public static double MedianOfBimodal(double width) => 1 + 0.5659488219328630 * width;

    /// <summary>First-order autoregression, standard normal at each time.</summary>
    public static double[] Autoregressive(Random random, int n, double rho)
    {
        var series = new double[n];
        double state = Normal(random);
        for (int i = 0; i < n; i++)
        {
            series[i] = state;
            state = rho * state + Math.Sqrt(1 - rho * rho) * Normal(random);
        }

        return series;
    }
}
