namespace HaiEnd.Mpi.Analysis;

/// <summary>Intervals over launches: launches are resampled first and the samples of each second, because samples of
/// one launch share its placement and say nothing about the next (Davison and Hinkley, Bootstrap Methods and their
/// Application, 1997, section 3.8). Assumes that launches are independent and alike.</summary>
public static class Bootstrap
{
    private const int Resamples = 2000;

    /// <summary>The median of the launches' medians.</summary>
    /// <param name="launches">samples of each launch, none empty; any order and unit</param>
    /// <param name="seed">the same seed, the same interval</param>
    public static Estimate Median(IReadOnlyList<double[]> launches, ulong seed)
    {
        var side = new Side(launches);
        var draws = new Draws(seed);
        var medians = new double[Resamples];
        for (int i = 0; i < medians.Length; i++)
            medians[i] = side.Resampled(ref draws);
        return new(side.Median, Percentiles(medians), launches.Count, side.Samples);
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
        return new(
            over.Median / under.Median, Percentiles(ratios), Math.Min(@base.Count, @new.Count),
            under.Samples + over.Samples);
    }

    private static Interval Percentiles(double[] resampled)
    {
        Array.Sort(resampled);
        return new(Statistics.Quantile(resampled, 0.025), Statistics.Quantile(resampled, 0.975));
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
