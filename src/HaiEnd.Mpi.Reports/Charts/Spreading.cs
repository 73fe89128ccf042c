namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>Moves labels apart.</summary>
internal static class Spreading
{
    /// <summary>Places as near to those wanted as the gap allows: down from the top, then up from the bottom.</summary>
    /// <param name="wanted">ascending</param>
    /// <param name="gap">least distance, less only where the range is too short for all</param>
    /// <param name="low">beginning of the range</param>
    /// <param name="high">its end</param>
    public static double[] Of(double[] wanted, double gap, double low, double high)
    {
        gap = Math.Min(gap, (high - low) / Math.Max(1, wanted.Length - 1));
        double[] places = [.. wanted];
        for (int i = 0; i < places.Length; i++)
            places[i] = Math.Max(places[i], i == 0 ? low : places[i - 1] + gap);
        for (int i = places.Length - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == places.Length - 1 ? high : places[i + 1] - gap);
        return places;
    }
}
