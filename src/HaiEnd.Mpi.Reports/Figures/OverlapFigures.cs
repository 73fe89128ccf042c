using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>How much of each non-blocking collective is hidden behind computation, over its size.</summary>
internal sealed class OverlapFigures : IFigure
{
    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data) => data.Largest("overlap")
        .GroupBy(p => p.Point["operation"] ?? "").OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => Of(data, g.Key, [.. g]));

    private static IEnumerable<Figure> Of(ReportData data, string operation, Measured[] points)
    {
        Measured[] right = [.. points.Where(p => p.IsRight && double.IsFinite(Hidden(p).Value))];
        if (right.Select(p => p.Number("bytes")).Distinct().Count() < 2)
            yield break;
        double largest = right.Max(p => p.Number("bytes"));
        Measured[] ways = [.. right.Where(p => p.Number("bytes") == largest).OrderByDescending(p => Hidden(p).Value)];
        yield return new(
            $"overlap-{operation}",
            $"{ways[0].Point.Case.Realisation} hides {Share(ways[0])} of {operation} "
                + $"{Sweep.Size(ways[0])} behind computation"
                + string.Concat(ways.Skip(1).Select(
                    p => $", {p.Point.Case.Realisation} {Share(p)}")),
            data.Conditions(right, "bars: the ends of the launches' 95 % intervals"),
            "Higher is better. Time of both alone less time of both together, over the shorter: 100 % where the "
                + "collective costs nothing while ranks compute for as long as it takes alone.",
            new ChartPicture(new(
                ChartAxis.In("byte", "size of the buffer", Scale.Of(
                    ScaleKind.Log2, points.Select(p => p.Number("bytes")))),
                new("share hidden", new(ScaleKind.Linear, 0, 1), v => Units.Short(v, "%")),
                [.. Sweep.Lines(points, Hidden, "1")])),
            Sweep.Answers("Share hidden, and the times of both alone, by size and way.", points));
    }

    private static string Share(Measured p) => Units.Short(Hidden(p).Value, "%");

    /// <summary>The median of the launches, and the ends of all their intervals.</summary>
    private static (double Value, Interval Ci) Hidden(Measured p)
    {
        Bounded[] launches = [.. p.Each.Select(m => Bounded.Of(m.Point, "overlap"))];
        return launches.Length == 0
            ? (double.NaN, Interval.None)
            : (Statistics.Median(launches.Select(b => b.Value)), new(
                launches.Min(b => b.Ci.Low), launches.Max(b => b.Ci.High)));
    }
}
