using System.Globalization;
using System.Text;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Markdown for people: a table for each benchmark, as GitHub and GitLab show it, one row per point.</summary>
public static class MarkdownExport
{
    /// <summary>Everything that would be markup inside a line or a cell (GitHub Flavored Markdown 0.29, 2.4 and 4.10;
    /// <c>$</c> begins mathematics on both sites).</summary>
    private const string Markup = "\\`*_[]<>|~&$#!";

    /// <summary>Writes all points of all runs.</summary>
    public static void Write(IReadOnlyList<Launch> runs, TextWriter to)
    {
        Line(to, $"# {Escape(string.Join(", ", runs.Select(r => r.Run.SuiteName).Distinct()))}");
        Line(to, "");
        foreach (Launch run in runs)
            Line(to, $"- {Escape(Origin(run))}");
        foreach (var benchmark in runs.SelectMany(r => r.Points.Select(p => (Run: r, Point: p)))
            .GroupBy(p => p.Point.Case.Benchmark))
        {
            Line(to, "");
            Line(to, $"## {Escape(benchmark.Key)}");
            Line(to, "");
            Table(to, [.. benchmark], runs.Count > 1);
        }
    }

    /// <summary>Text that is shown as it is, within a line or a cell.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in PlainText.Of(text))
            _ = (Markup.Contains(c, StringComparison.Ordinal) ? escaped.Append('\\') : escaped).Append(c);
        return escaped.ToString();
    }

    private static string Origin(Launch run)
    {
        RunRecord r = run.Run;
        string machine = r.Nodes.Count == 0 ? "" : $" of {r.Nodes[0].HostName} ({r.Nodes[0].CpuModel})";
        string when = r.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{run.File}: {when} UTC, ranks: {r.Ranks.Count}, nodes: {r.Nodes.Count}{machine}, "
            + $"haiend {r.HaiEndVersion}";
    }

    private static void Table(TextWriter to, (Launch Run, PointRecord Point)[] points, bool several)
    {
        string[] parameters = [.. points.SelectMany(p => p.Point.Parameters).Select(p => p.Name).Distinct()];
        string[] left = [.. several ? ["file"] : Array.Empty<string>(), "realisation", .. parameters];
        string[] right = ["ranks", "time", "spread", "rate", "of roof"];
        Row(to, [.. left, .. right, "answer", "status"]);
        Line(to, $"|{string.Concat(left.Select(_ => "---|"))}{string.Concat(right.Select(_ => "---:|"))}---|---|");
        foreach ((Launch run, PointRecord p) in points)
        {
            PointFigures f = p.Figures;
            Row(to,
            [
                .. several ? [run.File] : Array.Empty<string>(), p.Case.Realisation,
                .. parameters.Select(name => p[name] ?? ""), p.Ranks.ToString(CultureInfo.InvariantCulture),
                Units.Si(f.Median, "s"), Words.Spread(p), Units.Si(f.Rate, p.Case.MetricUnit),
                Units.Percent(f.EfficiencyOfRoof), Words.Of(p.Verified),
                p.Message.Length > 0 ? $"{Words.Of(p.Status)}: {p.Message}" : Words.Of(p.Status),
            ]);
        }
    }

    private static void Row(TextWriter to, IEnumerable<string> cells) =>
        Line(to, $"| {string.Join(" | ", cells.Select(Escape))} |");

    private static void Line(TextWriter to, string line)
    {
        to.Write(line);
        to.Write('\n');
    }
}
