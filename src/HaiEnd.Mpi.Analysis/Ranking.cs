namespace HaiEnd.Mpi.Analysis;

/// <summary>The ranks of values that are compared: equal ones share the mean of the ranks they take.</summary>
internal sealed class Ranking
{
    /// <summary>Ranks the values of some groups together.</summary>
    public Ranking(params IReadOnlyList<double[]> groups)
    {
        double[] values = [.. groups.SelectMany(g => g)];
        int[] group = [.. groups.SelectMany((g, i) => Enumerable.Repeat(i, g.Length))];
        Array.Sort(values, group);
        Sums = new double[groups.Count];
        for (int from = 0, to; from < values.Length; from = to)
        {
            for (to = from + 1; to < values.Length && values[to] == values[from]; to++)
                ;
            double equal = to - from;
            Ties += equal * equal * equal - equal;
            for (int i = from; i < to; i++)
                Sums[group[i]] += (from + 1 + to) / 2.0;
        }
    }

    /// <summary>Sum of the ranks in each group, the least value of all having rank 1.</summary>
    public double[] Sums { get; }

    /// <summary>Sum of t^3 - t over runs of t equal values; 0 where all differ.</summary>
    public double Ties { get; }
}
