using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Upper bounds that were measured in the same run.</summary>
public static class Roofs
{
    /// <summary>The best verified rate of the benchmark that bounds this point, on as many ranks and threads, by the
    /// same runtime, over the same links and, where both have one, in the same precision; NaN where none was measured.
    /// </summary>
    public static double Of(PointRecord point, IReadOnlyList<PointRecord> run)
    {
        double best = double.NaN;
        string runtime = RuntimeOf(point, run);
        foreach (PointRecord other in run)
        {
            bool bounds = other.Case.Benchmark == point.Case.Roof && other.Case.MetricUnit == point.Case.MetricUnit
                && other.Case.Runtime == runtime && other.Status == PointStatus.Ok && other.Ranks == point.Ranks
                && LinkLimit.Of(other) == LinkLimit.Of(point) && ThreadsOf(other) == ThreadsOf(point)
                && (other["precision"] is null || point["precision"] is null
                    || other["precision"] == point["precision"]);
            if (bounds && !(other.Figures.Rate <= best))
                best = other.Figures.Rate;
        }

        return best;
    }

    /// <summary>That of the local kernel, where the point has one by its name that its roof measures by itself.
    /// </summary>
    private static string RuntimeOf(PointRecord point, IReadOnlyList<PointRecord> run) =>
        point["local"] is { } local && run.FirstOrDefault(o =>
            o.Case.Benchmark == point.Case.Roof && o.Case.Realisation == local) is { } part
            ? part.Case.Runtime
            : point.Case.Runtime;

    private static string ThreadsOf(PointRecord point) => point["threads"] ?? "1";

    /// <summary>The points with their efficiency of the roof filled in.</summary>
    public static IReadOnlyList<PointRecord> Fill(IReadOnlyList<PointRecord> run) =>
        [.. run.Select(p => p with { Figures = p.Figures with { EfficiencyOfRoof = p.Figures.Rate / Of(p, run) } })];
}
