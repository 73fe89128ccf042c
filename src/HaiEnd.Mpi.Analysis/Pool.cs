using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>One point of one launch.</summary>
/// <param name="Launch">the launch</param>
/// <param name="Point">its point</param>
public sealed record PoolMember(Launch Launch, PointRecord Point)
{
    /// <summary>Measured, and the answer was not found wrong; it may not have been checked (<c>--verify none</c>). Its
    /// time can be shown and judged.</summary>
    public bool IsUsable => Point is { Status: PointStatus.Ok, Verified: not Verified.Failed };

    /// <summary>Usable, and the answer was checked: only this may be said to be faster than another.</summary>
    public bool IsRanked => IsUsable && Point.Verified == Verified.Yes;
}

/// <summary>The same point in all launches that measured it.</summary>
public sealed class Pool
{
    /// <summary>From so many launches on, order statistics of their medians are as good as resampling and cost
    /// nothing.</summary>
    private const int Many = 30;

    private readonly Lazy<Estimate> _seconds;

    /// <summary>Pools these.</summary>
    /// <param name="matchKey">what they share</param>
    /// <param name="members">at least one; one a launch</param>
    public Pool(string matchKey, IReadOnlyList<PoolMember> members)
    {
        MatchKey = matchKey;
        Members = members;
        Usable = [.. members.Where(m => m.IsUsable)];
        _seconds = new(() => Usable.Count >= Many ? Ordered() : LaunchSeconds() switch
        {
            [] => new(double.NaN, Interval.None, 0, 0),
            [var only] => OfOne(only),
            var several => Bootstrap.Median(several, seed: 0),
        });
    }

    /// <summary>What the points share: their match key, with the tuning and the series where a launch has
    /// several, and the slices of devices that they were measured on.</summary>
    public string MatchKey { get; }

    /// <summary>The point in each launch, measured or not, in the order of the launches.</summary>
    public IReadOnlyList<PoolMember> Members { get; }

    /// <summary>See <see cref="PoolMember.IsUsable"/>.</summary>
    public IReadOnlyList<PoolMember> Usable { get; }

    /// <summary>Median time of one repeat [s] over the usable launches; from one launch, its own median and interval,
    /// which knows nothing of the next launch. NaN where none is usable.</summary>
    public Estimate Seconds => _seconds.Value;

    /// <summary>The rate at <see cref="Seconds"/> in the case's metric, its interval's ends swapped.</summary>
    public Estimate Rate => Usable is [{ Point: var p }, ..]
        ? Metrics.RateAt(p, Seconds)
        : Seconds with { Value = double.NaN, Ci = Interval.None };

    /// <summary>The median over the usable launches of the slowest rank's time over the ranks' median [1].</summary>
    public double Imbalance => Statistics.Median(
        Usable.Select(m => m.Point.Figures.Imbalance).Where(double.IsFinite));

    /// <summary>The rank that was the slowest in most of the usable launches; -1 where none is.</summary>
    public int SlowestRank => Usable.CountBy(m => m.Point.Figures.SlowestRank)
        .OrderByDescending(c => c.Value).Select(c => c.Key).FirstOrDefault(-1);

    /// <summary>The times of the valid samples of each usable launch, see <see cref="Figures.SampleSeconds"/>; launches
    /// without any are left out.</summary>
    public IReadOnlyList<double[]> LaunchSeconds() =>
        [.. Usable.Select(m => Figures.SampleSeconds(m.Point)).Where(s => s.Length > 0)];

    /// <summary>The points of some launches by match key, in the order of first sight. A launch that was read twice
    /// counts once. Where a launch has several points of one match key, which then differ in their tuning or in
    /// the scaling series that they belong to, each has a pool of its own; so have launches on slices of devices.
    /// </summary>
    public static IReadOnlyList<Pool> Of(IEnumerable<Launch> launches)
    {
        PoolMember[] members = [.. launches.DistinctBy(l => l.Run.RunId)
            .SelectMany(l => l.Points.Select(p => new PoolMember(l, p)))];
        return [.. members.GroupBy(m => $"{m.Point.MatchKey} {Slices(m.Launch.Run)}".TrimEnd()).SelectMany(Split)];
    }

    /// <summary>What a slice of a device delivers is never held against a whole one, nor against another kind of slice.
    /// </summary>
    private static string Slices(RunRecord run) => string.Join(
        ' ', run.Devices.Select(d => d.Mig).Where(m => m.Length > 0).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<Pool> Split(IGrouping<string, PoolMember> key) =>
        key.CountBy(m => m.Launch.Run.RunId).All(c => c.Value == 1)
            ? [new(key.Key, [.. key])]
            : key.GroupBy(m => Variant(m.Point)).Select(t => new Pool($"{key.Key} {t.Key}".TrimEnd(), [.. t]));

    private static string Variant(PointRecord point) => string.Join(
        ' ', [.. point.Parameters.Where(p => p.Role == Role.Tuning).Select(p => $"{p.Name}={p.Value}"), point.Scaling]);

    private static Estimate OfOne(double[] inOrder)
    {
        double[] sorted = [.. inOrder.Order()];
        return new(
            Statistics.Quantile(sorted, 0.5), Autocorrelation.MedianInterval(inOrder, sorted), 1, sorted.Length);
    }

    private Estimate Ordered()
    {
        double[] medians = [.. Usable.Select(m => m.Point.Figures.Median).Where(double.IsFinite).Order()];
        return new(
            Statistics.Quantile(medians, 0.5), Statistics.MedianInterval(medians), medians.Length,
            Usable.Sum(m => m.Point.ValidSamples));
    }
}
