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
        long[] slowest = Slowest(times);
        var seconds = new List<double>(times.Count);
        for (int s = 0; s < slowest.Length; s++)
            if (point.Valid[s] == 1 && slowest[s] >= 0)
                seconds.Add(slowest[s] * 1e-9 / point.Repeats);
        return [.. seconds];
    }

    /// <summary>The median over the valid samples on each rank, for one repeat [s]; NaN where it has none.</summary>
    public static double[] RankSeconds(PointRecord point)
    {
        if (point.RankSeconds.Length > 0)
            return point.RankSeconds;
        RankTable times = point.TimeNs;
        var medians = new double[times.Ranks];
        var row = new long[times.Count];
        for (int r = 0; r < times.Ranks; r++)
        {
            int count = 0;
            for (int s = 0; s < row.Length; s++)
                if (point.Valid[s] == 1 && times[r, s] >= 0)
                    row[count++] = times[r, s];
            medians[r] = Selection.Median(row.AsSpan(0, count)) * 1e-9 / point.Repeats;
        }

        return medians;
    }

    /// <summary>The point with its figures, and with what they and every other analysis need of its samples: the
    /// slowest rank of each sample and the median of each rank. All functions here answer the same for it.</summary>
    /// <exception cref="ArgumentException">the tables' shapes differ, or nothing is known of the metric</exception>
    public static PointRecord Reduced(PointRecord point)
    {
        RankTable times = point.TimeNs;
        return point with
        {
            Figures = Of(point),
            RankSeconds = RankSeconds(point),
            TimeNs = times.Count == 0 ? RankTable.Empty : new(1, times.Count, Slowest(times)),
            StartNs = RankTable.Empty,
            WarmupNs = RankTable.Empty,
            PhaseNs = RankTable.Empty,
        };
    }

    /// <summary>All figures but the efficiency, which needs the roof (<see cref="Roofs"/>).</summary>
    public static PointFigures Of(PointRecord point)
    {
        double[] inOrder = SampleSeconds(point);
        if (inOrder.Length == 0)
            return PointFigures.None;
        double[] sorted = [.. inOrder.Order()];
        double median = Statistics.Quantile(sorted, 0.5);
        (double low, double high) = Autocorrelation.MedianInterval(inOrder, sorted);
        (double imbalance, int slowest) = Imbalance(RankSeconds(point));
        return new(
            median, sorted[0], Statistics.Quantile(sorted, 0.05), Statistics.Quantile(sorted, 0.95),
            Statistics.Quantile(sorted, 0.99), low, high,
            Metrics.RateAt(point, median), double.NaN, imbalance,
            slowest);
    }

    /// <summary>The slowest rank by its median, and that median over the median of all ranks' medians [1].</summary>
    private static (double Imbalance, int Slowest) Imbalance(double[] medians)
    {
        int slowest = Array.IndexOf(medians, medians.Max());
        double worst = medians[slowest];
        double middle = Statistics.Median(medians);
        return (middle > 0 ? worst / middle : double.NaN, slowest);
    }

    /// <summary>The greatest time of each sample over the ranks [ns].</summary>
    private static long[] Slowest(RankTable times)
    {
        var slowest = new long[times.Count];
        Array.Fill(slowest, -1);
        for (int r = 0; r < times.Ranks; r++)
        {
            ReadOnlySpan<long> row = times.Values.AsSpan(r * times.Count, times.Count);
            for (int s = 0; s < row.Length; s++)
                slowest[s] = Math.Max(slowest[s], row[s]);
        }

        return slowest;
    }
}
