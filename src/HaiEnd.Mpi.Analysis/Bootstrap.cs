namespace HaiEnd.Mpi.Analysis;

/// <summary>Intervals over launches: launches are resampled first and the samples of each second, because samples of
/// one launch share its placement and say nothing about the next (Davison and Hinkley, Bootstrap Methods and their
/// Application, 1997, section 3.8). The percentile interval of few launches is too narrow (Hesterberg, The American
/// Statistician 69, 2015): its ends are moved away from the figure, on a scale of ratios, by Student's t over the
/// normal z. His own remedy, a further percentile, goes no further than the outermost launch and so does not help below
/// five, and a t interval from the bootstrap's standard error is doubled by one outlier among seven. What the intervals
/// cover is in docs/statistics.md; too much where the samples of a launch vary more than the launches, since their
/// variance is then counted in both steps. Assumes that launches are independent and alike, and positive
/// values.</summary>
public static class Bootstrap
{
    private const int Resamples = 1000;

    /// <summary>The median of the launches' medians. The interval of a single launch knows nothing of the
    /// next.</summary>
    /// <param name="launches">samples of each launch, none empty; any order and unit</param>
    /// <param name="seed">the same seed, the same interval</param>
    public static Estimate Median(IReadOnlyList<double[]> launches, ulong seed)
    {
        var side = new Side(launches);
        var draws = new Draws(seed);
        var medians = new double[Resamples];
        for (int i = 0; i < medians.Length; i++)
            medians[i] = side.Resampled(ref draws);
        return new(
            side.Median, Stretched(medians, side.Median, launches.Count - 1), launches.Count, side.Samples);
    }

    /// <summary>The median of the new launches' medians over that of the base's.</summary>
    /// <param name="base">samples of each launch, none empty</param>
    /// <param name="new">the same of the other side</param>
    /// <param name="seed">the same seed, the same interval</param>
    /// <returns>its launches are those of the side that has fewer</returns>
    public static Estimate Ratio(IReadOnlyList<double[]> @base, IReadOnlyList<double[]> @new, ulong seed)
    {
        Side under = new(@base), over = new(@new);
        var draws = new Draws(seed);
        var ratios = new double[Resamples];
        for (int i = 0; i < ratios.Length; i++)
            ratios[i] = over.Resampled(ref draws) / under.Resampled(ref draws);
        double ratio = over.Median / under.Median;
        int launches = Math.Min(@base.Count, @new.Count);
        return new(ratio, Stretched(ratios, ratio, 2 * (launches - 1)), launches, under.Samples + over.Samples);
    }

    private static Interval Stretched(double[] resampled, double figure, int degrees)
    {
        Array.Sort(resampled);
        double stretch = degrees > 0 ? Student.Quantile(0.975, degrees) / 1.959964 : 1;
        double End(double q) => figure * Math.Pow(Statistics.Quantile(resampled, q) / figure, stretch);
        return new(End(0.025), End(0.975));
    }

    /// <summary>The launches of one side.</summary>
    private sealed class Side
    {
        private readonly double[][] _sorted;
        private readonly double[] _medians;

        public Side(IReadOnlyList<double[]> launches)
        {
            _sorted = [.. launches.Select(l => l.Order().ToArray())];
            _medians = new double[_sorted.Length];
            Median = Statistics.Median(_sorted.Select(l => Statistics.Quantile(l, 0.5)));
            Samples = _sorted.Sum(l => l.Length);
        }

        public double Median { get; }

        public int Samples { get; }

        public double Resampled(ref Draws draws)
        {
            for (int i = 0; i < _medians.Length; i++)
                _medians[i] = draws.ResampledMedian(_sorted[draws.Below(_sorted.Length)]);
            Array.Sort(_medians);
            return Statistics.Quantile(_medians, 0.5);
        }
    }
}
