using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>What figures over message sizes share.</summary>
internal static class Sweep
{
    /// <summary>A line for each realisation over message sizes, interrupted where a point is not right.</summary>
    /// <param name="points">an axis <c>bytes</c> each</param>
    /// <param name="y">what is drawn, with its interval</param>
    /// <param name="unit">of it</param>
    public static IEnumerable<Series> Lines(
        IEnumerable<Measured> points, Func<Measured, (double Value, Interval Ci)> y, string unit) => points
        .GroupBy(p => p.Point.Case.Realisation).OrderBy(g => g.Key, StringComparer.Ordinal).Index()
        .Select(g => new Series(
            g.Item.Key,
            [.. g.Item.OrderBy(p => p.Number("bytes")).Select(p => MarkOf(p, y(p), unit))], Join.Line, g.Index));

    /// <summary>The size of a point's message.</summary>
    public static string Size(Measured p) => Units.Short(p.Number("bytes"), "byte");

    /// <summary>The rates of points by size.</summary>
    public static Table Rates(string caption, IEnumerable<Measured> points) => Table.Of(
        caption, ["Realisation", "#Size", "#Rate", "#95 % low", "#95 % high", "#Of roof", "#Launches", "Answer"],
        [.. points.OrderBy(p => p.Point.Case.Realisation, StringComparer.Ordinal).ThenBy(p => p.Number("bytes"))],
        p =>
        [
            p.Point.Case.Realisation, Size(p), Rate(p, p.Rate), Rate(p, p.Rates.Low), Rate(p, p.Rates.High),
            Units.Percent(p.Point.Figures.EfficiencyOfRoof), $"{p.Each.Count}", Answer(p),
        ]);

    /// <summary>Whether a point's answer is right, or what became of it instead.</summary>
    public static string Answer(Measured p) => p.IsRight
        ? Words.Of(p.Point.Verified)
        : Words.Of(p.Worst.Status == PointStatus.Ok ? PointStatus.Skipped : p.Worst.Status).ToUpperInvariant();

    /// <summary>A rate of a point in its unit.</summary>
    public static string Rate(Measured p, double value) => Units.Si(value, p.Point.Case.MetricUnit);

    private static Mark MarkOf(Measured p, (double Value, Interval Ci) y, string unit) => new(
        p.Number("bytes"), p.IsRight ? y.Value : double.NaN,
        $"{p.Point.Case.Realisation}, {Size(p)}: {Units.Si(y.Value, unit)}, {Units.Si(y.Ci.Low, unit)} to "
            + $"{Units.Si(y.Ci.High, unit)}")
    {
        Low = y.Ci.Low,
        High = y.Ci.High,
    };
}
