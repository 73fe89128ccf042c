using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>What a person sees after a run: headline numbers, each with its interval, its share of the measured roof
/// and whether the answer was right; then what went wrong, wrong answers first; then where the file is and what to type
/// next.</summary>
public static class TerminalSummary
{
    /// <summary>Most lines about points of one status.</summary>
    private const int MostLines = 5;

    /// <summary>The text, lines ended by a line feed.</summary>
    /// <param name="report">what was measured</param>
    /// <param name="width">columns of the terminal</param>
    public static string Of(Launch report, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        TextTable.Sentence(text, Title(report), width);
        if (Seats.Crowd(report.Run) is { Length: > 0 } crowd)
            TextTable.Sentence(text, $"DOUBTFUL {crowd}", width, indent: "  ");
        List<string[]> rows = [.. Headlines.Of(report.Points).Select(h => Row(h, report.Run))];
        if (rows.Count > 0)
        {
            text.WriteLine();
            TextTable.Write(text, rows, width, rightAligned: [1, 2, 3]);
        }

        ScalingSummary.Write(text, ScalingSeries.Of([report]), width);
        text.WriteLine();
        Counts(text, report.Points, width);
        text.WriteLine();
        text.WriteLine(report.File);
        text.WriteLine(report.Run.Status == RunStatus.Complete
            ? $"next: haiend report {Words.Shell(report.File)} -o report.html"
            : $"next: the same command with --resume {Words.Shell(report.File)} measures the rest");
        return text.ToString();
    }

    private static string Title(Launch report)
    {
        RunRecord run = report.Run;
        string cpu = run.Nodes.Count == 0 ? "" : $" ({run.Nodes[0].HostName}, {run.Nodes[0].CpuModel})";
        string ended = run.Status == RunStatus.Complete ? "" : ", ended early";
        return $"{run.SuiteName}: {Words.Count(report.Points.Count, "point")} on "
            + $"{Words.Count(run.Ranks.Count, "rank")} of {Words.Count(run.Nodes.Count, "node")}{cpu}, "
            + $"{Units.Duration((run.Finished - run.Created).TotalSeconds)}{ended}";
    }

    private static string[] Row(Headline headline, RunRecord run) =>
    [
        headline.Title,
        headline.Value,
        Words.Spread(headline.Point),
        double.IsFinite(headline.ShareOfRoof)
            ? $"{Units.Percent(headline.ShareOfRoof)} of {headline.Point.Case.Roof}"
            : "",
        Words.Of(headline.Point.Verified),
        headline.Where + ReportData.Links(run, headline.Point),
    ];

    private static void Counts(TextWriter text, IReadOnlyList<PointRecord> points, int width)
    {
        IEnumerable<string> counts = points.GroupBy(p => p.Status).OrderBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {Words.Of(g.Key)}"));
        text.WriteLine(points.Count == 0 ? "nothing was measured" : string.Join(", ", counts));
        foreach (PointStatus status in Words.WorstFirst)
        {
            PointRecord[] those = [.. points.Where(p => p.Status == status)];
            foreach (PointRecord p in those.Take(MostLines))
                TextTable.Sentence(
                    text, $"{Words.Of(status).ToUpperInvariant(),-8} {Words.Of(p)}: {Words.FirstLine(p.Message)}",
                    width, indent: "  ");
            if (those.Length > MostLines)
                text.WriteLine($"  {"",-8} and {those.Length - MostLines} more");
        }
    }
}
