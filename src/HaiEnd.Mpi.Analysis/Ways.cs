using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>One way of solving a problem: a realisation with its method axes.</summary>
/// <param name="Point">one of its records</param>
/// <param name="Side">its launches</param>
/// <param name="ToBest">its times over those of the best; null for the best and for what is not ranked</param>
/// <param name="AdjustedP">over all ways of all problems; NaN without a contrast</param>
/// <param name="Change">against the best: same for the best itself</param>
public sealed record ComparedWay(
    PointRecord Point, ComparedSide Side, Contrast? ToBest, double AdjustedP, Change Change);

/// <summary>A problem and the ways it was solved in.</summary>
/// <param name="Ways">the best first, then by their ratio to it, at last those that are not ranked</param>
public sealed record ComparedProblem(IReadOnlyList<ComparedWay> Ways)
{
    /// <summary>The shortest time of those that are right; null where none is ranked. It was picked by the data that
    /// the ratios rest on, so that ways close to it may be as good.</summary>
    public ComparedWay? Best => Ways.FirstOrDefault(w => w.Side.IsRanked);
}

/// <summary>Compares the ways of doing the same.</summary>
public static class Ways
{
    /// <summary>All problems that were solved in more than one way, in the order of first sight.</summary>
    /// <param name="launches">of all ways</param>
    /// <param name="threshold">least relative difference that counts [1]</param>
    public static IReadOnlyList<ComparedProblem> Compare(IEnumerable<Launch> launches, double threshold)
    {
        ComparedWay[][] problems = [.. Pool.Of(launches).GroupBy(p => ProblemOf(p.Members[0].Point))
            .Where(g => g.Count() > 1).Select(g => Compare([.. g]))];
        double[] p = FalseDiscovery.Adjust(
            [.. problems.SelectMany(ways => ways).Select(w => w.ToBest?.Test.P ?? double.NaN)]);
        int next = 0;
        ComparedWay Judged(ComparedWay way)
        {
            double adjusted = p[next++];
            return way.ToBest is null ? way : way with
            {
                AdjustedP = adjusted,
                Change = Comparison.Judge(way.ToBest.Ratio, adjusted, threshold),
            };
        }

        return [.. problems.Select(ways => new ComparedProblem([.. ways.Select(Judged)]))];
    }

    private static ComparedWay[] Compare(Pool[] pools)
    {
        PoolMember[][] ranked = [.. pools.Select(p => Comparer.Status(p.Members) == PointStatus.Ok
            ? p.Members.Where(m => m.IsRanked).ToArray() : [])];
        var placements = Placements.Of(ranked.SelectMany(r => r).Select(m => m.Point));
        // Any that is ranked serves to find the best: where launches were placed in several ways, only ratios compare.
        int any = Array.FindIndex(ranked, r => r.Length > 0);
        int best = Enumerable.Range(0, pools.Length).Where(i => ranked[i].Length > 0)
            .OrderBy(i => Contrast.Between(ranked[any], ranked[i], placements).Ratio.Value).FirstOrDefault(-1);
        var ways = new ComparedWay[pools.Length];
        for (int i = 0; i < pools.Length; i++)
        {
            Contrast? contrast = ranked[i].Length == 0 ? null : Contrast.Between(ranked[best], ranked[i], placements);
            Estimate seconds = contrast?.NewSeconds ?? new(double.NaN, Interval.None, 0, 0);
            ComparedSide side = Comparer.Side(pools[i].Members, seconds);
            ways[i] = new(
                pools[i].Members[0].Point, side, i == best ? null : contrast, double.NaN,
                side.IsRanked ? Change.Same : Change.Unranked);
        }

        return [.. ways.OrderBy(w => !w.Side.IsRanked).ThenBy(w => w.ToBest?.Ratio.Value ?? 0)];
    }

    /// <summary>What is asked, without how it is done.</summary>
    private static string ProblemOf(PointRecord point) => string.Join('\n',
    [
        point.Case.Benchmark, $"{point.Case.BenchmarkVersion}", $"{point.Nodes}", $"{point.Ranks}",
        .. point.Parameters.Where(p => p.Role == Role.Problem).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => $"{p.Name}={p.Value}"),
    ]);
}
