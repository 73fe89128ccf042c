using System.Buffers;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Samples of a series are seldom independent: a burst of disturbance lasts for several of them.</summary>
public static class Autocorrelation
{
    // Longer series are summed up in this many batches, so that the cost stays bounded.
    private const int MostBatches = 2048;

    /// <summary>The 95 % confidence interval of the median of a series, widened for its autocorrelation.</summary>
    /// <param name="inOrder">as they were taken</param>
    /// <param name="sorted">the same, ascending</param>
    public static Interval MedianInterval(ReadOnlySpan<double> inOrder, ReadOnlySpan<double> sorted) =>
        Statistics.MedianInterval(sorted, EffectiveSize(inOrder, Statistics.Quantile(sorted, 0.5)));

    /// <summary>How many independent samples would tell as much about the median.</summary>
    /// <param name="inOrder">as they were taken</param>
    public static double EffectiveSize(ReadOnlySpan<double> inOrder) =>
        EffectiveSize(inOrder, Statistics.Median(inOrder.ToArray()));

    /// <summary>n / tau, tau the integrated autocorrelation time of sign(x - median), not of x: the variance of a
    /// median is that of the count of samples below it, so this is exact for the median, and an outlier weighs no more
    /// than any other sample. tau from Geyer's initial monotone sequence (Statistical Science 7, 1992, 3.3): sums of
    /// neighbouring pairs of autocovariances up to the first that is not positive, each at most the one before. Assumes
    /// a stationary series. At most n.</summary>
    private static double EffectiveSize(ReadOnlySpan<double> inOrder, double median)
    {
        int n = inOrder.Length, size = (n + MostBatches - 1) / MostBatches;
        if (n < 2)
            return n;
        int batches = n / size;
        double[] rented = ArrayPool<double>.Shared.Rent(batches);
        Span<double> sums = rented.AsSpan(0, batches);
        sums.Clear();
        double mean = 0;
        for (int i = 0; i < batches * size; i++)
        {
            int sign = inOrder[i].CompareTo(median);
            sums[i / size] += sign;
            mean += sign;
        }

        mean /= batches * size;
        double independent = 0;
        for (int i = 0; i < batches * size; i++)
            independent += Math.Pow(inOrder[i].CompareTo(median) - mean, 2);
        foreach (ref double sum in sums)
            sum -= mean * size;
        double tau = independent > 0 ? SpectrumAtZero(sums) / independent : 1;
        ArrayPool<double>.Shared.Return(rented);
        return n / Math.Max(1, tau);
    }

    /// <summary>Sum of the autocovariances over all lags, times the length.</summary>
    private static double SpectrumAtZero(ReadOnlySpan<double> centred)
    {
        double sum = 0, before = double.PositiveInfinity;
        for (int lag = 0; lag + 1 < centred.Length; lag += 2)
        {
            double pair = Math.Min(before, Products(centred, lag) + Products(centred, lag + 1));
            if (pair <= 0)
                break;
            sum += pair;
            before = pair;
        }

        return 2 * sum - Products(centred, 0);
    }

    private static double Products(ReadOnlySpan<double> x, int lag)
    {
        double sum = 0;
        for (int i = lag; i < x.Length; i++)
            sum += x[i] * x[i - lag];
        return sum;
    }
}
