using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Latency and bandwidth over the working set, and the caches that the latency shows.</summary>
internal sealed class MemoryFigures : IFigure
{
    private const int LineBytes = 64;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        Measured[] chase = Sorted(data, "load-latency"), read = Sorted(data, "read-bandwidth");
        // The curve that shows the caches best: fewest misses of the TLB at its end.
        Measured[] best = chase.Where(p => p.IsRight).GroupBy(Way).Select(g => g.ToArray())
            .MinBy(g => Load(g[^1]).Value) ?? [];
        IReadOnlyList<MemoryLevel> levels =
            MemoryLevel.Find([.. best.Select(p => (p.Number("bytes"), Load(p).Value))]);
        if (best.Length > 1 && levels.Count > 0)
            yield return Latency(data, chase, best, levels);
        if (read.Count(p => p.IsRight) > 1)
            yield return Bandwidth(data, read, levels);
    }

    private static Measured[] Sorted(ReportData data, string benchmark) =>
        [.. data.Largest(benchmark).Where(p => p.Number("bytes") > 0).OrderBy(p => p.Number("bytes"))];

    private static Figure Latency(
        ReportData data, Measured[] points, Measured[] best, IReadOnlyList<MemoryLevel> levels)
    {
        string[] caches = [.. levels.SkipLast(1).Select(l => Units.Short(l.To, "byte"))];
        string told = string.Join(", ", Told(data).Select(b => Units.Short(b, "byte")));
        Series[] lines = [.. Sweep.Lines(points, Load, "s", Way)];
        return new(
            "memory-latency",
            $"A load takes {Units.Si(levels[0].Seconds, "s")} in the fastest level of memory and "
                + $"{Units.Si(Load(best[^1]).Value, "s")} in {Units.Short(best[^1].Number("bytes"), "byte")}"
                + (caches.Length > 0 ? $"; caches end at {string.Join(", ", caches)}" : ""),
            data.Conditions([.. points.Where(p => p.IsRight)]),
            "Lower is better. Each load waits for the one before, in random order. A cache ends (dashed) at the last "
                + "size before the latency rises by 15 % or more from size to size and by 1.5x in all; what rises less "
                + "is the TLB." + (told.Length > 0 ? $" The system says {told}." : ""),
            Drawn("latency of a load by working set", lines, points, levels, "s"),
            Table.Of(
                "Latency by working set.", ["Way", "#Size", "#Latency", "#95 % low", "#95 % high", "#Level", "Answer"],
                points, p =>
                [
                    Way(p), Sweep.Size(p), Units.Si(Load(p).Value, "s"), Units.Si(Load(p).Ci.Low, "s"),
                    Units.Si(Load(p).Ci.High, "s"), LevelOf(p, levels), Sweep.Answer(p),
                ]));
    }

    private static Figure Bandwidth(ReportData data, Measured[] points, IReadOnlyList<MemoryLevel> levels)
    {
        Measured[] right = [.. points.Where(p => p.IsRight)];
        Measured best = right.MaxBy(p => p.Rate)!;
        Measured last = right.Where(p => p.Number("bytes") == right[^1].Number("bytes")).MaxBy(p => p.Rate)!;
        Series[] lines = [.. Sweep.Lines(points, p => (p.Rate, p.Rates), "byte/s", Way)];
        return new(
            "memory-bandwidth",
            $"{Words.Count(best.Point.Ranks, "rank")} read {Sweep.Rate(best, best.Rate)} from {Sweep.Size(best)} each"
                + (best == last ? "" : $" and {Sweep.Rate(last, last.Rate)} from {Sweep.Size(last)}"),
            data.Conditions(right),
            "Higher is better. All ranks read at once, each a working set of its own"
                + (levels.Count > 1 ? "; dashed: where the latency says that caches end." : "."),
            Drawn("bandwidth of reading by working set", lines, points, levels, "byte/s"),
            Table.Of(
                "Bandwidth by working set.", ["Way", "#Size", "#Rate", "#95 % low", "#95 % high", "Answer"], points,
                p =>
                [
                    Way(p), Sweep.Size(p), Sweep.Rate(p, p.Rate), Sweep.Rate(p, p.Rates.Low),
                    Sweep.Rate(p, p.Rates.High), Sweep.Answer(p),
                ]));
    }

    private static ChartPicture Drawn(
        string name, Series[] lines, Measured[] points, IReadOnlyList<MemoryLevel> levels, string unit)
    {
        ChartPicture plain = Sweep.Chart(name, lines, points, unit);
        Scale y = plain.Chart.Y.Scale;
        MemoryLevel[] caches = [.. levels.SkipLast(1)];
        return new(plain.Chart with
        {
            Series =
            [
                .. caches.Select(c => new Series(
                    "", [new(c.To, y.Low, ""), new(c.To, y.High, "")], Join.Dashed, -1) { Signs = false }),
                .. lines,
            ],
            Notes = [.. caches.Select(c => new Note(c.To, y.High, Units.Short(c.To, "byte")))],
        });
    }

    /// <summary>The time of one load.</summary>
    private static (double Value, Interval Ci) Load(Measured p)
    {
        double loads = (double)p.Point.Work.Bytes / LineBytes / p.Point.Ranks;
        return (p.Seconds.Value / loads, new(p.Seconds.Ci.Low / loads, p.Seconds.Ci.High / loads));
    }

    private static string LevelOf(Measured p, IReadOnlyList<MemoryLevel> levels)
    {
        double bytes = p.Number("bytes");
        for (int i = 0; i < levels.Count; i++)
            if (bytes >= levels[i].From && bytes <= levels[i].To)
                return $"{i + 1}";
        return "-";
    }

    /// <summary>The realisation, and the pages where they are not the system's own choice.</summary>
    private static string Way(Measured p) => p.Point["pages"] is { } pages and not "ordinary"
        ? $"{p.Point.Case.Realisation} {pages}"
        : p.Point.Case.Realisation;

    /// <summary>Sizes of caches as the system of the first node tells them; none where it does not.</summary>
    private static IReadOnlyCollection<long> Told(ReportData data)
    {
        RunRecord run = data.Launches[^1].Run;
        return run.Nodes.Count > 0 && run.Topologies.TryGetValue(run.Nodes[0].Topology, out string? text)
            ? NodeMap.Parse(text).CacheBytes
            : [];
    }
}
