using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>What figures over message sizes share.</summary>
internal static class Sweep
{
    /// <summary>A line for each way over message sizes, interrupted where a point is not right.</summary>
    /// <param name="points">an axis <c>bytes</c> each</param>
    /// <param name="y">what is drawn, with its interval</param>
    /// <param name="unit">of it</param>
    /// <param name="name">of a point's line; null for its way</param>
    public static IEnumerable<Series> Lines(
        IReadOnlyList<Measured> points, Func<Measured, (double Value, Interval Ci)> y, string unit,
        Func<Measured, string>? name = null) => points
        .GroupBy(name ?? (p => Way(p, points))).OrderBy(g => g.Key, StringComparer.Ordinal).Index()
        .Select(g => new Series(
            g.Item.Key,
            [.. g.Item.OrderBy(p => p.Number("bytes")).Select(p => MarkOf(p, g.Item.Key, y(p), unit))], Join.Line,
            g.Index));

    /// <summary>A chart over message sizes, both axes logarithmic.</summary>
    /// <param name="name">what is drawn, by what</param>
    /// <param name="series">lines</param>
    /// <param name="points">whose sizes the chart shows</param>
    /// <param name="unit">of what is drawn</param>
    public static ChartPicture Chart(
        string name, IReadOnlyList<Series> series, IEnumerable<Measured> points, string unit) => new(new(
        ChartAxis.In("byte", name, Scale.Of(ScaleKind.Log2, points.Select(p => p.Number("bytes")))),
        ChartAxis.In(unit, "", Scale.Of(
            ScaleKind.Log10, series.SelectMany(s => s.Marks).SelectMany(m => new[] { m.Y, m.Low, m.High }))),
        series));

    /// <summary>A time and its interval.</summary>
    public static string Seconds(Estimate e) => Units.Si(e.Value, e.Ci.Low, e.Ci.High, "s");

    /// <summary>The size of a point's message.</summary>
    public static string Size(Measured p) => Units.Short(p.Number("bytes"), "byte");

    /// <summary>A realisation, with those of its parameters that tell several such lines apart.</summary>
    public static string Way(Measured p, IReadOnlyList<Measured> among)
    {
        Measured[] alike = [.. among.Where(o => o.Point.Case.Realisation == p.Point.Case.Realisation)];
        return string.Join(' ', [p.Point.Case.Realisation, .. Words.Of(p.Point.Parameters.Where(
            a => a.Name != "bytes" && a.Role != Role.Tuning && alike.Any(o => o.Point[a.Name] != a.Value)))]);
    }

    /// <summary>What is known of collectives, by size: the time, both bandwidths, the error, and their facts. The
    /// algorithm's bandwidth is the size of the buffer over the time (NVIDIA nccl-tests, doc/PERFORMANCE.md).</summary>
    /// <param name="caption">of the table</param>
    /// <param name="points">an axis <c>bytes</c> and the metric <c>busbw</c> each</param>
    /// <param name="name">of a point's line; null for its way</param>
    public static Table Answers(
        string caption, IReadOnlyList<Measured> points, Func<Measured, string>? name = null)
    {
        name ??= p => Way(p, points);
        Measured[] rows = [.. points.OrderBy(name, StringComparer.Ordinal).ThenBy(p => p.Number("bytes"))];
        PointFact[] facts = [.. rows.SelectMany(p => p.Each).SelectMany(m => m.Point.Facts).DistinctBy(f => f.Name)];
        return Table.Of(
            caption,
            [
                "Way", "#Size", "#Time", "#Algbw", "#Busbw", "#95 % low", "#95 % high", "#Of roof", "#Error",
                .. facts.Select(f => (f.Unit.Length > 0 ? "#" : "") + f.Name.Replace('_', ' ')), "#Launches", "Answer",
            ],
            rows, p =>
            [
                name(p), Size(p), Units.Si(p.Seconds.Value, "s"), Rate(p, p.Number("bytes") / p.Seconds.Value),
                Rate(p, p.Rate), Rate(p, p.Rates.Low), Rate(p, p.Rates.High),
                Units.Percent(p.Point.Figures.EfficiencyOfRoof), Error(p),
                .. facts.Select(f => Fact(p, f.Name)), $"{p.Each.Count}", Answer(p),
            ]);
    }

    /// <summary>The greatest relative error of all launches.</summary>
    public static string Error(Measured p) => p.Each.Count == 0 ? "-" : p.Each.Max(m => m.Point.ErrorRelMax) switch
    {
        double.NaN => "-",
        0 => "0",
        var error => error.ToString("0.0e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>The rates of points by size.</summary>
    public static Table Rates(string caption, IReadOnlyList<Measured> points) => Table.Of(
        caption, ["Way", "#Size", "#Rate", "#95 % low", "#95 % high", "#Of roof", "#Launches", "Answer"],
        [.. points.OrderBy(p => Way(p, points), StringComparer.Ordinal).ThenBy(p => p.Number("bytes"))],
        p =>
        [
            Way(p, points), Size(p), Rate(p, p.Rate), Rate(p, p.Rates.Low), Rate(p, p.Rates.High),
            Units.Percent(p.Point.Figures.EfficiencyOfRoof), $"{p.Each.Count}", Answer(p),
        ]);

    /// <summary>Whether a point's answer is right, or what became of it instead.</summary>
    public static string Answer(Measured p) => p.IsRight
        ? Words.Of(p.Point.Verified)
        : Words.Of(p.Worst.Status == PointStatus.Ok ? PointStatus.Skipped : p.Worst.Status).ToUpperInvariant();

    /// <summary>A rate of a point in its unit.</summary>
    public static string Rate(Measured p, double value) => Units.Si(value, p.Point.Case.MetricUnit);

    /// <summary>A fact in all launches: one value, or the least and the greatest.</summary>
    private static string Fact(Measured p, string name)
    {
        string[] values = [.. p.Each.SelectMany(m => m.Point.Facts).Where(f => f.Name == name)
            .OrderBy(f => f.Number).Select(f => f.Unit is "" or "1" ? f.Value : Units.Si(f.Number, f.Unit)).Distinct()];
        return values.Length switch
        {
            0 => "-",
            1 => values[0],
            _ => $"{values[0]} to {values[^1]}",
        };
    }

    private static Mark MarkOf(Measured p, string way, (double Value, Interval Ci) y, string unit) => new(
        p.Number("bytes"), p.IsRight ? y.Value : double.NaN,
        $"{way}, {Size(p)}: {Units.Si(y.Value, unit)}, {Units.Si(y.Ci.Low, unit)} to {Units.Si(y.Ci.High, unit)}")
    {
        Low = y.Ci.Low,
        High = y.Ci.High,
    };
}
