using System.Globalization;

namespace HaiEnd.Mpi.Cli;

/// <summary>Sets of processors as the kernel writes them: <c>0-3,8</c>.</summary>
internal static class CpuSets
{
    /// <summary>How many processors a set has.</summary>
    public static int Count(string set) => set.Split(',', StringSplitOptions.RemoveEmptyEntries).Sum(range =>
    {
        int[] ends = [.. range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return ends[^1] - ends[0] + 1;
    });
}
