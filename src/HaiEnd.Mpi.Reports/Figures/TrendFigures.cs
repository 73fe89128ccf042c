using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Headline points over days and weeks, with the levels between steps; slower ones first.</summary>
internal sealed class TrendFigures : IFigure
{
    /// <summary>Least relative change that counts, as <c>trend</c> has it without a word [1].</summary>
    private const double Threshold = 0.03;

    private const int FewestDays = 3, MostLaunches = 365, MostSeries = 2, MostDates = 6;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        Launch[] launches = [.. data.Launches.TakeLast(MostLaunches)];
        if (launches.Select(l => l.Run.Created.UtcDateTime.Date).Distinct().Count() < FewestDays)
            return [];
        HashSet<string> keys = [.. Headlines.Of(data.Right.Select(p => p.Point)).Select(h => h.Point.MatchKey)];
        var trend = Trend.Of(
            launches.Select(l => l with { Points = [.. l.Points.Where(p => keys.Contains(p.MatchKey))] }), Threshold);
        return trend.Series.Where(s => s.Runs.Count >= FewestDays).Take(MostSeries).Index()
            .Select(s => Of(data, s.Item, s.Index));
    }

    private static Figure Of(ReportData data, TrendSeries series, int index)
    {
        DateTimeOffset first = series.Runs[0].At;
        double Day(TrendRun run) => (run.At - first).TotalDays;
        var measured = new Series(
            "", [.. series.Runs.Select(r => new Mark(Day(r), r.Seconds, $"{Date(r)}: {Units.Si(r.Seconds, "s")}")
            {
                Low = r.Point.Figures.CiLow,
                High = r.Point.Figures.CiHigh,
            })],
            Join.None, 0);
        IEnumerable<Series> levels = series.Segments.Select(s => new Series(
            "", [.. new[] { s.Start, s.Start + s.Length - 1 }.Select(i => new Mark(Day(series.Runs[i]), s.Level, ""))],
            Join.Dashed, -1)
        { Signs = false });
        double[] dates = [.. Enumerable.Range(0, MostDates).Select(i => i * (series.Runs.Count - 1) / (MostDates - 1))
            .Distinct().Select(i => Day(series.Runs[i]))];
        var chart = new Chart(
            new("time of one repeat by day", Scale.Of(ScaleKind.Linear, series.Runs.Select(Day).Append(-0.5)),
                d => first.AddDays(d).UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture))
            { Ticks = dates },
            ChartAxis.In("s", "", Scale.Of(
                ScaleKind.Linear, measured.Marks.SelectMany(m => new[] { m.Y, m.Low, m.High }))),
            [.. levels, measured])
        {
            Notes =
            [
                .. series.Steps.Select(s => new Note(
                    Day(series.Runs[s.First]), series.Runs[s.First].Seconds, ComparisonText.Percent(s.Ratio.Value))),
            ],
        };
        return new(
            index == 0 ? "trend" : $"trend-{index + 1}", Headline(series), data.Conditions(
                [.. data.Right.Where(p => p.Point.MatchKey == series.Point.MatchKey)]) + data.Last(MostLaunches),
            "Lower is better. Dashed: the level between steps. The axis does not begin at zero.",
            new ChartPicture(chart),
            Table.Of(
                "Every launch.", ["Launch (UTC)", "#Time", "#95 % low", "#95 % high", "File"], [.. series.Runs],
                r =>
                [
                    Date(r), Units.Si(r.Seconds, "s"), Units.Si(r.Point.Figures.CiLow, "s"),
                    Units.Si(r.Point.Figures.CiHigh, "s"), r.Launch.File,
                ]));
    }

    private static string Headline(TrendSeries series)
    {
        string name = Words.Short(series.Point), runs = Words.Count(series.Runs.Count, "launch");
        return series.IsTooShort
            ? $"{name} over {runs}; {2 * Trend.LeastRuns} are needed to tell a step"
            : series.Steps is [.., var last]
            ? $"{name} takes {Longer(last.Ratio.Value)} since {Date(series.Runs[last.First])}; "
                + last.Environment.Conclusion
            : $"{name} has kept its level over {runs}";
    }

    private static string Longer(double ratio) =>
        ratio > 1 ? $"{Units.Percent(ratio - 1)} longer" : $"{Units.Percent(1 - ratio)} less time";

    private static string Date(TrendRun run) =>
        run.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
