using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Whether any of several sets of launches differs in a point.</summary>
/// <param name="Point">one of its records</param>
/// <param name="Seconds">the median of each set, of the placement that most launches had [s]; NaN where it has
/// none</param>
/// <param name="Launches">how many of each set that rests on</param>
/// <param name="Test">Kruskal-Wallis over the launches</param>
/// <param name="AdjustedP">over all points</param>
public sealed record GroupTest(
    PointRecord Point, IReadOnlyList<double> Seconds, IReadOnlyList<int> Launches, TestResult Test, double AdjustedP);

/// <summary>Launches by what they have in common.</summary>
public static class Groups
{
    /// <summary>What launches may be grouped by.</summary>
    public static readonly IReadOnlyList<string> Keys = ["site", "mpi", "week"];

    /// <summary>The groups, in the order of their first launch.</summary>
    /// <param name="launches">all</param>
    /// <param name="key">one of <see cref="Keys"/></param>
    public static IReadOnlyList<LaunchSet> By(IEnumerable<Launch> launches, string key) =>
    [
        .. launches.DistinctBy(l => l.Run.RunId).OrderBy(l => l.Run.Created).GroupBy(l => NameOf(l.Run, key))
            .Select(g => new LaunchSet(g.Key, [.. g])),
    ];

    private static string NameOf(RunRecord run, string key) => key switch
    {
        "site" => SiteOf(run),
        "mpi" => MpiLibrary.TextOf(run) is { Length: > 0 } mpi ? mpi : "no MPI",
        "week" => WeekOf(run.Created),
        _ => throw new ArgumentException($"launches are not grouped by '{key}'", nameof(key)),
    };

    /// <summary>Site, system and partition; the first host where none is named.</summary>
    private static string SiteOf(RunRecord run)
    {
        string[] named = [.. new[] { run.Site, run.System, run.Partition }.Where(n => n.Length > 0)];
        return named.Length > 0 ? string.Join('/', named) : run.Nodes.Count > 0 ? run.Nodes[0].HostName : "no site";
    }

    private static string WeekOf(DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(at.UtcDateTime)}-W{ISOWeek.GetWeekOfYear(at.UtcDateTime):00}");
}
