using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Figures of one point from its raw samples.</summary>
public static class Figures
{
    /// <summary>The time of each valid sample: the greatest over the ranks, for one repeat [s], in the order they were
    /// taken.</summary>
    /// <exception cref="ArgumentException">the tables' shapes differ</exception>
    public static double[] SampleSeconds(PointRecord point)
    {
        RankTable times = point.TimeNs;
        if (point.Valid.Length != times.Count)
            throw new ArgumentException($"{times.Count} samples but {point.Valid.Length} validity flags");
        var seconds = new List<double>(times.Count);
        for (int s = 0; s < times.Count; s++)
        {
            long slowest = -1;
            for (int r = 0; r < times.Ranks; r++)
                slowest = Math.Max(slowest, times[r, s]);
            if (point.Valid[s] == 1 && slowest >= 0)
                seconds.Add(slowest * 1e-9 / point.Repeats);
        }

        return [.. seconds];
    }

    /// <summary>All figures but the efficiency, which needs the roof (<see cref="Roofs"/>).</summary>
    public static PointFigures Of(PointRecord point)
    {
        double[] sorted = SampleSeconds(point);
        if (sorted.Length == 0)
            return PointFigures.None;
        Array.Sort(sorted);
        double median = Statistics.Quantile(sorted, 0.5);
        (double low, double high) = Statistics.MedianInterval(sorted);
        (double imbalance, int slowest) = Imbalance(point.TimeNs);
        return new(
            median, sorted[0], Statistics.Quantile(sorted, 0.05), Statistics.Quantile(sorted, 0.95),
            Statistics.Quantile(sorted, 0.99), low, high,
            Metrics.Rate(Metrics.Parse(point.Case.Metric), point.Work, point.Ranks, median), double.NaN, imbalance,
            slowest);
    }

    /// <summary>The slowest rank by its median, and that median over the median of all ranks' medians [1].</summary>
    private static (double Imbalance, int Slowest) Imbalance(RankTable times)
    {
        var medians = new double[times.Ranks];
        var row = new double[times.Count];
        for (int r = 0; r < times.Ranks; r++)
        {
            for (int s = 0; s < times.Count; s++)
                row[s] = times[r, s];
            Array.Sort(row);
            medians[r] = Statistics.Quantile(row, 0.5);
        }

        int slowest = Array.IndexOf(medians, medians.Max());
        double worst = medians[slowest];
        Array.Sort(medians);
        double middle = Statistics.Quantile(medians, 0.5);
        return (middle > 0 ? worst / middle : double.NaN, slowest);
    }
}
