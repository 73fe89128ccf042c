using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>What kernels reach of what the cores and the memory allow at their arithmetic intensity, both measured
/// (Williams, Waterman and Patterson, Communications of the ACM 52, 2009).</summary>
internal sealed class RooflineFigure : IFigure
{
    /// <summary>What makes the roof has no place under it, nor have the other loops of STREAM.</summary>
    private static readonly string[] Roofs = ["peakflops", "copy", "scale", "add", "triad"];

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        Measured? peak = Best(data.Largest("peakflops")), memory = Best(data.Largest("triad"));
        if (peak is null || memory is null || peak.Point.Ranks != memory.Point.Ranks)
            return [];
        Measured[] points = [.. data.Points.Select(p => p.Point.Case).Where(c => c.Metric is "flops" or "bandwidth")
            .Select(c => c.Benchmark).Distinct().Except(Roofs).SelectMany(data.Largest)
            .Where(p => p.IsRight && p.Point.Work.Bytes > 0 && p.Point.Work.Flops > 0
                && p.Point.Ranks == peak.Point.Ranks && p.Point["precision"] == peak.Point["precision"])];
        return points.Length == 0 ? [] : [Of(data, points, peak, memory)];
    }

    private static Figure Of(ReportData data, Measured[] points, Measured peak, Measured memory)
    {
        double Roof(double intensity) => Math.Min(peak.Rate, intensity * memory.Rate);
        double Share(Measured p) => Flops(p) / Roof(Intensity(p));
        Measured[] best = [.. points.GroupBy(p => p.Point.Case.Name).Select(g => g.MaxBy(Share)!)
            .OrderByDescending(Share)];
        double ridge = peak.Rate / memory.Rate;
        double[] xs = [.. points.Select(Intensity), ridge];
        Scale x = Scale.Of(ScaleKind.Log2, [xs.Min() / 2, xs.Max() * 2]);
        var roof = new Series("", [.. new[] { x.Low, ridge, x.High }.Select(i => new Mark(i, Roof(i), ""))], Join.Line,
            -1)
        { Signs = false };
        Series[] kernels = [.. points.GroupBy(p => p.Point.Case.Name).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Index().Select(g => new Series(g.Item.Key, [.. g.Item.OrderBy(Intensity).Select(MarkOf)], Join.None,
                g.Index))];
        var chart = new Chart(
            new("arithmetic intensity [flop/B]", x, Number),
            ChartAxis.In("flop/s", "", Scale.Of(
                ScaleKind.Log10, [Roof(x.Low), peak.Rate * 2, .. points.Select(Flops)])),
            [roof, .. kernels])
        {
            Notes =
            [
                new(Math.Sqrt(ridge * x.High), peak.Rate, $"FMA peak {Units.Si(peak.Rate, "flop/s")}"),
                new(Math.Sqrt(ridge * x.Low), Roof(Math.Sqrt(ridge * x.Low)),
                    $"triad {Units.Si(memory.Rate, "byte/s")}"),
            ],
        };
        return new(
            "roofline",
            $"{best[0].Point.Case.Name} reaches {Units.Percent(Share(best[0]))} of its measured roof"
                + (best.Length < 2 ? "" : $", {best[^1].Point.Case.Name} {Units.Percent(Share(best[^1]))}"),
            data.Conditions([peak, memory, .. points]),
            "Nearer to the line is better. Under the slope memory limits, under the flat part the cores. Above the "
                + "slope, data are reused from caches." + Counted(best),
            new ChartPicture(chart),
            Table.Of(
                "Kernels against their roofs.",
                ["Test", "#Intensity [flop/B]", "#Reached", "#95 % low", "#95 % high", "#Roof there", "#Share"], points,
                p =>
                [
                    Words.Called(p.Point), Number(Intensity(p)), Units.Si(Flops(p), "flop/s"),
                    Units.Si(p.Point.Work.Flops / p.Seconds.Ci.High, "flop/s"),
                    Units.Si(p.Point.Work.Flops / p.Seconds.Ci.Low, "flop/s"),
                    Units.Si(Roof(Intensity(p)), "flop/s"), Units.Percent(Share(p)),
                ]));
    }

    /// <summary>What counters say of the best of each benchmark.</summary>
    private static string Counted(IEnumerable<Measured> best) => string.Concat(
        best.Select(p => (p.Point.Case.Name, Says: CounterWords.Of(p.Point))).Where(p => p.Says.Length > 0)
            .Select(p => $" {p.Name}: {p.Says}."));

    private static Mark MarkOf(Measured p) => new(
        Intensity(p), Flops(p), $"{Words.Called(p.Point)}: {Units.Si(Flops(p), "flop/s")} {p.Sure}")
    {
        Low = p.Point.Work.Flops / p.Seconds.Ci.High,
        High = p.Point.Work.Flops / p.Seconds.Ci.Low,
    };

    private static double Intensity(Measured p) => (double)p.Point.Work.Flops / p.Point.Work.Bytes;

    private static string Number(double value) =>
        value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private static double Flops(Measured p) => p.Point.Work.Flops / p.Point.Figures.Median;

    private static Measured? Best(IEnumerable<Measured> points) => points.Where(p => p.IsRight).MaxBy(p => p.Rate);
}
