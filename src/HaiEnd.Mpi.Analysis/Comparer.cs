using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Compares sets of launches point by point.</summary>
public static class Comparer
{
    /// <summary>Compares a set with a base.</summary>
    /// <param name="base">what it was</param>
    /// <param name="new">what it is</param>
    /// <param name="threshold">least relative change that counts [1]</param>
    public static Comparison Compare(LaunchSet @base, LaunchSet @new, double threshold)
    {
        (PoolMember[] Before, PoolMember[] After)[] sides = [.. Pool.Of(@base.Launches.Concat(@new.Launches))
            .Select(pool => (Of(@base, pool), Of(@new, pool)))];
        ComparedPoint[] points = [.. sides.Where(s => s.Before.Length > 0 && s.After.Length > 0)
            .AsParallel().AsOrdered().Select(s => Compare(s.Before, s.After))];
        UnmatchedPoint[] unmatched = [.. sides.Where(s => s.Before.Length == 0 || s.After.Length == 0)
            .Select(s => new UnmatchedPoint(
                s.Before.Concat(s.After).First().Point, Status([.. s.Before, .. s.After]), s.Before.Length > 0))];
        double[] p = FalseDiscovery.Adjust([.. points.Select(c => c.Contrast?.Test.P ?? double.NaN)]);
        IEnumerable<ComparedPoint> judged = points.Select((c, i) => c.Contrast is null ? c : c with
        {
            AdjustedP = p[i],
            Change = Comparison.Judge(c.Contrast.Ratio, p[i], threshold),
        });
        return new(
            @base.Name, @new.Name, @base.Launches.Count, @new.Launches.Count, threshold,
            EnvironmentDifference.Between(
                [.. @base.Launches.Select(l => l.Run)], [.. @new.Launches.Select(l => l.Run)]),
            [.. judged.OrderBy(c => Place(c.Change)).ThenByDescending(c => c.Size)], unmatched)
        {
            Remarks = RunFacts.Remarks([.. @base.Launches.Concat(@new.Launches).Select(l => l.Run)]),
        };
    }

    /// <summary>Whether any of several sets differs, for each point that at least two of them measured.</summary>
    public static IReadOnlyList<GroupTest> Test(IReadOnlyList<LaunchSet> sets)
    {
        var found = new List<(PointRecord Point, double[][] Groups, TestResult Test)>();
        foreach (Pool pool in Pool.Of(sets.SelectMany(s => s.Launches)))
        {
            PoolMember[] ranked = [.. pool.Members.Where(m => m.IsRanked)];
            var placements = Placements.Of(ranked.Select(m => m.Point));
            int usual = placements.UsualOf(ranked.Select(m => m.Point));
            double[][] groups = [.. sets.Select(s => Of(s, pool)
                .Where(m => m.IsRanked && placements.ModeOf(m.Point) == usual)
                .Select(m => m.Point.Figures.Median).ToArray())];
            if (groups.Count(g => g.Length > 0) > 1)
                found.Add((pool.Members[0].Point, groups, KruskalWallis.Test(groups)));
        }

        double[] p = FalseDiscovery.Adjust([.. found.Select(f => f.Test.P)]);
        return [.. found.Select((f, i) => new GroupTest(
            f.Point, [.. f.Groups.Select(g => Statistics.Median(g))], [.. f.Groups.Select(g => g.Length)], f.Test,
            p[i]))];
    }

    /// <summary>A side without its times.</summary>
    internal static ComparedSide Side(IReadOnlyList<PoolMember> members, Estimate seconds)
    {
        PointStatus status = Status(members);
        PoolMember[] ranked = [.. members.Where(m => m.IsRanked)];
        PointRecord first = members.First(m => m.Point.Status == status || status == PointStatus.Wrong
            && m.Point.Verified == Verified.Failed).Point;
        return new(
            status, status == PointStatus.Wrong ? Verified.Failed : ranked.Length > 0 ? Verified.Yes : Verified.No,
            first.Message, ranked.Length, members.Count, seconds,
            Metrics.RateAt(first, seconds),
            Statistics.Median(ranked.Select(m => m.Point.Figures.EfficiencyOfRoof).Where(double.IsFinite)));
    }

    private static ComparedPoint Compare(PoolMember[] before, PoolMember[] after)
    {
        Estimate none = new(double.NaN, Interval.None, 0, 0);
        ComparedSide b = Side(before, none), a = Side(after, none);
        IReadOnlyList<TuningDifference> tuning = Tuning(before, after);
        if (!b.IsRanked || !a.IsRanked)
            return new(after[0].Point, b, a, null, double.NaN, Change.Unranked, tuning);
        PoolMember[] old = [.. before.Where(m => m.IsRanked)], recent = [.. after.Where(m => m.IsRanked)];
        var contrast = Contrast.Between(old, recent, Placements.Of(old.Concat(recent).Select(m => m.Point)));
        return new(
            after[0].Point, Side(before, contrast.BaseSeconds), Side(after, contrast.NewSeconds), contrast, double.NaN,
            Change.Undecided, tuning);
    }

    private static PoolMember[] Of(LaunchSet set, Pool pool)
    {
        var ids = set.Launches.Select(l => l.Run.RunId).ToHashSet();
        return [.. pool.Members.Where(m => ids.Contains(m.Launch.Run.RunId))];
    }

    /// <summary>How a point ended over several launches, see <see cref="ComparedSide"/>.</summary>
    internal static PointStatus Status(IReadOnlyList<PoolMember> members) =>
        members.Any(m => m.Point.Status == PointStatus.Wrong || m.Point.Verified == Verified.Failed)
            ? PointStatus.Wrong
            : members.Any(m => m.Point.Status == PointStatus.Ok)
                ? PointStatus.Ok
                : members.CountBy(m => m.Point.Status).MaxBy(c => c.Value).Key;

    private static IReadOnlyList<TuningDifference> Tuning(PoolMember[] before, PoolMember[] after)
    {
        static string Values(PoolMember[] members, string axis) =>
            string.Join(", ", members.Select(m => m.Point[axis] ?? "").Distinct().Order(StringComparer.Ordinal));
        return
        [
            .. before.Concat(after).SelectMany(m => m.Point.Parameters).Where(p => p.Role == Role.Tuning)
                .Select(p => p.Name).Distinct()
                .Select(axis => new TuningDifference(axis, Values(before, axis), Values(after, axis)))
                .Where(t => t.Base != t.New),
        ];
    }

    /// <summary>What must be seen stands first.</summary>
    private static int Place(Change change) => change switch
    {
        Change.Unranked => 0,
        Change.Slower or Change.Faster => 1,
        Change.Undecided or Change.Inconclusive => 2,
        _ => 3,
    };
}
