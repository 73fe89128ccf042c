using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>What a person sees after a run: headline numbers, each with its interval, its share of the measured roof
/// and whether the answer was right; then what went wrong, wrong answers first; then where the file is and what to type
/// next.</summary>
public static class TerminalSummary
{
    /// <summary>One headline: the best right answer of a benchmark.</summary>
    /// <param name="Title">for a person</param>
    /// <param name="Benchmark">whose points it is taken from</param>
    /// <param name="Latency">shows the shortest one-way time instead of the highest rate</param>
    private sealed record Headline(string Title, string Benchmark, bool Latency = false);

    private static readonly Headline[] Headlines =
    [
        new("FMA peak", "peakflops"),
        new("memory bandwidth", "triad"),
        new("local GEMM", "gemm"),
        new("distributed GEMM", "pgemm"),
        new("stencil", "stencil"),
        new("ping-pong latency", "pingpong", Latency: true),
        new("ping-pong bandwidth", "pingpong"),
        new("all-reduce bus bandwidth", "allreduce"),
    ];

    /// <summary>Worst first: a wrong answer matters more than one that is missing.</summary>
    private static readonly PointStatus[] Bad =
    [
        PointStatus.Wrong, PointStatus.Failed, PointStatus.Timeout, PointStatus.Unstable, PointStatus.Oom,
        PointStatus.Skipped,
    ];

    /// <summary>Most lines about points of one status.</summary>
    private const int MostLines = 5;

    /// <summary>The text, lines ended by a line feed.</summary>
    public static string Of(Launch report)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(Title(report));
        List<string[]> rows = [.. Headlines.Select(h => Row(h, report.Points)).OfType<string[]>()];
        if (rows.Count > 0)
        {
            text.WriteLine();
            Table(text, rows);
        }

        text.WriteLine();
        Counts(text, report.Points);
        text.WriteLine();
        text.WriteLine(report.File);
        text.WriteLine(report.Run.Status == RunStatus.Complete
            ? $"next: haiend export {report.File} --to csv"
            : $"next: the same command with --resume {report.File} measures the rest");
        return text.ToString();
    }

    private static string Title(Launch report)
    {
        RunRecord run = report.Run;
        string nodes = run.Nodes.Count == 1 ? "1 node" : $"{run.Nodes.Count} nodes";
        string ranks = run.Ranks.Count == 1 ? "1 rank" : $"{run.Ranks.Count} ranks";
        string cpu = run.Nodes.Count == 0 ? "" : $" ({run.Nodes[0].HostName}, {run.Nodes[0].CpuModel})";
        string points = report.Points.Count == 1 ? "1 point" : $"{report.Points.Count} points";
        string ended = run.Status == RunStatus.Complete ? "" : ", ended early";
        return $"{run.SuiteName}: {points} on {ranks} of {nodes}{cpu}, "
            + $"{Units.Duration((run.Finished - run.Created).TotalSeconds)}{ended}";
    }

    private static string[]? Row(Headline headline, IReadOnlyList<PointRecord> points)
    {
        // In double precision where there is such a point: that is what machines are compared by.
        PointRecord[] ok = [.. points.Where(p => p.Case.Benchmark == headline.Benchmark && p.Status == PointStatus.Ok)];
        PointRecord[] chosen = [.. ok.Where(p => p["precision"] is null or "fp64")];
        PointRecord? best = (chosen.Length > 0 ? chosen : ok)
            .MaxBy(p => headline.Latency ? -OneWay(p) : p.Figures.Rate);
        if (best is null)
            return null;
        PointFigures f = best.Figures;
        string roof = headline.Latency || !double.IsFinite(f.EfficiencyOfRoof)
            ? ""
            : $"{Units.Percent(f.EfficiencyOfRoof)} of {best.Case.Roof}";
        return
        [
            headline.Title,
            headline.Latency ? Units.Si(OneWay(best), "s") : Units.Si(f.Rate, best.Case.MetricUnit),
            $"+/- {Units.Percent(Words.HalfWidth(f))}",
            roof,
            Words.Of(best.Verified),
            string.Join(' ',
                [best.Case.Realisation, .. best.Parameters.Where(p => p.Role == Role.Problem).Select(Shown)]),
        ];
    }

    /// <summary>The time of one message on its way, as messages of a repeat follow each other [s].</summary>
    private static double OneWay(PointRecord p) => p.Figures.Median / Math.Max(1, p.Work.Messages);

    private static string Shown(Parameter p) => p.Unit == "byte" && long.TryParse(p.Value, out long bytes)
        ? Units.Bytes(bytes)
        : p.Unit.Length > 0 ? $"{p.Name}={p.Value}" : p.Value;

    private static void Table(TextWriter text, List<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        foreach (string[] row in rows)
            text.WriteLine(("  " + string.Join("  ", row.Select((cell, c) => c is 1 or 2 or 3
                ? cell.PadLeft(widths[c])
                : cell.PadRight(widths[c])))).TrimEnd());
    }

    private static void Counts(TextWriter text, IReadOnlyList<PointRecord> points)
    {
        IEnumerable<string> counts = points.GroupBy(p => p.Status).OrderBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {Words.Of(g.Key)}"));
        text.WriteLine(points.Count == 0 ? "nothing was measured" : string.Join(", ", counts));
        foreach (PointStatus status in Bad)
        {
            PointRecord[] those = [.. points.Where(p => p.Status == status)];
            foreach (PointRecord p in those.Take(MostLines))
                text.WriteLine($"  {Words.Of(status).ToUpperInvariant(),-8} {Words.Of(p)}: {FirstLine(p.Message)}");
            if (those.Length > MostLines)
                text.WriteLine($"  {"",-8} and {those.Length - MostLines} more");
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();
}
