using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>What a link carries when it is kept full, and how many messages go through, over their size.</summary>
internal sealed class WindowFigures : IFigure
{
    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data) => [.. Bandwidth(data), .. Rate(data)];

    private static IEnumerable<Figure> Bandwidth(ReportData data)
    {
        (Measured[] points, Measured[] right) = Points(data, "bandwidth");
        if (Sizes(right) < 2)
            yield break;
        Measured? one = Best(right, "uni"), both = Best(right, "bi");
        string ways = both is null || one is null ? ""
            : $", and {Units.Si(both.Rate, "byte/s")} both ways together, {Units.Times(both.Rate / one.Rate)} as much";
        Measured best = (one ?? both)!;
        string way = one is null ? "both ways" : "one way";
        yield return new(
            "windows",
            $"A full link{ReportData.Links(right)} carries {Units.Si(best.Rate, "byte/s")} {way} in messages of "
                + $"{Sweep.Size(best)}{ways}",
            data.Conditions(right),
            $"Higher is better. {Window(right)} are under way at once, so that the time to start one is hidden.",
            Sweep.Chart(
                "bandwidth by message size", [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "byte/s")], points,
                "byte/s"),
            Sweep.Rates("Bandwidth of a full link by size.", points));
    }

    private static IEnumerable<Figure> Rate(ReportData data)
    {
        (Measured[] points, Measured[] right) = Points(data, "message-rate");
        if (right.Length == 0 || Sizes(points) < 2)
            yield break;
        Measured best = right.MaxBy(p => p.Rate)!;
        int count = best.Point.Ranks / 2;
        string pairs = $"{Words.Count(count, "pair")} of ranks {(count == 1 ? "sends" : "send")}";
        yield return new(
            "message-rate",
            $"{pairs} {Units.Si(best.Rate, "message/s")} of {Sweep.Size(best)}{ReportData.Links(right)}",
            data.Conditions(right),
            $"Higher is better. Each rank of the first half sends to one of the second, {Window(right)} at a time."
                + Model(data, right),
            Sweep.Chart(
                "messages a second by size", [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "message/s")], points,
                "message/s"),
            Sweep.Rates("Messages a second of all pairs by size.", points));
    }

    /// <summary>The LogGP model of a message, where there is a ping-pong that fits and a send was timed; empty
    /// else.</summary>
    private static string Model(ReportData data, Measured[] right)
    {
        Measured? least = right.Where(p => p.Point["direction"] == "uni").MinBy(p => p.Number("bytes"));
        if (least is null || PingPongFigures.Fit(data) is not { } fit)
            return "";
        Bounded[] sends = [.. least.Each.Select(m => Bounded.Of(m.Point, "send_overhead"))];
        Estimate overhead = Bounded.Over(sends, 0), window = least.Seconds;
        double messages = least.Number("window");
        Estimate gap = window with
        {
            Value = window.Value / messages,
            Ci = new(window.Ci.Low / messages, window.Ci.High / messages),
        };
        if (!double.IsFinite(overhead.Value))
            return "";
        var model = LogGp.Of(fit, overhead, gap);
        return $" LogGP: L {Sweep.Seconds(model.Latency)}, o {Sweep.Seconds(model.Overhead)}, "
            + $"g {Sweep.Seconds(model.Gap)}, G {Sweep.Seconds(model.GapPerByte)} a byte.";
    }

    private static (Measured[] Points, Measured[] Right) Points(ReportData data, string benchmark)
    {
        Measured[] points = [.. data.Largest(benchmark).Where(p => p.Number("bytes") > 0)];
        return (points, [.. points.Where(p => p.IsRight)]);
    }

    private static int Sizes(Measured[] points) => points.Select(p => p.Number("bytes")).Distinct().Count();

    private static Measured? Best(Measured[] right, string direction) =>
        right.Where(p => p.Point["direction"] == direction).MaxBy(p => p.Rate);

    private static string Window(Measured[] right) =>
        string.Join(" or ", right.Select(p => p.Point["window"]).Distinct()) + " messages";
}
