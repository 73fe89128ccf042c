using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Bus bandwidth of the all-reduce over its size, a line for each realisation, below that of the
/// link.</summary>
internal sealed class AllreduceFigure : IFigure
{
    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        // In place is another problem; one of the two is drawn.
        IReadOnlyList<Measured> points = [.. data.Largest("allreduce")
            .GroupBy(p => p.Point["in_place"] ?? "no").OrderBy(g => g.Key, StringComparer.Ordinal).Take(1)
            .SelectMany(g => g)];
        Measured[] right = [.. points.Where(p => p.IsRight)];
        if (right.Where(p => p.Rate > 0).Select(p => p.Number("bytes")).Distinct().Count() < 2)
            return [];
        // What rounds does not give the same answer, and leads no list of those that do.
        Measured best = right.Where(p => !Words.Rounds(p.Point)).MaxBy(p => p.Rate) ?? right.MaxBy(p => p.Rate)!;
        double roof = best.Rate / best.Point.Figures.EfficiencyOfRoof;
        Scale sizes = Scale.Of(ScaleKind.Log2, points.Select(p => p.Number("bytes")));
        Series[] lines = [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "byte/s")];
        if (double.IsFinite(roof))
        {
            string text = $"{best.Point.Case.Roof}, best: {Units.Si(roof, "byte/s")}";
            lines = [.. lines, new(best.Point.Case.Roof, [new(sizes.Low, roof, text), new(sizes.High, roof, text)],
                Join.Dashed, -1) { Signs = false }];
        }

        string share = double.IsFinite(roof)
            ? $", {Units.Percent(best.Point.Figures.EfficiencyOfRoof)} of {best.Point.Case.Roof}"
            : "";
        return
        [
            new(
                "allreduce",
                $"All-reduce reaches {Units.Si(best.Rate, "byte/s")} a rank at {Sweep.Size(best)} by "
                    + $"{best.Point.Case.Realisation}{share}",
                data.Conditions(right),
                "Higher is better. Bus bandwidth is what each rank sends at least, over the time: it can be held "
                    + "against the link. What shares memory sends no messages, and may pass it.",
                Sweep.Chart("bus bandwidth by size of the buffer", lines, points, "byte/s"),
                Sweep.Answers(
                    "Time, bandwidth of the algorithm (buffer over time) and of the bus, error, by size and way.",
                    points)),
        ];
    }
}
