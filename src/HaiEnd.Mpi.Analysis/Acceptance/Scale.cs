using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Launches on as many nodes and ranks: replicates of each other.</summary>
/// <param name="nodes">of each launch</param>
/// <param name="ranks">of each launch</param>
/// <param name="launches">the launches</param>
internal sealed class Scale(int nodes, int ranks, IReadOnlyList<Launch> launches)
{
    private readonly ILookup<string, PoolMember> _byKey = launches
        .SelectMany(l => l.Points.Select(p => new PoolMember(l, p))).ToLookup(s => AskedPoint.KeyOf(s.Point));

    private readonly Lazy<ScaledPoint[]> _scaled = new(() =>
        [.. ScalingSeries.Of(launches).SelectMany(s => s.Points)]);

    private readonly Lazy<MpiLibrary?> _library = new(() =>
        launches.Select(l => MpiLibrary.Of(l.Run)).Distinct().ToArray() is [var one] ? one : null);

    /// <summary>Of each launch.</summary>
    public int Nodes => nodes;

    /// <summary>Of each launch.</summary>
    public int Ranks => ranks;

    /// <summary>Of each launch; null where they ran on different ones.</summary>
    public MpiLibrary? Library => _library.Value;

    /// <summary>Every record.</summary>
    public IEnumerable<PoolMember> All => _byKey.SelectMany(s => s);

    /// <summary>The scales of some launches, small ones first.</summary>
    public static IReadOnlyList<Scale> Of(IEnumerable<Launch> launches) =>
    [
        .. launches.GroupBy(l => (Nodes: l.Run.Nodes.Count, Ranks: l.Run.Ranks.Count)).OrderBy(g => g.Key)
            .Select(g => new Scale(g.Key.Nodes, g.Key.Ranks, [.. g])),
    ];

    /// <summary>In what the launches differ; without facts where they are alike.</summary>
    public PooledDifference Difference() =>
        new(nodes, ranks, launches.Count, EnvironmentDifference.Within(launches.Select(l => l.Run)));

    /// <summary>What a measurand is at a point.</summary>
    /// <param name="measurand">what</param>
    /// <param name="asked">where</param>
    /// <param name="seen">its records</param>
    public Estimate Of(Measurand measurand, AskedPoint asked, IReadOnlyList<PoolMember> seen) =>
        measurand == Measurand.Efficiency ? Efficiency(asked) : measurand.Over(new(asked.Key, seen));

    /// <summary>The least, where the point is in several series.</summary>
    private Estimate Efficiency(AskedPoint asked) => _scaled.Value
        .Where(p => AskedPoint.KeyOf(p.Point) == asked.Key && p.Ranks == (asked.Ranks > 0 ? asked.Ranks : ranks))
        .Select(p => p.Efficiency).MinBy(e => e.Value) ?? new(double.NaN, Interval.None, 0, 0);

    /// <summary>The records of a point. A mark that a point was running when its launch ended is left out where another
    /// launch has measured it: it was resumed.</summary>
    public IReadOnlyList<PoolMember> Find(AskedPoint asked)
    {
        int wanted = asked.Ranks > 0 ? asked.Ranks : ranks;
        PoolMember[] found = [.. _byKey[asked.Key].Where(s => s.Point.Ranks == wanted || s.Point.Ranks == 0)];
        bool resumed = found.Any(s => s.Point.Status == PointStatus.Ok);
        return [.. found.Where(s => !resumed || s.Point.Message != IRunStore.EndedWhileRunning)];
    }
}
