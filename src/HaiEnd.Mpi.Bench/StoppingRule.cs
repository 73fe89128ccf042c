using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>How long a point is sampled.</summary>
/// <param name="Warmup">runs kept apart before the first sample</param>
/// <param name="MinSamples">never fewer, unless the deadline is near</param>
/// <param name="MaxSamples">never more</param>
/// <param name="Ci">stop when the 95 % interval of the median reaches this far on either side of it, relative
/// [1]</param>
/// <param name="MaxSeconds">time budget of a point [s]</param>
public sealed record StoppingRule(int Warmup, int MinSamples, int MaxSamples, double Ci, double MaxSeconds)
{
    /// <summary>Whether to stop after these samples; <see cref="StopReason.None"/> means go on. Asked on rank 0
    /// only.</summary>
    /// <param name="times">one per valid sample so far; any unit</param>
    /// <param name="seconds">time spent on this point so far [s]</param>
    /// <param name="late">samples so far that do not count</param>
    public StopReason Judge(ReadOnlySpan<long> times, double seconds, int late = 0)
    {
        int taken = times.Length + late;
        if (MinSamples == MaxSamples)
            return taken >= MaxSamples ? StopReason.Fixed : OverTime(seconds);
        if (taken >= MaxSamples)
            return StopReason.MaxSamples;
        if (times.Length >= Math.Max(MinSamples, Statistics.FewestForInterval))
        {
            double[] inOrder = new double[times.Length], sorted = new double[times.Length];
            for (int i = 0; i < sorted.Length; i++)
                inOrder[i] = sorted[i] = times[i];
            Array.Sort(sorted);
            (double low, double high) = Autocorrelation.MedianInterval(inOrder, sorted);
            double median = Statistics.Quantile(sorted, 0.5);
            if (Math.Max(high - median, median - low) <= Ci * median)
                return StopReason.Converged;
        }

        return taken >= MinSamples ? OverTime(seconds) : StopReason.None;
    }

    /// <summary>How many samples to take before the rule is asked again: the fewest first, then half as many again each
    /// time, so that ranks seldom stop to talk.</summary>
    public int NextChunk(int done) =>
        Math.Min(MaxSamples - done, done == 0 ? Math.Min(MinSamples, 10) : Math.Max(5, done / 2));

    private StopReason OverTime(double seconds) => seconds > MaxSeconds ? StopReason.TimeBudget : StopReason.None;
}
