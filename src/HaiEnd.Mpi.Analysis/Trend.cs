using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>One launch in a series.</summary>
/// <param name="Launch">the launch</param>
/// <param name="Point">its point</param>
public sealed record TrendRun(Launch Launch, PointRecord Point)
{
    /// <summary>Start of the launch.</summary>
    public DateTimeOffset At => Launch.Run.Created;

    /// <summary>Median time of one repeat [s].</summary>
    public double Seconds => Point.Figures.Median;
}

/// <summary>A step between two stretches of a series.</summary>
/// <param name="First">index of the first run after it</param>
/// <param name="Ratio">the times after it over those before it [1]</param>
/// <param name="Change">slower or faster where it counts</param>
/// <param name="Environment">what changed between the last run before it and the first after it</param>
public sealed record TrendStep(int First, Estimate Ratio, Change Change, EnvironmentDifference Environment);

/// <summary>One point over time, in one placement of its ranks.</summary>
/// <param name="Point">one of its records</param>
/// <param name="ProbeNs">the placement [ns], see <see cref="Placements"/>; NaN where there is only one</param>
/// <param name="Runs">by time; measured, checked and right</param>
/// <param name="Segments">the stretches, without last runs that are too few for one; empty where all are too
/// few</param>
/// <param name="Steps">between the stretches</param>
/// <param name="Watched">a step that too few runs after it confirm; null where there is none</param>
public sealed record TrendSeries(
    PointRecord Point, double ProbeNs, IReadOnlyList<TrendRun> Runs, IReadOnlyList<Segment> Segments,
    IReadOnlyList<TrendStep> Steps, TrendStep? Watched)
{
    /// <summary>Too few runs for a step with enough on either side.</summary>
    public bool IsTooShort => Runs.Count < 2 * Trend.LeastRuns;

    /// <summary>True where the last stretch is slower than the one before.</summary>
    public bool IsSlower => Steps is [.., { Change: Change.Slower }];
}

/// <summary>A point of a launch that stands in no series.</summary>
/// <param name="Launch">the launch</param>
/// <param name="Point">wrong, unchecked or not measured</param>
public sealed record UnrankedRun(Launch Launch, PointRecord Point);

/// <summary>Weeks of launches.</summary>
/// <param name="Threshold">least relative change that counts [1]</param>
/// <param name="Launches">how many</param>
/// <param name="Series">slower ones first</param>
/// <param name="Unranked">points of launches that are wrong, unchecked or not measured, by time</param>
/// <param name="Moved">points of launches whose placement changed while they measured, or that no other shares</param>
public sealed record Trend(
    double Threshold, int Launches, IReadOnlyList<TrendSeries> Series, IReadOnlyList<UnrankedRun> Unranked, int Moved)
{
    /// <summary>Runs on either side of a step, for it to be called one.</summary>
    public const int LeastRuns = 4;

    /// <summary>Runs after a step, for it to be watched: one is an outlier.</summary>
    private const int LeastWatched = 2;

    /// <summary>True where the last launch of a point gave a wrong answer.</summary>
    public bool IsWrongAtLast => Unranked.Any(u => u.Point.Status == PointStatus.Wrong
        && Series.Where(s => s.Point.MatchKey == u.Point.MatchKey).SelectMany(s => s.Runs)
            .All(r => r.At < u.Launch.Run.Created));

    /// <summary>True where no point has enough runs.</summary>
    public bool IsInconclusive => Series.All(s => s.IsTooShort);

    /// <summary>Finds the steps of every point.</summary>
    /// <param name="launches">in any order</param>
    /// <param name="threshold">least relative change that counts [1]</param>
    public static Trend Of(IEnumerable<Launch> launches, double threshold)
    {
        Launch[] all = [.. launches.DistinctBy(l => l.Run.RunId).OrderBy(l => l.Run.Created)];
        var series = new List<TrendSeries>();
        var unranked = new List<UnrankedRun>();
        int moved = 0;
        foreach (Pool pool in Pool.Of(all))
        {
            unranked.AddRange(pool.Members.Where(m => !m.IsRanked)
                .Select(m => new UnrankedRun(m.Launch, m.Point)));
            TrendRun[] runs = [.. pool.Members.Where(m => m.IsRanked).Select(m => new TrendRun(m.Launch, m.Point))];
            var placements = Placements.Of(runs.Select(r => r.Point));
            foreach (IGrouping<int, TrendRun> mode in runs.GroupBy(r => placements.ModeOf(r.Point)).OrderBy(g => g.Key))
            {
                if (mode.Key < 0)
                    moved += mode.Count();
                else
                    series.Add(Of(
                        [.. mode], placements.IsSplit ? placements.ProbesNs[mode.Key] : double.NaN, threshold));
            }
        }

        return new(
            threshold, all.Length,
            [.. series.OrderBy(s => s.IsSlower ? 0 : s.Steps.Count > 0 ? 1 : s.Watched is not null ? 2
                : s.IsTooShort ? 4 : 3)],
            [.. unranked.OrderBy(u => u.Launch.Run.Created)], moved);
    }

    private static TrendSeries Of(TrendRun[] runs, double probeNs, double threshold)
    {
        var found = new TrendSeries(runs[^1].Point, probeNs, runs, [], [], null);
        if (found.IsTooShort)
            return found;
        double[] values = [.. runs.Select(r => r.Seconds)], weights = Weights(runs);
        Segment last = ChangePoints.Find(values, weights, LeastWatched)[^1];
        // Last runs that are too few for a step would make one together with older ones that are level with the rest.
        int settled = last.Length < LeastRuns ? last.Start : runs.Length;
        IReadOnlyList<Segment> segments = ChangePoints.Find(
            values.AsSpan(0, settled), weights.AsSpan(0, settled), LeastRuns);
        return found with
        {
            Segments = segments,
            Steps = [.. segments.Skip(1).Select((s, i) => Step(runs, segments[i], s, threshold, LeastRuns))],
            Watched = settled < runs.Length ? Watch(runs, segments[^1], last, threshold) : null,
        };
    }

    /// <summary>The step from the last stretch to the last few runs, where it would count.</summary>
    private static TrendStep? Watch(TrendRun[] runs, Segment stretch, Segment last, double threshold)
    {
        TrendStep step = Step(runs, stretch, last, threshold, LeastWatched);
        return step.Change is Change.Slower or Change.Faster ? step : null;
    }

    private static TrendStep Step(TrendRun[] runs, Segment before, Segment after, double threshold, int leastRuns)
    {
        Estimate ratio = Bootstrap.Ratio(Times(runs, before), Times(runs, after), seed: 0);
        return new(
            after.Start, ratio, Comparison.Judge(ratio, adjustedP: 0, threshold, leastRuns),
            EnvironmentDifference.Between([runs[after.Start - 1].Launch.Run], [runs[after.Start].Launch.Run]));
    }

    private static double[][] Times(TrendRun[] runs, Segment segment) =>
        [.. runs.Skip(segment.Start).Take(segment.Length).Select(r => Figures.SampleSeconds(r.Point))];

    /// <summary>One over the width of the interval of each median, so that a noisy run counts less. None counts more
    /// than the usual one: runs differ by more than their samples tell.</summary>
    private static double[] Weights(TrendRun[] runs)
    {
        double[] widths = [.. runs.Select(r => r.Point.Figures.CiHigh - r.Point.Figures.CiLow)];
        double usual = Statistics.Median(widths);
        return [.. widths.Select(w => usual > 0 ? usual / Math.Max(w, usual) : 1)];
    }
}
