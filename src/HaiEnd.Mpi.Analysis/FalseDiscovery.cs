namespace HaiEnd.Mpi.Analysis;

/// <summary>Many points are compared at once, and one in twenty differs by chance.</summary>
public static class FalseDiscovery
{
    /// <summary>Adjusted p: what is called a difference where it is at most q holds at most a share q of false ones on
    /// average (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995). Assumes tests that are
    /// independent or depend positively on each other. NaN stays NaN and does not count.</summary>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        double[] values = p.ToArray(), adjusted = p.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))
            .OrderByDescending(i => values[i])];
        double least = 1;
        for (int k = 0; k < order.Length; k++)
        {
            least = Math.Min(least, values[order[k]] * order.Length / (order.Length - k));
            adjusted[order[k]] = least;
        }

        return adjusted;
    }
}
