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

    /// <summary>The median over the valid samples on each rank, for one repeat, with its interval.</summary>
    public static RankTime[] RankTimes(PointRecord point)
    {
        if (point.RankTimes.Length > 0)
            return point.RankTimes;
        RankTable times = point.TimeNs;
        var found = new RankTime[times.Ranks];
        double[] inOrder = new double[times.Count], row = new double[times.Count];
        for (int r = 0; r < times.Ranks; r++)
        {
            int count = 0;
            for (int s = 0; s < inOrder.Length; s++)
                if (point.Valid[s] == 1 && times[r, s] >= 0)
                    inOrder[count++] = times[r, s] * 1e-9 / point.Repeats;
            inOrder.AsSpan(0, count).CopyTo(row);
            found[r] = Median(inOrder.AsSpan(0, count), row.AsSpan(0, count));
        }

        return found;
    }

    /// <summary>How far apart ranks begin the samples that count, and who begins last in all of them.</summary>
    /// <param name="starts">on the common clock [ns]</param>
    /// <param name="valid">1 for each sample that counts</param>
    public static LateRank Late(RankTable starts, ReadOnlySpan<sbyte> valid)
    {
        if (starts.Ranks < 2 || starts.Count == 0)
            return LateRank.Unknown;
        double[] first = new double[starts.Count], skew = new double[starts.Count], row = new double[starts.Count];
        Array.Fill(first, double.PositiveInfinity);
        for (int r = 0; r < starts.Ranks; r++)
            for (int s = 0; s < first.Length; s++)
                first[s] = Math.Min(first[s], starts[r, s]);
        (double most, int latest) = (double.NegativeInfinity, -1);
        for (int r = 0; r < starts.Ranks; r++)
        {
            for (int s = 0; s < row.Length; s++)
                skew[s] = Math.Max(skew[s], row[s] = starts[r, s] - first[s]);
            double median = Selection.Median(row);
            if (median > most)
                (most, latest) = (median, r);
        }

        int counted = 0;
        for (int s = 0; s < skew.Length; s++)
            if (valid[s] == 1)
                skew[counted++] = skew[s];
        return new(counted == 0 ? double.NaN : Selection.Median(skew.AsSpan(0, counted)) * 1e-9, latest);
    }

    /// <summary>The point with its figures, and with what they and every other analysis need of its samples: the
    /// slowest rank of each sample and the median of each rank. All functions here answer the same for it.</summary>
    /// <exception cref="ArgumentException">the tables' shapes differ, or nothing is known of the metric</exception>
    public static PointRecord Reduced(PointRecord point)
    {
        RankTable times = point.TimeNs;
        PointRecord ranked = point with { RankTimes = RankTimes(point) };
        return ranked with
        {
            Figures = Of(ranked),
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
        (double imbalance, int slowest) = Imbalance([.. RankTimes(point).Select(r => r.Median)]);
        return new(
            median, sorted[0], Statistics.Quantile(sorted, 0.05), Statistics.Quantile(sorted, 0.95),
            Statistics.Quantile(sorted, 0.99), low, high,
            Metrics.RateAt(point, median), double.NaN, imbalance,
            slowest);
    }

    /// <summary>The interval is that of <see cref="Autocorrelation.MedianInterval"/>, by selection.</summary>
    /// <param name="inOrder">as they were taken</param>
    /// <param name="row">the same, put into another order</param>
    private static RankTime Median(ReadOnlySpan<double> inOrder, Span<double> row)
    {
        if (row.IsEmpty)
            return new(double.NaN, double.NaN, double.NaN);
        double median = Selection.Median(row);
        int low = Statistics.LowRank(row.Length, Autocorrelation.EffectiveSize(inOrder, median));
        return new(median, Selection.At(row, low - 1), Selection.At(row, row.Length - low));
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
