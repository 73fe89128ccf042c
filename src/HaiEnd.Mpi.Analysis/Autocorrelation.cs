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
    /// than any other sample. Assumes a stationary series. At most n.</summary>
    internal static double EffectiveSize(ReadOnlySpan<double> inOrder, double median)
    {
        int n = inOrder.Length, size = (n + MostBatches - 1) / MostBatches;
        if (n < 2)
            return n;
        int batches = n / size;
        double[] rented = ArrayPool<double>.Shared.Rent(batches);
        Span<double> sums = rented.AsSpan(0, batches);
        sums.Clear();
        double mean = 0, squares = 0;
        for (int i = 0; i < batches * size; i++)
        {
            int sign = inOrder[i].CompareTo(median);
            sums[i / size] += sign;
            mean += sign;
            squares += sign * sign;
        }

        mean /= batches * size;
        double independent = squares - batches * size * mean * mean;
        foreach (ref double sum in sums)
            sum -= mean * size;
        double tau = independent > 0 ? SpectrumAtZero(sums) / independent : 1;
        ArrayPool<double>.Shared.Return(rented);
        return n / Math.Max(1, tau);
    }

    /// <summary>Sum of the autocovariances over all lags, times the length, by Geyer's initial monotone sequence
    /// (Statistical Science 7, 1992, 3.3): sums of neighbouring pairs up to the first that is not positive, each at
    /// most the one before. A series whose neighbours go together by less than one standard error, 1 / sqrt n, counts
    /// as independent, so that chance at greater lags does not widen what needs no widening.</summary>
    private static double SpectrumAtZero(ReadOnlySpan<double> centred)
    {
        double variance = Products(centred, 0);
        if (Products(centred, 1) <= variance / Math.Sqrt(centred.Length))
            return variance;
        double sum = 0, before = double.PositiveInfinity;
        int lag = 0;
        for (; lag + 1 < centred.Length; lag += 2)
        {
            double pair = Math.Min(before, Products(centred, lag) + Products(centred, lag + 1));
            if (pair <= 0)
                break;
            sum += pair;
            before = pair;
        }

        // About the series' own mean each of the W lags on both sides is low by the sum over n; and the sum is known
        // with n / W degrees of freedom, which widens an interval by t over z, squared 1 + (z^2 + 1) W / 2n (Priestley,
        // Spectral Analysis and Time Series, 1981, 5.3.3 and 6.2.4; Abramowitz and Stegun, 26.7.5).
        double window = (2.0 * lag - 1) / centred.Length;
        return (2 * sum - variance) / Math.Max(0.1, 1 - window) * (1 + 2.42 * window);
    }

    private static double Products(ReadOnlySpan<double> x, int lag)
    {
        double sum = 0;
        for (int i = lag; i < x.Length; i++)
            sum += x[i] * x[i - lag];
        return sum;
    }
}
