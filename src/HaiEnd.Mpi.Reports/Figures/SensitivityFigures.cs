using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>How much longer programs take over slower links: against the rate of the links, and against their
/// delay.</summary>
internal sealed class SensitivityFigures : IFigure
{
    private const int MostLines = 8;

    /// <summary>One way of varying the links.</summary>
    /// <param name="Id">of the figure</param>
    /// <param name="What">is varied</param>
    /// <param name="Unit">of it</param>
    /// <param name="X">its value, in the unit</param>
    /// <param name="Held">the other one</param>
    /// <param name="Scale">along the axis</param>
    private sealed record Sweep(
        string Id, string What, string Unit, Func<LinkLimit, double> X, Func<LinkLimit, long> Held, ScaleKind Scale);

    private static readonly Sweep[] Sweeps =
    [
        new("link-rate", "rate of the links", "bit/s", l => l.BitPerSecond, l => l.DelayUs, ScaleKind.Log10),
        new("link-delay", "delay of the links, one way", "s", l => l.DelayUs * 1e-6, l => l.BitPerSecond,
            ScaleKind.Linear),
    ];

    /// <summary>A problem and a way of solving it over several links, the fastest first.</summary>
    /// <param name="Name">what tells it from the others</param>
    /// <param name="Points">over one link each; right</param>
    private sealed record Line(string Name, IReadOnlyList<Measured> Points)
    {
        public Measured Fastest => Points[0];

        public Measured Slowest => Points[^1];

        /// <summary>Time over that of the fastest link; the interval by the ends of both.</summary>
        public (double Value, Interval Ci) Ratio(Measured p) => p == Fastest
            ? (1, new(1, 1))
            : (p.Seconds.Value / Fastest.Seconds.Value,
                new(p.Seconds.Ci.Low / Fastest.Seconds.Ci.High, p.Seconds.Ci.High / Fastest.Seconds.Ci.Low));
    }

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        // An unlimited rate has no place on the axis, and messages alone are the link itself.
        Measured[] limited = [.. data.Right.Where(p =>
            LinkLimit.Of(p.Point) is { BitPerSecond: > 0 }
            && p.Point.Case.Benchmark is not ("pingpong" or "sendrecv"))];
        return Sweeps.Select(s => Of(data, s, Lines(limited, s))).OfType<Figure>();
    }

    /// <summary>For each problem and way the links that differ in nothing else: of those that are, the most.</summary>
    private static Line[] Lines(Measured[] limited, Sweep sweep)
    {
        Measured[][] series = [.. limited.GroupBy(p => Key(p.Point))
            .Select(g => g.GroupBy(p => sweep.Held(LinkLimit.Of(p.Point)!))
                .MaxBy(same => same.Count())!.OrderBy(p => LinkLimit.Of(p.Point)!.Slowness).ToArray())
            .Where(s => s.Select(p => sweep.X(LinkLimit.Of(p.Point)!)).Distinct().Count() > 1)];
        string[] names = [.. Words.Apart([.. series.Select(s => Bare(s[0].Point))])];
        return [.. series.Zip(names, (points, name) => new Line(name, points))];
    }

    private static string Key(PointRecord point) => $"{Words.Of(Bare(point))} {point.Ranks}";

    /// <summary>A point without what its links were held to.</summary>
    private static PointRecord Bare(PointRecord point) =>
        point with { Parameters = [.. point.Parameters.Where(p => !LinkLimit.Has(p))] };

    private static Figure? Of(ReportData data, Sweep sweep, Line[] all)
    {
        if (all.Length == 0)
            return null;
        double At(Measured p) => sweep.X(LinkLimit.Of(p.Point)!);
        // The largest problem of each way; of those some of each benchmark, rather than all of one.
        Line[] shown = [.. all.GroupBy(l => l.Fastest.Point.Case.Name).Select(g => g.MaxBy(Size)!)
            .GroupBy(l => l.Fastest.Point.Case.Benchmark).SelectMany(g => g.Index())
            .OrderBy(l => l.Index).Take(MostLines).Select(l => l.Item).OrderBy(l => Array.IndexOf(all, l))];
        Series[] series = [.. shown.Index().Select(l => new Series(
            l.Item.Fastest.Point.Case.Name,
            [.. l.Item.Points.OrderBy(At).Select(p => MarkOf(l.Item, p, At(p), sweep.Unit))], Join.Line, l.Index))];
        Line most = shown.MaxBy(l => l.Ratio(l.Slowest).Value)!, least = shown.MinBy(l => l.Ratio(l.Slowest).Value)!;
        string Said(Line l) => $"{l.Name} takes {Units.Times(l.Ratio(l.Slowest).Value)} as long";
        string both = most == least ? Said(most) : $"{Said(most)}, {Said(least)}";
        double[] places = [.. series.SelectMany(s => s.Marks).Select(m => m.X).Distinct().Order()];
        return new(
            sweep.Id,
            $"From {Units.Short(At(most.Fastest), sweep.Unit)} to {Units.Short(At(most.Slowest), sweep.Unit)}, {both}",
            data.Conditions([.. shown.SelectMany(l => l.Points)], "bars: from the ends of both 95 % intervals")
                + $"; {Other(sweep, shown)}"
                + (shown.Length < all.Length ? $"; {shown.Length} of {all.Length} series, the numbers "
                    + "have all" : ""),
            "Lower is better: time over that of the same test on its fastest link. A flat line does not notice its "
                + "links.",
            new ChartPicture(new(
                ChartAxis.In(sweep.Unit, $"time over that of the fastest, by {sweep.What}", Scale.Of(
                    sweep.Scale, places)) with
                { Ticks = places },
                new("", Scale.Of(
                    ScaleKind.Log10, series.SelectMany(s => s.Marks).SelectMany(m => new[] { m.Y, m.Low, m.High })),
                    Units.Times),
                series)),
            Table.Of(
                "Time by link.", ["Test", "#Rate", "#Delay", "#Time", "#Ratio", "#Low", "#High"],
                [.. all.SelectMany(l => l.Points.Select(p => (Line: l, Point: p)))], r => Row(r.Line, r.Point)));
    }

    private static double Size(Line line)
    {
        Work work = line.Fastest.Point.Work;
        return (double)work.Bytes + work.WireBytes + work.Flops;
    }

    private static string Other(Sweep sweep, Line[] shown)
    {
        long held = sweep.Held(LinkLimit.Of(shown[0].Fastest.Point)!);
        bool isRate = sweep.Unit == "bit/s";
        return isRate ? $"delay {Units.Short(held * 1e-6, "s")}" : $"rate {Units.Short(held, "bit/s")}";
    }

    private static Mark MarkOf(Line line, Measured p, double x, string unit)
    {
        (double value, Interval ci) = line.Ratio(p);
        return new(x, value, $"{line.Name}, {Units.Short(x, unit)}: {Units.Times(value)}")
        {
            Low = ci.Low,
            High = ci.High,
        };
    }

    private static string[] Row(Line line, Measured p)
    {
        LinkLimit link = LinkLimit.Of(p.Point)!;
        (double value, Interval ci) = line.Ratio(p);
        return
        [
            line.Name, Units.Short(link.BitPerSecond, "bit/s"), Units.Short(link.DelayUs * 1e-6, "s"),
            Units.Si(p.Seconds.Value, "s"), Units.Times(value), Units.Times(ci.Low), Units.Times(ci.High),
        ];
    }
}
