using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Names the rank that the others wait for, or the host where it is all ranks of one.</summary>
internal static class SlowRank
{
    /// <summary>From here on a slow rank is worth naming beside another failure [1].</summary>
    private const double Worth = 1.2;

    /// <summary>Less than this is 1.00 in print, and names nobody [1].</summary>
    private const double Least = 1.005;

    /// <summary>Hosts that are named one by one.</summary>
    private const int MostHosts = 5;

    /// <summary><c>rank 3 on gn017 is 1.31 x the median</c>, or <c>host gn017 (ranks 4 to 7) takes 1.31 x the median of
    /// 8 hosts</c>, of the launch where it is slowest; empty where no rank is slow.</summary>
    /// <param name="seen">the point in each launch</param>
    /// <param name="always">also where it is between <see cref="Least"/> and <see cref="Worth"/></param>
    public static string Of(IReadOnlyList<PoolMember> seen, bool always)
    {
        PoolMember worst = seen.MaxBy(s => s.Point.Figures.Imbalance)!;
        PointFigures f = worst.Point.Figures;
        RunRecord run = worst.Launch.Run;
        if (f.SlowestRank < 0 || f.SlowestRank >= run.Ranks.Count || !(f.Imbalance > (always ? Least : Worth)))
            return "";
        return Hosts(run, worst.Point) ?? string.Create(
            CultureInfo.InvariantCulture, $"{Seats.Called(run, f.SlowestRank)} is {f.Imbalance:F2} x the median");
    }

    /// <summary>Names the host of the slowest rank and the others like it; null where not all its ranks are slow, or
    /// there is no other host. Slow is a rank that is at least half as far above the median as the slowest.</summary>
    private static string? Hosts(RunRecord run, PointRecord point)
    {
        double[] ranks = [.. Figures.RankTimes(point).Select(r => r.Median)];
        double slow = Statistics.Median(ranks) * (1 + point.Figures.Imbalance) / 2;
        int count = Math.Min(ranks.Length, run.Ranks.Count);
        (int[] Ranks, double Seconds)[] hosts = [.. Enumerable.Range(0, count).GroupBy(r => run.Ranks[r].Node)
            .Select(g => (g.ToArray(), Statistics.Median(g.Select(r => ranks[r]))))];
        bool IsWorst((int[] Ranks, double Seconds) host) => host.Ranks.Contains(point.Figures.SlowestRank);
        (int[] Ranks, double Seconds)[] found = [.. hosts.Where(h => h.Ranks.All(r => ranks[r] >= slow))
            .OrderByDescending(IsWorst).ThenByDescending(h => h.Seconds)];
        if (hosts.Length < 2 || found.Length == 0 || !IsWorst(found[0]))
            return null;
        double times = found[0].Seconds / Statistics.Median(hosts.Select(h => h.Seconds));
        string[] others = [.. found.Skip(1).Take(MostHosts).Select(h => Seats.HostOf(run, h.Ranks))];
        string more = found.Length - 1 > others.Length ? $" and {found.Length - 1 - others.Length} more" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Seats.HostOf(run, found[0].Ranks)} takes {times:F2} x the median of {hosts.Length} hosts")
            + (others.Length == 0 ? "" : $"; slow as well: {string.Join(", ", others)}{more}");
    }
}
