using System.Globalization;
using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Reports;

/// <summary>What several sets of launches, or several ways of doing the same, show next to each other; for a
/// terminal.</summary>
public static class GroupsText
{
    /// <summary>Each point over all sets: whether any differs, and the shortest and the longest of them.</summary>
    public static string Of(
        IReadOnlyList<LaunchSet> sets, IReadOnlyList<GroupTest> tests, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        TextTable.Sentence(
            text, $"Over all: {string.Join(", ", sets.Select(s => $"{s.Name} ({s.Launches.Count})"))}", width);
        List<string[]> rows = [["verdict", "p", "effect", "point", "shortest", "longest"]];
        foreach (GroupTest t in tests.OrderBy(t => t.AdjustedP))
        {
            int[] order = [.. Enumerable.Range(0, sets.Count).Where(i => t.Launches[i] > 0).OrderBy(i => t.Seconds[i])];
            string Shown(int i) => $"{Units.Si(t.Seconds[i], "s")} {sets[i].Name}";
            rows.Add(
            [
                t.Launches.Any(n => n is > 0 and < Comparison.LeastLaunches) ? Words.Of(Change.Inconclusive)
                    : t.AdjustedP < Comparison.FalseShare ? "differs" : Words.Of(Change.Undecided),
                ComparisonText.P(t.AdjustedP), t.Test.Effect.ToString("F2", CultureInfo.InvariantCulture),
                Words.Short(t.Point), Shown(order[0]), Shown(order[^1]),
            ]);
        }

        TextTable.Write(text, rows, width, rightAligned: [1, 2]);
        return text.ToString();
    }

    /// <summary>Each problem with the ways of solving it, the best first.</summary>
    public static string Of(IReadOnlyList<ComparedProblem> problems, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach (ComparedProblem problem in problems)
        {
            Results.PointRecord first = problem.Ways[0].Point;
            text.WriteLine(string.Join(
                ' ', [$"{first.Case.Benchmark}@{first.Ranks}", .. Words.Of(first.Parameters
                    .Where(p => p.Role == Results.Role.Problem))]));
            List<string[]> rows = [.. problem.Ways.Select(w => Row(w, w == problem.Best))];
            TextTable.Write(text, rows, width, rightAligned: [2, 3, 5]);
            text.WriteLine();
        }

        TextTable.Sentence(text, problems.Count == 0
            ? "inconclusive: nothing was measured in more than one way"
            : $"{Words.Count(problems.Count, "problem")}; the best way was picked by these very launches: "
                + "'same' and 'undecided' ones may be as good", width);
        return text.ToString();
    }

    private static string[] Row(ComparedWay way, bool isBest) =>
    [
        isBest ? "best" : way.Change == Change.Unranked
            ? way.Side.Status == Results.PointStatus.Ok ? Words.Of(way.Side.Verified)
                : Words.Of(way.Side.Status).ToUpperInvariant()
            : Words.Of(way.Change),
        string.Join(' ', [way.Point.Case.Realisation, .. Words.Of(way.Point.Parameters
            .Where(p => p.Role == Results.Role.Method))]),
        Units.Si(way.Side.Seconds.Value, "s"),
        way.ToBest is null ? isBest ? "1" : "-"
            : way.ToBest.Ratio.Value.ToString("F3", CultureInfo.InvariantCulture),
        way.ToBest is null ? "" : ComparisonText.Range(way.ToBest.Ratio.Ci),
        way.ToBest is null ? "" : ComparisonText.P(way.AdjustedP),
        Units.Si(way.Side.Rate.Value, way.Point.Case.MetricUnit),
    ];
}
