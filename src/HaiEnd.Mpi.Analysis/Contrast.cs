namespace HaiEnd.Mpi.Analysis;

/// <summary>Launches of a point that were placed alike.</summary>
/// <param name="ProbeNs">one way of a cache line between two ranks [ns]; NaN for those that moved while they
/// measured</param>
/// <param name="Base">launches of the base</param>
/// <param name="New">launches of what is compared with it</param>
/// <param name="IsUsed">both sides have enough of them</param>
public sealed record PlacementMode(double ProbeNs, int Base, int New, bool IsUsed);

/// <summary>How the times of a point on two sides relate.</summary>
/// <param name="BaseSeconds">of one repeat [s]; where launches were placed in several ways, of those in the way that
/// most of them were</param>
/// <param name="NewSeconds">the same of the other side</param>
/// <param name="Ratio">new over base [1]; its launches are those of the side that has fewer left</param>
/// <param name="Test">whether launches of one side tend to longer times; NaN where none could be compared</param>
/// <param name="Placements">the ways; empty where all were placed alike</param>
public sealed record Contrast(
    Estimate BaseSeconds, Estimate NewSeconds, Estimate Ratio, TestResult Test,
    IReadOnlyList<PlacementMode> Placements)
{
    /// <summary>Launches a side that a way of placement needs to be used: one tells nothing of the scatter.</summary>
    private const int LeastOfMode = 2;

    /// <summary>Launches of one point on both sides, placed alike.</summary>
    private sealed record Stratum(double ProbeNs, IReadOnlyList<double[]> Base, IReadOnlyList<double[]> New)
    {
        public bool IsUsed => Base.Count >= LeastOfMode && New.Count >= LeastOfMode;

        /// <summary>The precision of a difference grows with it (Cochran, Biometrics 10, 1954).</summary>
        public double Weight => (double)Base.Count * New.Count / (Base.Count + New.Count);
    }

    /// <summary>Compares launches, each with those that were placed alike, and puts the comparisons together. Assumes
    /// that the ratio is the same in all ways of placement.</summary>
    /// <param name="before">the base's; not empty, every member measured</param>
    /// <param name="after">the other side's; not empty</param>
    /// <param name="placements">of both, and of what else they are compared with</param>
    public static Contrast Between(
        IReadOnlyList<PoolMember> before, IReadOnlyList<PoolMember> after, Placements placements)
    {
        var all = new Stratum(double.NaN, Times(before), Times(after));
        if (!placements.IsSplit)
            return Of([all], []);
        // Those that moved are alike in that: equal sides have equal shares of them, and a share of either way's time.
        Stratum[] strata = [.. placements.ProbesNs.Select((probe, mode) => (probe, mode)).Append((double.NaN, -1))
            .Select(way => new Stratum(
                way.Item1, Times(before.Where(m => placements.ModeOf(m.Point) == way.Item2)),
                Times(after.Where(m => placements.ModeOf(m.Point) == way.Item2))))
            .Where(s => s.Base.Count + s.New.Count > 0)];
        PlacementMode[] modes = [.. strata.Select(s => new PlacementMode(
            s.ProbeNs, s.Base.Count, s.New.Count, s.IsUsed))];
        Stratum[] used = [.. strata.Where(s => s.IsUsed).OrderByDescending(s => s.Weight)];
        if (used.Length > 0)
            return Of(used, modes);
        // The times are still shown, but no launch could be compared with another.
        Contrast mixed = Of([all], modes);
        return mixed with { Ratio = mixed.Ratio with { Launches = 0 }, Test = new(double.NaN, double.NaN) };
    }

    private static Contrast Of(Stratum[] strata, PlacementMode[] modes)
    {
        Estimate[] ratios = [.. strata.Select(s => Bootstrap.Ratio(s.Base, s.New, seed: 0))];
        TestResult test = MannWhitney.Test(
            [.. strata.Select(s => (Medians(s.Base), Medians(s.New)))]);
        return new(
            Bootstrap.Median(strata[0].Base, seed: 0), Bootstrap.Median(strata[0].New, seed: 0),
            Combined(strata, ratios), test, modes);
    }

    /// <summary>The weighted mean of the logarithms of the ratios; the distances of its interval's ends are the roots
    /// of the weighted sums of squares of theirs (Zou and Donner, Statistics in Medicine 27, 2008). Assumes independent
    /// ways of placement.</summary>
    private static Estimate Combined(Stratum[] strata, Estimate[] ratios)
    {
        if (ratios.Length == 1)
            return ratios[0];
        double weights = strata.Sum(s => s.Weight), mean = 0, low = 0, high = 0;
        for (int i = 0; i < ratios.Length; i++)
        {
            double share = strata[i].Weight / weights, log = Math.Log(ratios[i].Value);
            mean += share * log;
            low += Math.Pow(share * (log - Math.Log(ratios[i].Ci.Low)), 2);
            high += Math.Pow(share * (Math.Log(ratios[i].Ci.High) - log), 2);
        }

        return new(
            Math.Exp(mean), new(Math.Exp(mean - Math.Sqrt(low)), Math.Exp(mean + Math.Sqrt(high))),
            Math.Min(strata.Sum(s => s.Base.Count), strata.Sum(s => s.New.Count)), ratios.Sum(r => r.Samples));
    }

    private static double[][] Times(IEnumerable<PoolMember> members) =>
        [.. members.Select(m => Figures.SampleSeconds(m.Point)).Where(s => s.Length > 0)];

    private static double[] Medians(IReadOnlyList<double[]> launches) =>
        [.. launches.Select(l => Statistics.Median(l))];
}
