using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>The rate of a benchmark through the limit of memory: in memory as far as it fits, and from a file, beside
/// T = max(W / F, Q / BW): W its work, F its rate in memory at the largest n that fits, Q counted, BW of the file.
/// </summary>
internal sealed class CliffFigure : IFigure
{
    private const string Beyond = "outofcore";

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data) => data.Points.Where(IsBeyond)
        .Select(p => p.Point.Case.Benchmark).Distinct().Order(StringComparer.Ordinal).SelectMany(b => Draw(data, b));

    private static Figure[] Draw(ReportData data, string benchmark)
    {
        Measured[] all = [.. data.Points.Where(p => p.Point.Case.Benchmark == benchmark)];
        int ranks = all.Where(p => p.IsRight && IsBeyond(p)).Select(p => p.Point.Ranks).DefaultIfEmpty(0).Max();
        Measured[] points = [.. all.Where(p => p.Point.Ranks == ranks).OrderBy(p => p.Number("n"))];
        // Where nothing was refused there is no cliff.
        Measured[] refused = [.. points.Where(p => !IsBeyond(p) && p.Worst.Status == PointStatus.Oom)];
        Measured[] saved = [.. points.Where(p => p.IsRight && IsBeyond(p) && refused.Any(r => IsSame(r, p)))];
        return saved.Length == 0 ? [] : [Of(data, points, saved)];
    }

    private static Figure Of(ReportData data, Measured[] points, Measured[] saved)
    {
        Series[] lines = [.. points.GroupBy(Way).OrderBy(g => g.Key, StringComparer.Ordinal).Index().Select(g =>
            new Series(g.Item.Key, [.. g.Item.Select(MarkOf)], Join.Line, g.Index))];
        Series[] models = [.. saved.GroupBy(p => p.Point["precision"]).Select(g => new Series(
            $"model {g.Key}", [.. points.Where(p => p.IsRight && IsBeyond(p) && p.Point["precision"] == g.Key)
                .Select(p => new Mark(p.Number("n"), Model(p, points), ""))], Join.Dashed, -1) { Signs = false })];
        Measured last = saved[^1];
        double inMemory = InMemory(last, points);
        return new(
            $"cliff-{last.Point.Case.Benchmark}",
            $"What does not fit in memory reaches {Units.Percent(last.Rate / inMemory)} of the rate in "
                + $"memory: {Words.Called(last.Point)}",
            data.Conditions([.. points.Where(p => p.IsRight)]),
            "Higher is better. A line ends where it does not fit. Dashed: the longer of the time to compute, at the "
                + "rate of the largest that fits, and the time to read and write what was counted, at the file's rate.",
            new ChartPicture(new(
                new("n", Scale.Of(ScaleKind.Log2, points.Select(p => p.Number("n"))), v => $"{(long)v}")
                {
                    Ticks = [.. points.Select(p => p.Number("n")).Distinct()],
                },
                ChartAxis.In(UnitOf(last), "", new(ScaleKind.Linear, 0, 1.08 * lines.Concat(models)
                    .SelectMany(l => l.Marks).SelectMany(m => new[] { m.Y, m.High }).Where(double.IsFinite).Max())),
                [.. lines, .. models])),
            Table.Of(
                "Rates through the limit of memory.",
                ["Test", "#Rate", "#95 % low", "#95 % high", "#Model", "#Tile", "#Read and written", "#At", "Answer"],
                points, p =>
                [
                    Words.Called(p.Point), Sweep.Rate(p, p.Rate), Sweep.Rate(p, p.Rates.Low),
                    Sweep.Rate(p, p.Rates.High), Units.Si(Model(p, points), UnitOf(p)), Number(p, "tile"),
                    Units.Si(Fact(p, "io_bytes"), "byte"), Units.Si(Fact(p, "io_rate"), "byte/s"), Sweep.Answer(p),
                ]));
    }

    private static bool IsBeyond(Measured p) => p.Point.Case.Realisation == Beyond;

    private static bool IsSame(Measured a, Measured b) =>
        a.Number("n") == b.Number("n") && a.Point["precision"] == b.Point["precision"];

    private static string Way(Measured p) => $"{p.Point.Case.Realisation} {p.Point["precision"]}";

    private static string UnitOf(Measured p) => Metrics.UnitOf(Metrics.Parse(p.Point.Case.Metric));

    /// <summary>The rate of the largest that fits, in the fastest way; NaN where none was measured.</summary>
    private static double InMemory(Measured p, Measured[] among) => among
        .Where(o => o.IsRight && !IsBeyond(o) && o.Point["precision"] == p.Point["precision"])
        .GroupBy(o => o.Number("n")).MaxBy(g => g.Key)?.Max(o => o.Rate) ?? double.NaN;

    /// <summary>The rate that the longer of both times allows; NaN in memory.</summary>
    private static double Model(Measured p, Measured[] among)
    {
        if (!p.IsRight || !IsBeyond(p))
            return double.NaN;
        double compute = Metrics.RateAt(p.Point, 1) / InMemory(p, among);
        return Metrics.RateAt(p.Point, Math.Max(compute, Fact(p, "io_bytes") / Fact(p, "io_rate")));
    }

    private static double Fact(Measured p, string name) =>
        p.IsRight ? Statistics.Median(p.Each.Select(m => m.Point.Fact(name))) : double.NaN;

    private static string Number(Measured p, string name) => Fact(p, name) is var value && double.IsFinite(value)
        ? $"{(long)value}"
        : "-";

    private static Mark MarkOf(Measured p) => new(
        p.Number("n"), p.IsRight ? p.Rate : double.NaN,
        $"{Words.Called(p.Point)}: {Sweep.Rate(p, p.Rate)} {(p.IsRight ? p.Sure : "")}")
    {
        Low = p.Rates.Low,
        High = p.Rates.High,
    };
}
