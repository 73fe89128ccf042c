using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Efficiency over ranks, one figure for each thing that may stay the same, with SHAREing's bands.</summary>
internal sealed class ScalingFigures : IFigure
{
    /// <summary>Launches that are looked at: intervals by resampling cost time for each.</summary>
    private const int MostLaunches = 30;

    private const int MostLines = 6;

    private static readonly Dictionary<ScalingMode, (string Id, string What)> Modes = new()
    {
        [ScalingMode.Strong] = ("strong", "The problem stays the same (strong scaling)"),
        [ScalingMode.Weak] = ("weak", "The work of a rank stays the same (weak scaling)"),
        [ScalingMode.MemoryBound] = ("memory-bound", "The memory of a rank stays the same"),
        [ScalingMode.SharingZigzag] = ("zigzag", "The problem grows where efficiency is lost (SHAREing's zig-zag)"),
    };

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        if (!data.Points.Any(p => p.Point.Scaling.Length > 0))
            return [];
        return
        [
            .. ScalingSeries.Of(data.Launches.TakeLast(MostLaunches)).Where(s => s.Points[^1].Ranks > s.Base.Ranks)
                .GroupBy(s => s.Name.Mode).OrderBy(g => g.Key)
                .Select(g => Of(data, g.Key, [.. g.OrderBy(ScalingSummary.Title, StringComparer.Ordinal)])),
        ];
    }

    private static Figure Of(ReportData data, ScalingMode mode, ScalingSeries[] all)
    {
        // Some of each benchmark, rather than all of the first.
        ScalingSeries[] shown = [.. all.GroupBy(s => s.Base.Point.Case.Benchmark).SelectMany(g => g.Index())
            .OrderBy(s => s.Index).Take(MostLines).Select(s => s.Item).OrderBy(s => Array.IndexOf(all, s))];
        Series[] lines = [.. shown.Zip(Names(shown)).Index().Select(s => new Series(
            s.Item.Second, [.. Marks(s.Item.First)], Join.Line, s.Index))];
        AlphaBeta? message = PingPongFigures.Fit(data);
        Series[] models = [.. Models(shown, lines, message)];
        if (models is [{ } only])
            models = [only with { Name = "model" }];
        double most = lines.SelectMany(l => l.Marks).Where(m => double.IsFinite(m.Y)).Max(m => Math.Max(m.Y, 1));
        int[] ranks = [.. shown.SelectMany(s => s.Points).Select(p => p.Ranks).Distinct().Order()];
        var chart = new Chart(
            new("ranks", Scale.Of(ScaleKind.Log2, ranks.Select(r => (double)r)),
                v => v.ToString(CultureInfo.InvariantCulture))
            { Ticks = [.. ranks.Select(r => (double)r)] },
            ChartAxis.In("%", "", new(ScaleKind.Linear, 0, most * 1.08)) with { Ticks = [0, 0.2, 0.4, 0.6, 0.8, 1] },
            [.. models, .. lines])
        {
            Bands =
            [
                new(ScalingSeries.Green, most * 1.08, "80 % and more: good", 0),
                new(ScalingSeries.Red, ScalingSeries.Green, "60 to 80 %: doubtful", 1),
                new(0, ScalingSeries.Red, "below 60 %: poor", 2),
            ],
        };
        ScalingSeries first = shown.MaxBy(s => s.Points[^1].Ranks)!;
        string laws = string.Join("; ", shown.Zip(lines).GroupBy(s => ScalingSummary.Law(s.First), s => s.Second.Name)
            .Where(l => l.Key.Length > 0).Select(l => $"{string.Join(", ", l)}: {l.Key}"));
        string some = shown.Length < all.Length ? $"; {shown.Length} of {all.Length} series, the numbers have all" : "";
        return new(
            Modes[mode].Id,
            $"{first.Base.Point.Case.Name} has {Units.Percent(first.Points[^1].Efficiency.Value)} efficiency on "
                + $"{first.Points[^1].Ranks} ranks, and at least 80 % up to {first.LastAt(ScalingSeries.Green)}",
            $"{Modes[mode].What}, against {ScalingSummary.Base(first)}; {data.Conditions(Drawn(data, shown))}"
                + some + data.Last(MostLaunches),
            "Higher is better; 100 % is perfect. A line ends where a rank count is missing."
                + (laws.Length > 0 ? $" {laws}." : "") + HowModelled(shown, models, message),
            new ChartPicture(chart),
            Table.Of(
                "Efficiency by ranks.",
                ["Series", "#Ranks", "#Time", "#Speed-up", "#Efficiency", "#95 % low", "#95 % high", "#Model"],
                [.. all.SelectMany(s => s.Points.Select(p => (Series: s, Point: p)))], r =>
                [
                    ScalingSummary.Title(r.Series), $"{r.Point.Ranks}", Units.Si(r.Point.Seconds.Value, "s"),
                    Units.Times(r.Point.SpeedUp.Value), Units.Percent(r.Point.Efficiency.Value),
                    Units.Percent(r.Point.Efficiency.Ci.Low), Units.Percent(r.Point.Efficiency.Ci.High),
                    Units.Percent(Modelled(r.Series, r.Point, message)),
                ]));
    }

    /// <summary>What the model says of the first way of each benchmark whose messages are known: others send nearly the
    /// same, and the table has them.</summary>
    private static IEnumerable<Series> Models(ScalingSeries[] shown, Series[] lines, AlphaBeta? message)
    {
        HashSet<string> drawn = [];
        foreach ((ScalingSeries series, Series line) in shown.Zip(lines))
        {
            Mark[] marks = [.. series.Points.Select(p => new Mark(p.Ranks, Modelled(series, p, message), ""))];
            string benchmark = series.Base.Point.Case.Benchmark;
            if (marks.Count(m => double.IsFinite(m.Y)) > 1 && drawn.Add(benchmark))
                yield return line with
                {
                    Name = $"{benchmark} model",
                    Marks = marks,
                    Join = Join.Dashed,
                    Signs = false,
                };
        }
    }

    /// <summary>NaN where no model is known: of collectives, whose work is their messages, of links that are held to
    /// less than those of the ping-pong, and without one.</summary>
    private static double Modelled(ScalingSeries series, ScaledPoint p, AlphaBeta? message) =>
        message is null || !Computes(series) || LinkLimit.Of(p.Point) is not null
            ? double.NaN
            : ScalingModel.EfficiencyOf(p.Point, series.Base, message);

    private static bool Computes(ScalingSeries series) => series.Base.Point.Case.Metric is "flops" or "bandwidth";

    private static string HowModelled(ScalingSeries[] shown, Series[] models, AlphaBeta? message) =>
        models.Length > 0
            ? " Dashed, the model: the work at the rate of one rank, then a rank's messages one after the other, of "
                + $"{Units.Si(message!.Latency.Value, "s")} and {Units.Si(message.Bandwidth.Value, "byte/s")} as in "
                + "the ping-pong; what hides them behind work may lie above it."
            : shown.Any(Computes) && message is null
                ? " The model is that of the work alone, 100 %: there is no ping-pong that fits a line, to model "
                    + "messages by."
                : "";

    /// <summary>The case of each; where others have the same, its realisation and in what it differs from
    /// them.</summary>
    private static IEnumerable<string> Names(ScalingSeries[] shown)
    {
        ILookup<string, PointRecord> alike = shown.ToLookup(s => s.Base.Point.Case.Name, s => s.Base.Point);
        return shown.Select(s => s.Base.Point).Select(p => alike[p.Case.Name].Count() == 1 ? p.Case.Name : string.Join(
            ' ', [p.Case.Realisation, .. p.Parameters
                .Where(a => alike[p.Case.Name].Any(other => other[a.Name] != a.Value)).Select(Words.Of)]));
    }

    /// <summary>What was measured, and a gap for what is missing in between.</summary>
    private static IEnumerable<Mark> Marks(ScalingSeries series) => series.Points
        .Select(p => new Mark(p.Ranks, p.Efficiency.Value,
            $"{ScalingSummary.Title(series)}, {Words.Count(p.Ranks, "rank")}: {Units.Percent(p.Efficiency.Value)}")
        {
            Low = p.Efficiency.Ci.Low,
            High = p.Efficiency.Ci.High,
        })
        .Concat(series.Missing.Select(p => new Mark(p.Members[0].Point.Ranks, double.NaN, ""))).OrderBy(m => m.X);

    private static Measured[] Drawn(ReportData data, ScalingSeries[] series)
    {
        HashSet<string> keys = [.. series.SelectMany(s => s.Points).Select(p => p.Pool.MatchKey)];
        return [.. data.Right.Where(p => keys.Contains(p.MatchKey))];
    }
}
