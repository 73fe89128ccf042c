using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>One-way time and bandwidth of a message over its size.</summary>
internal sealed class PingPongFigures : IFigure
{
    private const int CurveSteps = 24;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        (Measured[] points, Measured[] right) = Points(data);
        if (right.Length < 2)
            return [];
        string conditions = data.Conditions(right);
        return [Latency(points, right, conditions), Bandwidth(points, right, conditions)];
    }

    /// <summary>The alpha-beta model of a message; null where it does not fit.</summary>
    internal static AlphaBeta? Fit(ReportData data) => Fit(Points(data).Right) is { Fits: true } fit ? fit : null;

    private static AlphaBeta Fit(Measured[] right) => AlphaBeta.Fit(
        [.. right.Select(p => p.Number("bytes"))], [.. right.Select(p => OneWay(p).Value)]);

    /// <summary>All points by size, and those that the fit and the headlines are of: the way that is fastest for the
    /// smallest message.</summary>
    private static (Measured[] All, Measured[] Right) Points(ReportData data)
    {
        Measured[] points = [.. data.Largest("pingpong").Where(p => p.Number("bytes") > 0)
            .OrderBy(p => p.Number("bytes"))];
        return (points, points.Where(p => p.IsRight).GroupBy(p => Sweep.Way(p, points)).Select(g => g.ToArray())
            .MinBy(g => OneWay(g[0]).Value) ?? []);
    }

    private static Figure Latency(Measured[] points, Measured[] right, string conditions)
    {
        Measured least = right.MinBy(p => OneWay(p).Value)!, last = right[^1];
        AlphaBeta fit = Fit(right);
        string law = fit.Fits
            ? $" Dashed: {Seconds(fit.Latency.Value)} to start a message, then "
                + $"{Units.Si(fit.Bandwidth.Value, "byte/s")}, in {Words.Count(fit.Segments.Count, "piece")}, "
                + $"at most {Units.Percent(fit.Worst)} off."
            : $" A line through latency and bandwidth: {fit.Trouble}.";
        return new(
            "latency",
            $"A message{ReportData.Links(right)} takes {Seconds(OneWay(least).Value)} at {Sweep.Size(least)} and "
                + $"{Seconds(OneWay(last).Value)} at {Sweep.Size(last)}{Switches(fit)}",
            conditions,
            "Lower is better. Where the curve is flat, starting a message costs most; where it rises, its bytes do."
                + law + EachWay(least, last),
            Sweep.Chart(
                "one-way time by message size", [.. Sweep.Lines(points, OneWay, "s"), .. Fitted(fit)], points, "s"),
            Table.Of(
                "One-way time by size.", ["Way", "#Size", "#One way", "#95 % low", "#95 % high", "Answer"],
                points, p =>
                [
                    Sweep.Way(p, points), Sweep.Size(p), Seconds(OneWay(p).Value), Seconds(OneWay(p).Ci.Low),
                    Seconds(OneWay(p).Ci.High), Sweep.Answer(p),
                ]));
    }

    /// <summary>How long messages took each way, where that was measured.</summary>
    private static string EachWay(params Measured[] points)
    {
        Bounded[] Of(Measured p, string name) => [.. p.Each.Select(m => Bounded.Of(m.Point, name))];
        (Measured Point, Estimate There, Estimate Back)[] ways = [.. points.Select(
                p => (p, Bounded.Over(Of(p, "forward_time"), 0), Bounded.Over(Of(p, "back_time"), 0)))
            .Where(w => double.IsFinite(w.Item2.Value))];
        if (ways.Length == 0)
            return "";
        double clocks = ways.SelectMany(w => w.Point.Each).Max(m => m.Point.Fact("clock_uncertainty"));
        return " To the last rank and back: " + string.Join("; ", ways.Select(
                w => $"{Sweep.Size(w.Point)} {Sweep.Seconds(w.There)}, {Sweep.Seconds(w.Back)}"))
            + (clocks > 0 ? $". The clocks are known within {Seconds(clocks)}: a delay of one way only stays hidden."
                : ".");
    }

    /// <summary>Between which sizes the library changes its protocol (eager, rendezvous), as the pieces of the fit
    /// tell.</summary>
    private static string Switches(AlphaBeta fit) => !fit.Fits || fit.Segments.Count < 2 ? ""
        : "; the protocol changes between " + string.Join(" and between ", fit.Segments.Zip(fit.Segments.Skip(1))
            .Select(s => $"{Units.Short(s.First.To, "byte")} and {Units.Short(s.Second.From, "byte")}"));

    /// <summary>Each piece as a curve through its own sizes, never beyond them; the last one has the name.</summary>
    private static IEnumerable<Series> Fitted(AlphaBeta fit) => !fit.Fits ? [] : fit.Segments.Select(s => new Series(
        s == fit.Segments[^1] ? "fit" : "",
        [.. Enumerable.Range(0, CurveSteps + 1).Select(i => s.From * Math.Pow(s.To / s.From, (double)i / CurveSteps))
            .Select(bytes => new Mark(bytes, s.At(bytes), ""))], Join.Dashed, -1)
    { Signs = false });

    private static Figure Bandwidth(Measured[] points, Measured[] right, string conditions)
    {
        Measured best = right.MaxBy(p => p.Rate)!;
        Measured half = right.First(p => p.Rate >= best.Rate / 2);
        string rise = half == best ? "" : $", and half of it from {Sweep.Size(half)} on";
        return new(
            "bandwidth",
            $"A link{ReportData.Links(right)} delivers {Sweep.Rate(best, best.Rate)} at {Sweep.Size(best)}{rise}",
            conditions, "Higher is better. Messages shorter than where the curve flattens leave the link idle.",
            Sweep.Chart(
                "bandwidth by message size", [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "byte/s")], points,
                "byte/s"),
            Sweep.Rates("Bandwidth by size.", points));
    }

    private static (double Value, Interval Ci) OneWay(Measured p) =>
        (Metrics.OneWay(p.Point), Metrics.OneWay(p.Point, p.Seconds).Ci);

    private static string Seconds(double value) => Units.Si(value, "s");
}
