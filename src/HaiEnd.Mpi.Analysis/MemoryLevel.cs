namespace HaiEnd.Mpi.Analysis;

/// <summary>A level of memory as a curve of latencies shows it.</summary>
/// <param name="From">the smallest working set whose loads it settles [byte]</param>
/// <param name="To">the largest: the size of the cache, as finely as sizes were measured [byte]</param>
/// <param name="Seconds">its latency: the median between them [s]</param>
public sealed record MemoryLevel(double From, double To, double Seconds)
{
    /// <summary>Where the latency rises so much from one size to the next, loads have begun to miss.</summary>
    private const double Steep = 1.15;

    /// <summary>A cache ends where it rises at least so much in all; less than that are misses of the TLB.</summary>
    private const double Rise = 1.5;

    /// <summary>The levels of a curve, the fastest first; the last is what the largest set lies in, and its end is not
    /// known. A cache ends at the last size before a rise, and the next level begins where the rise has.</summary>
    /// <param name="curve">working sets [byte] and the time of a load [s], ascending by size</param>
    public static IReadOnlyList<MemoryLevel> Find(IReadOnlyList<(double Bytes, double Seconds)> curve)
    {
        // No set is slower than one that holds it: what is slower had bad luck.
        double[] least = [.. curve.Select(c => c.Seconds)];
        for (int i = least.Length - 2; i >= 0; i--)
            least[i] = Math.Min(least[i], least[i + 1]);
        var levels = new List<MemoryLevel>();
        int from = 0;
        for (int i = 0, top; i < least.Length - 1; i = Math.Max(i + 1, top))
        {
            for (top = i; top + 1 < least.Length && least[top + 1] >= Steep * least[top];)
                top++;
            if (least[top] < Rise * least[i])
                continue;
            Add(i);
            from = top;
        }

        if (curve.Count > 0)
            Add(curve.Count - 1);
        return levels;

        void Add(int to) => levels.Add(
            new(curve[from].Bytes, curve[to].Bytes, Statistics.Median(least[from..(to + 1)])));
    }
}
