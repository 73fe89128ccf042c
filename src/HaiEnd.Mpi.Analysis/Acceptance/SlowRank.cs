using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Names the rank that the others wait for.</summary>
internal static class SlowRank
{
    /// <summary>From here on a slow rank is worth naming beside another failure [1].</summary>
    private const double Worth = 1.2;

    /// <summary>Less than this is 1.00 in print, and names nobody [1].</summary>
    private const double Least = 1.005;

    /// <summary><c>rank 3 on gn017 is 1.31 x the median</c>, of the launch where it is slowest; empty where no rank is
    /// slow.</summary>
    /// <param name="seen">the point in each launch</param>
    /// <param name="always">also where it is between <see cref="Least"/> and <see cref="Worth"/></param>
    public static string Of(IReadOnlyList<PoolMember> seen, bool always)
    {
        PoolMember worst = seen.MaxBy(s => s.Point.Figures.Imbalance)!;
        PointFigures f = worst.Point.Figures;
        RunRecord run = worst.Launch.Run;
        if (f.SlowestRank < 0 || f.SlowestRank >= run.Ranks.Count || !(f.Imbalance > (always ? Least : Worth)))
            return "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Seats.Called(run, f.SlowestRank)} is {f.Imbalance:F2} x the median");
    }
}
