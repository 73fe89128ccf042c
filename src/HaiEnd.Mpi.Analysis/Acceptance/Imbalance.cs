using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>The slowest rank's median over the median of all ranks' medians [1].</summary>
internal static class Imbalance
{
    /// <summary>Its interval goes from what it is where every rank in turn is as fast as its own interval allows and
    /// all others as slow, to the opposite: conservative, as ranks do not err together. A rank that is known badly may
    /// be the slowest, whatever its median.</summary>
    public static Bounded Of(PointRecord point)
    {
        RankTime[] ranks = Figures.RankTimes(point);
        double[] lows = [.. ranks.Select(r => r.CiLow)], highs = [.. ranks.Select(r => r.CiHigh)];
        return new(point.Figures.Imbalance, new(Greatest(lows, highs), Greatest(highs, lows)));
    }

    /// <summary>The greatest, over the ranks, of a rank's own time over the median of that and the others' times; NaN
    /// without ranks.</summary>
    /// <param name="own">of each rank, when it is that rank's turn</param>
    /// <param name="others">of each rank, when it is another's turn</param>
    private static double Greatest(double[] own, double[] others)
    {
        double[] sorted = [.. others.Order()];
        double greatest = double.NaN;
        for (int r = 0; r < own.Length; r++)
        {
            int place = Array.BinarySearch(sorted, others[r]);
            greatest = double.MaxNumber(greatest, own[r] / MedianWith(own[r], sorted, place));
        }

        return greatest;
    }

    /// <summary>The median when the value at a place of a sorted list is replaced.</summary>
    private static double MedianWith(double value, double[] sorted, int place)
    {
        int n = sorted.Length;
        double Other(int i) => i < 0 ? double.NegativeInfinity
            : i >= n - 1 ? double.PositiveInfinity
            : sorted[i < place ? i : i + 1];
        double At(int i) => Math.Clamp(value, Other(i - 1), Other(i));
        return (At((n - 1) / 2) + At(n / 2)) / 2;
    }
}
