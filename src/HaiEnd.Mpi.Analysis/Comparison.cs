using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>What became of a point.</summary>
public enum Change
{
    /// <summary>longer by more than the threshold, and not by chance</summary>
    Slower,

    /// <summary>shorter by more than the threshold, and not by chance</summary>
    Faster,

    /// <summary>neither a change nor its absence is shown</summary>
    Undecided,

    /// <summary>too few launches that can be compared</summary>
    Inconclusive,

    /// <summary>the interval lies within the threshold</summary>
    Same,

    /// <summary>wrong, unchecked or not measured on a side: never ranked</summary>
    Unranked,
}

/// <summary>A named set of launches.</summary>
/// <param name="Name">as it was typed, or the group's</param>
/// <param name="Launches">not empty</param>
public sealed record LaunchSet(string Name, IReadOnlyList<Launch> Launches);

/// <summary>A point as one side has it.</summary>
/// <param name="Status">wrong where it is in any launch; ok where some launch measured it; else how most ended</param>
/// <param name="Verified">whether the answers of the measured launches were checked</param>
/// <param name="Message">of the first launch with that status</param>
/// <param name="Measured">launches that may be ranked</param>
/// <param name="Launches">launches that have the point</param>
/// <param name="Seconds">of one repeat [s]; see <see cref="Contrast"/></param>
/// <param name="Rate">in the case's metric</param>
/// <param name="EfficiencyOfRoof">median over the launches [1]; NaN without a roof</param>
public sealed record ComparedSide(
    PointStatus Status, Verified Verified, string Message, int Measured, int Launches, Estimate Seconds, Estimate Rate,
    double EfficiencyOfRoof)
{
    /// <summary>Measured, checked and right.</summary>
    public bool IsRanked => Status == PointStatus.Ok && Verified == Verified.Yes;
}

/// <summary>A tuning axis whose values differ between the sides: context, not identity.</summary>
/// <param name="Name">the axis</param>
/// <param name="Base">its values there</param>
/// <param name="New">its values here</param>
public sealed record TuningDifference(string Name, string Base, string New);

/// <summary>A point that both sides have.</summary>
/// <param name="Point">one of its records, for its name and parameters</param>
/// <param name="Base">the base's side</param>
/// <param name="New">the other side</param>
/// <param name="Contrast">null where a side is not ranked</param>
/// <param name="AdjustedP">over all points of the comparison; NaN where there is no contrast</param>
/// <param name="Change">the verdict</param>
/// <param name="Tuning">context that differs</param>
public sealed record ComparedPoint(
    PointRecord Point, ComparedSide Base, ComparedSide New, Contrast? Contrast, double AdjustedP, Change Change,
    IReadOnlyList<TuningDifference> Tuning)
{
    /// <summary>Wrong on the new side and not on the base's.</summary>
    public bool IsNewlyWrong => New.Status == PointStatus.Wrong && Base.Status != PointStatus.Wrong;

    /// <summary>Measured on the base's side and neither measured nor wrong on the new one: it does not run any
    /// more.</summary>
    public bool IsLost => Base.Status == PointStatus.Ok && New.Status is not (PointStatus.Ok or PointStatus.Wrong);

    /// <summary>Size of the change, the same for twice and half.</summary>
    public double Size => Contrast is null ? double.NaN : Math.Abs(Math.Log(Contrast.Ratio.Value));
}

/// <summary>A point that only one side has.</summary>
/// <param name="Point">one of its records</param>
/// <param name="Status">as in <see cref="ComparedSide"/></param>
/// <param name="IsInBase">the side</param>
public sealed record UnmatchedPoint(PointRecord Point, PointStatus Status, bool IsInBase);

/// <summary>Two sets of launches, compared.</summary>
/// <param name="Base">name of the base</param>
/// <param name="New">name of what is compared with it</param>
/// <param name="BaseLaunches">launches in it</param>
/// <param name="NewLaunches">launches in it</param>
/// <param name="Threshold">least relative change that counts [1]</param>
/// <param name="Environment">what differs around them</param>
/// <param name="Points">matched ones: changes first, each kind by its size</param>
/// <param name="Unmatched">the others</param>
public sealed record Comparison(
    string Base, string New, int BaseLaunches, int NewLaunches, double Threshold, EnvironmentDifference Environment,
    IReadOnlyList<ComparedPoint> Points, IReadOnlyList<UnmatchedPoint> Unmatched)
{
    /// <summary>Fewer launches a side tell nothing of what the next one does.</summary>
    public const int LeastLaunches = 5;

    /// <summary>Accepted share of false ones among the changes.</summary>
    public const double FalseShare = 0.05;

    /// <summary>True where sites or processors differ, so that shares of the roof say more than times.</summary>
    public bool IsAcrossMachines => Environment.Facts.Any(f =>
        f.IsBetween && (f.Group == FactGroup.Site || f.Name == RunFacts.Processor));

    /// <summary>What a reader must know of the launches, one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Points of one verdict.</summary>
    public int Count(Change change) => Points.Count(p => p.Change == change);

    /// <summary>A wrong answer that the base does not have.</summary>
    public bool HasNewWrong => Points.Any(p => p.IsNewlyWrong)
        || Unmatched.Any(u => !u.IsInBase && u.Status == PointStatus.Wrong);

    /// <summary>A point that was measured and is not any more.</summary>
    public bool HasLost => Points.Any(p => p.IsLost);

    /// <summary>Too few launches of a point, or no point that could be judged. A point whose launches were placed too
    /// differently does not alone make a comparison inconclusive.</summary>
    public bool IsInconclusive =>
        Points.All(p => p.Change is Change.Inconclusive or Change.Unranked)
        || Points.Any(p => p.Change == Change.Inconclusive
            && Math.Min(p.Base.Measured, p.New.Measured) < LeastLaunches);

    /// <summary>Launches a side with which a change of one point alone could be told from chance among so many: its
    /// least p, 2 / C(2n, n), must be below the accepted share over the number of points.</summary>
    public int LaunchesNeeded
    {
        get
        {
            int n = LeastLaunches, points = Math.Max(1, Points.Count(p => p.Contrast is not null));
            while (LeastP(n) * points >= FalseShare)
                n++;
            return n;
        }
    }

    /// <summary>The verdict on a ratio of times.</summary>
    /// <param name="ratio">new over base</param>
    /// <param name="adjustedP">over all points that are judged together</param>
    /// <param name="threshold">least relative change that counts [1]</param>
    /// <param name="leastLaunches">a side, for a verdict</param>
    public static Change Judge(
        Estimate ratio, double adjustedP, double threshold, int leastLaunches = LeastLaunches)
    {
        Interval ci = ratio.Ci;
        if (ratio.Launches < leastLaunches)
            return Change.Inconclusive;
        if (Math.Abs(ratio.Value - 1) > threshold && !ci.Contains(1) && adjustedP < FalseShare)
            return ratio.Value > 1 ? Change.Slower : Change.Faster;
        return ci.Low >= 1 - threshold && ci.High <= 1 + threshold ? Change.Same : Change.Undecided;
    }

    private static double LeastP(int n)
    {
        double orders = 1;
        for (int i = 1; i <= n; i++)
            orders *= (double)(n + i) / i;
        return 2 / orders;
    }
}
