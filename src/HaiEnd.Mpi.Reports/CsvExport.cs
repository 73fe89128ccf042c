using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Tidy CSV (RFC 4180): one row per point, one column per parameter, SI units in the column names.</summary>
public static class CsvExport
{
    private static readonly (string Name, Func<Launch, PointRecord, string> Value)[] Before =
    [
        ("file", (r, _) => Text(r.File)),
        ("run_id", (r, _) => Text(r.Run.RunId)),
        ("created_utc", (r, _) =>
            r.Run.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
        ("suite", (r, _) => Text(r.Run.SuiteName)),
        ("site", (r, _) => Text(r.Run.Site)),
        ("benchmark", (_, p) => Text(p.Case.Benchmark)),
        ("benchmark_version", (_, p) => Number(p.Case.BenchmarkVersion)),
        ("realisation", (_, p) => Text(p.Case.Realisation)),
        ("nodes", (_, p) => Number(p.Nodes)),
        ("ranks", (_, p) => Number(p.Ranks)),
        ("scaling", (_, p) => Text(p.Scaling)),
    ];

    private static readonly (string Name, Func<Launch, PointRecord, string> Value)[] After =
    [
        ("order", (_, p) => Number(p.Order)),
        ("status", (_, p) => Words.Of(p.Status)),
        ("verified", (_, p) => p.Verified.ToString().ToLowerInvariant()),
        ("error_rel_max", (_, p) => Number(p.ErrorRelMax)),
        ("metric", (_, p) => Text(p.Case.Metric)),
        ("rate", (_, p) => Number(p.Figures.Rate)),
        ("rate_unit", (_, p) => Text(p.Case.MetricUnit)),
        ("efficiency_of_roof", (_, p) => Number(p.Figures.EfficiencyOfRoof)),
        ("time_median_s", (_, p) => Number(p.Figures.Median)),
        ("time_ci95_low_s", (_, p) => Number(p.Figures.CiLow)),
        ("time_ci95_high_s", (_, p) => Number(p.Figures.CiHigh)),
        ("time_min_s", (_, p) => Number(p.Figures.Min)),
        ("time_p05_s", (_, p) => Number(p.Figures.P05)),
        ("time_p95_s", (_, p) => Number(p.Figures.P95)),
        ("time_p99_s", (_, p) => Number(p.Figures.P99)),
        ("samples", (_, p) => Number(p.TimeNs.Count)),
        ("repeats", (_, p) => Number(p.Repeats)),
        ("stop_reason", (_, p) => Words.Of(p.StopReason)),
        ("imbalance", (_, p) => Number(p.Figures.Imbalance)),
        ("slowest_rank", (_, p) => p.Figures.SlowestRank < 0 ? "" : Number(p.Figures.SlowestRank)),
        ("late_samples", (_, p) => Number(p.LateSamples)),
        ("start_skew_s", (_, p) => Number(p.Late.SkewSeconds)),
        ("latest_rank", (_, p) => p.Late.Rank < 0 ? "" : Number(p.Late.Rank)),
        ("footprint_byte", (_, p) => Number(p.FootprintBytes)),
        ("match_key", (_, p) => Text(p.MatchKey)),
        ("message", (_, p) => Text(p.Message)),
    ];

    /// <summary>Writes all points of all runs. Parameters and facts that a point lacks are empty; one whose name is
    /// taken has the column <c>param_NAME</c>, as in the result file, or <c>fact_NAME</c>.</summary>
    public static void Write(IReadOnlyList<Launch> runs, TextWriter to)
    {
        string[] parameters = [.. runs.SelectMany(r => r.Points).SelectMany(p => p.Parameters).Select(p => p.Name)
            .Distinct()];
        (string Name, string Unit)[] facts = [.. runs.SelectMany(r => r.Points).SelectMany(p => p.Facts)
            .Select(f => (f.Name, f.Unit)).Distinct()];
        HashSet<string> taken = [.. Before.Concat(After).Select(c => c.Name)];
        Row(to, [
            .. Before.Select(c => c.Name), .. Columns(taken, "param", parameters), .. After.Select(c => c.Name),
            .. Columns(taken, "fact", facts.Select(f => f.Unit is "" or "1" ? f.Name : $"{f.Name}_{f.Unit}"))]);
        foreach (Launch run in runs)
        {
            foreach (PointRecord point in run.Points)
            {
                Row(to, [
                    .. Before.Select(c => c.Value(run, point)), .. parameters.Select(p => Value(point[p] ?? "")),
                    .. After.Select(c => c.Value(run, point)), .. facts.Select(f => Of(point, f))]);
            }
        }
    }

    /// <summary>Names of columns, none of which is another column's.</summary>
    private static IEnumerable<string> Columns(HashSet<string> taken, string kind, IEnumerable<string> names)
    {
        foreach (string wanted in names)
        {
            string name = wanted;
            while (!taken.Add(name))
                name = $"{kind}_{name}";
            yield return Text(name);
        }
    }

    private static string Of(PointRecord point, (string Name, string Unit) fact) =>
        point.Facts.FirstOrDefault(f => f.Name == fact.Name && f.Unit == fact.Unit) is not { } found ? ""
            : found.Unit.Length > 0 ? Number(found.Number) : Text(found.Value);

    private static void Row(TextWriter to, IEnumerable<string> cells)
    {
        to.Write(string.Join(',', cells));
        to.Write("\r\n");
    }

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Value(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? Number(number)
            : Text(text);

    /// <summary>A cell that begins like a formula gets an apostrophe, because spreadsheets run formulas and a file may
    /// come from a stranger (OWASP, CSV injection). Spaces and quotes before it are looked through, as some programs
    /// drop them.</summary>
    private static string Text(string text)
    {
        string plain = PlainText.Of(text, lines: true);
        bool formula = plain.AsSpan().TrimStart(" \t\n\u00a0\"'") is [var first, ..]
            && "=+-@\uff1d\uff0b\uff0d\uff20".Contains(first, StringComparison.Ordinal);
        string safe = formula || plain is ['\t' or '\n', ..] ? "'" + plain : plain;
        return safe.AsSpan().IndexOfAny(",\"\n") < 0 ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
