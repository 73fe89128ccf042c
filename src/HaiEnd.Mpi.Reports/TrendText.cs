using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>A trend for a terminal: wrong answers, points with steps and what changed there, the rest.</summary>
public static class TrendText
{
    /// <summary>The text, lines ended by a line feed.</summary>
    /// <param name="trend">what was found</param>
    /// <param name="width">columns of the terminal</param>
    public static string Of(Trend trend, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        Wrong(text, trend, width);
        foreach (TrendSeries s in trend.Series.Where(s => s.Steps.Count > 0 || s.Watched is not null))
        {
            TextTable.Sentence(text, $"{NameOf(s)}: {Span(s)}", width);
            foreach (TrendStep step in s.Steps)
                Step(text, s, step, Words.Of(step.Change), width);
            if (s.Watched is { } watched)
                Step(text, s, watched, $"watch, {s.Runs.Count - watched.First} runs so far", width);
            text.WriteLine();
        }

        Rest(text, width, "Level", trend.Series.Where(s => !s.IsTooShort && s.Steps.Count == 0 && s.Watched is null));
        Rest(text, width, $"Too few runs ({2 * Trend.LeastRuns} are needed)", trend.Series.Where(s => s.IsTooShort));
        TextTable.Sentence(text, Counts(trend), width);
        TextTable.Sentence(text, Verdict(trend), width);
        return text.ToString();
    }

    /// <summary>How the whole ended, in a sentence.</summary>
    public static string Verdict(Trend trend)
    {
        int slower = trend.Series.Count(s => s.IsSlower);
        return trend.IsWrongAtLast ? "the last run of a point gave a WRONG answer"
            : slower > 0 ? $"slower since its last step by more than {Units.Percent(trend.Threshold)}: {slower} of "
                + $"{trend.Series.Count} series"
            : trend.IsInconclusive ? $"inconclusive: no point has {2 * Trend.LeastRuns} runs"
            : $"no point became slower by more than {Units.Percent(trend.Threshold)} at its last step";
    }

    /// <summary>A series by its point and placement.</summary>
    internal static string NameOf(TrendSeries s) =>
        Words.Short(s.Point) + (double.IsNaN(s.ProbeNs) ? "" : $" ({Units.Si(s.ProbeNs * 1e-9, "s")} apart)");

    private static void Wrong(StringWriter text, Trend trend, int width)
    {
        UnrankedRun[] those = [.. trend.Unranked.OrderBy(u => u.Point.Status != PointStatus.Wrong)];
        if (those.Length == 0)
            return;
        text.WriteLine("Not ranked");
        foreach (UnrankedRun u in those)
        {
            string state = u.Point.Status == PointStatus.Ok
                ? Words.Of(u.Point.Verified) : Words.Of(u.Point.Status).ToUpperInvariant();
            TextTable.Sentence(text, $"{Day(u.Launch.Run.Created)}  {state}  {Words.Short(u.Point)}: "
                + Words.FirstLine(u.Point.Message), width, indent: "  ");
        }

        text.WriteLine();
    }

    private static void Step(StringWriter text, TrendSeries s, TrendStep step, string word, int width)
    {
        TextTable.Sentence(
            text, $"{Day(s.Runs[step.First].At)}  {word}  {ComparisonText.Percent(step.Ratio.Value)}  "
                + $"ratio {ComparisonText.Ratio(step.Ratio)}", width, indent: "  ");
        EnvironmentText.Write(text, step.Environment, width, indent: "            ");
    }

    private static void Rest(StringWriter text, int width, string title, IEnumerable<TrendSeries> series)
    {
        List<string[]> rows = [.. series.Select(s => new[] { NameOf(s), Span(s) })];
        if (rows.Count == 0)
            return;
        text.WriteLine(title);
        TextTable.Write(text, rows, width);
        text.WriteLine();
    }

    private static string Span(TrendSeries s)
    {
        double last = s.Segments.Count > 0 ? s.Segments[^1].Level : Statistics.Median(s.Runs.Select(r => r.Seconds));
        string first = Day(s.Runs[0].At), to = Day(s.Runs[^1].At);
        return $"{Words.Count(s.Runs.Count, "run")}, {(first == to ? first : $"{first} to {to}")}, "
            + Units.Si(last, "s");
    }

    private static string Counts(Trend trend)
    {
        int stepped = trend.Series.Count(s => s.Steps.Count > 0);
        int watched = trend.Series.Count(s => s.Watched is not null);
        int few = trend.Series.Count(s => s.IsTooShort);
        return $"{trend.Launches} launches, {trend.Series.Count} series: {stepped} with steps, {watched} to watch, "
            + $"{few} with too few runs"
            + (trend.Moved > 0 ? $"; {trend.Moved} points moved while they were measured and are left out" : "");
    }

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
