namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Bus bandwidth of the library's collectives over their size, a line for each, so that the one that is worse
/// than it need be stands out.</summary>
internal sealed class CollectivesFigure : IFigure
{
    private static readonly string[] Drawn =
        ["allgather", "allreduce", "alltoall", "broadcast", "reduce", "reduce-scatter"];

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        // In place is another problem.
        Measured[] points = [.. Drawn.SelectMany(data.Largest).Where(p => p.Point.Case.Realisation == "library"
            && p.Point["in_place"] is null or "no" && p.Number("bytes") > 0)];
        Measured[] right = [.. points.Where(p => p.IsRight && p.Rate > 0)];
        Measured[][] sizes = [.. right.GroupBy(p => p.Number("bytes")).OrderBy(g => g.Key).Select(g => g.ToArray())
            .Where(g => g.DistinctBy(Name).Count() > 1)];
        if (sizes.Length < 2)
            yield break;
        (Measured most, Measured least) = (sizes[^1].MaxBy(p => p.Rate)!, sizes[^1].MinBy(p => p.Rate)!);
        yield return new(
            "collectives",
            $"The library's {Name(most)} of {Sweep.Size(most)} carries {Units.Si(most.Rate, "byte/s")} a rank, its "
                + $"{Name(least)} {Units.Si(least.Rate, "byte/s")}",
            data.Conditions(right),
            "Higher is better. Bus bandwidth is what each rank sends at least, over the time, so that one is held "
                + "against another; the size is that of the larger of what a rank brings and gets.",
            Sweep.Chart(
                "bus bandwidth by size", [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "byte/s", Name)], points,
                "byte/s"),
            Sweep.Answers("Time, bandwidth of the algorithm (size over time) and of the bus, by size.", points, Name));
    }

    private static string Name(Measured p) => p.Point.Case.Benchmark;
}
