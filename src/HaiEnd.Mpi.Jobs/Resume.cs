using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Jobs;

/// <summary>What is left to measure when a run goes on from earlier files. A point that ended a launch is tried once
/// more; one that ended two launches is recorded as failed and not tried, so that one bad point can't hold up a
/// campaign.</summary>
/// <param name="Todo">points to measure</param>
/// <param name="Have">how many points the files have</param>
/// <param name="GivenUp">points that ended two launches</param>
/// <param name="Known">what the files have of points that need not be tried again</param>
public sealed record Resume(
    IReadOnlyList<PointSpec> Todo, int Have, IReadOnlyList<PointSpec> GivenUp, IReadOnlyList<PointRecord> Known)
{
    /// <summary>Launches that a point may end before it is given up.</summary>
    public const int MostLaunches = 2;

    /// <summary>Compares what is wanted with what there is.</summary>
    /// <param name="wanted">every axis written out, as <see cref="Expansion"/> does</param>
    /// <param name="zigzags">series besides, whose points depend on results</param>
    /// <param name="files">the points of each earlier file</param>
    /// <param name="ranks">ranks of this launch: where a point asks for all, on other ranks it is another</param>
    /// <param name="endedLaunch">the message of a point that was running when its launch ended</param>
    public static Resume Plan(
        IReadOnlyList<PointSpec> wanted, IReadOnlyList<ZigzagPlan> zigzags,
        IEnumerable<IReadOnlyList<PointRecord>> files, int ranks, string endedLaunch)
    {
        bool EndedIt(PointRecord point) => point.Status == PointStatus.Failed && point.Message == endedLaunch;
        string Wanted(PointSpec spec) => (spec.Ranks == 0 ? spec with { Ranks = ranks } : spec).ToString();
        var known = new Dictionary<string, PointRecord>();
        var ended = new Dictionary<string, int>();
        // A point on no node was never tried: that launch had too few ranks for it.
        foreach (PointRecord point in files.SelectMany(f => f).Where(p => p.Nodes > 0))
        {
            string key = PointSpec.Of(point).ToString();
            if (EndedIt(point))
                ended[key] = ended.GetValueOrDefault(key) + 1;
            if (!EndedIt(point) || (ended[key] >= MostLaunches && !known.ContainsKey(key)))
                known[key] = point;
        }

        var todo = wanted.Where(p => !known.ContainsKey(Wanted(p))).ToList();
        var givenUp =
            wanted.Where(p => known.TryGetValue(Wanted(p), out PointRecord? point) && EndedIt(point)).ToList();
        int have = wanted.Count - todo.Count - givenUp.Count;
        IEnumerable<PointSpec> ofZigzags =
            known.Values.Where(EndedIt).Select(PointSpec.Of).Where(p => zigzags.Any(z => z.Has(p)));
        return new(todo, have, [.. givenUp, .. ofZigzags], [.. known.Values]);
    }
}
