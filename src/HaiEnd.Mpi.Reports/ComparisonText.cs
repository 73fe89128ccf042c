using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>A comparison for a terminal: first what differs around the sets, then what is not ranked, then the points
/// with changes first, then those that only one side has, and at last the verdict in a sentence.</summary>
public static class ComparisonText
{
    /// <summary>The text, lines ended by a line feed.</summary>
    /// <param name="c">what was compared</param>
    /// <param name="width">columns of the terminal</param>
    public static string Of(Comparison c, int width = TextTable.MostColumns)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"BASE  {c.Base} ({Words.Count(c.BaseLaunches, "launch")})");
        text.WriteLine($"NEW   {c.New} ({Words.Count(c.NewLaunches, "launch")})");
        text.WriteLine();
        text.WriteLine("What differs around them");
        EnvironmentText.Write(text, c.Environment, width);
        Unranked(text, c, width);
        Ranked(text, c, width);
        Unmatched(text, c);
        text.WriteLine();
        TextTable.Sentence(text, Counts(c), width);
        if (c.Points.Count(p => p.Contrast is { Placements.Count: > 0 }) is > 0 and var placed)
            TextTable.Sentence(
                text, $"ranks were placed in several ways in {placed}: launches were compared within each", width);
        foreach (string remark in c.Remarks)
            TextTable.Sentence(text, remark, width);
        TextTable.Sentence(text, Verdict(c), width);
        return text.ToString();
    }

    /// <summary>How a whole comparison ended, in a sentence.</summary>
    public static string Verdict(Comparison c)
    {
        string threshold = Units.Percent(c.Threshold);
        int wrong = c.Points.Count(p => p.IsNewlyWrong), lost = c.Points.Count(p => p.IsLost);
        if (c.HasNewWrong)
            return $"NEW gives WRONG answers that BASE does not: {Words.Count(Math.Max(1, wrong), "point")}";
        if (c.HasLost)
            return $"NEW does not measure what BASE did: {Words.Count(lost, "point")}";
        if (c.Points.FirstOrDefault(p => p.Change == Change.Slower) is { } worst)
            return $"slower by more than {threshold}: {c.Count(Change.Slower)} of "
                + $"{Words.Count(c.Points.Count, "point")}, first {Words.Short(worst.Point)} "
                + $"({Percent(worst.Contrast!.Ratio.Value)})";
        if (c.Points.Count == 0)
            return "inconclusive: no point is in both";
        return c.IsInconclusive ? Inconclusive(c) : $"no point was found slower by more than {threshold}";
    }

    /// <summary>The command that measures the same again in several launches.</summary>
    public static string Repeated(RunRecord run, int launches) => string.Join(
        ' ',
        ["haiend run --launches", $"{launches}", .. RunFacts.Command(run).Skip(2).Select(Words.Quoted),
            $"-- mpirun -n {run.Ranks.Count}"]);

    /// <summary>A ratio as a change of the time, e.g. <c>+10.2 %</c>.</summary>
    internal static string Percent(double ratio) => (ratio > 1 ? "+" : "") + Units.Percent(ratio - 1);

    /// <summary>Two values with the unit written once where it is the same.</summary>
    internal static string Pair(double before, double after, string unit)
    {
        string a = Units.Si(before, unit), b = Units.Si(after, unit);
        int space = a.IndexOf(' ', StringComparison.Ordinal);
        bool isSame = space > 0 && b.EndsWith(a[space..], StringComparison.Ordinal);
        return $"{(isSame ? a[..space] : a)} -> {b}";
    }

    /// <summary>A ratio with its interval, e.g. <c>1.100 [1.087..1.113]</c>.</summary>
    internal static string Ratio(Estimate ratio) =>
        $"{ratio.Value.ToString("F3", CultureInfo.InvariantCulture)} [{Range(ratio.Ci)}]";

    /// <summary>The ends of an interval of ratios.</summary>
    internal static string Range(Interval ci) =>
        double.IsFinite(ci.Low) ? string.Create(CultureInfo.InvariantCulture, $"{ci.Low:F3}..{ci.High:F3}") : "-";

    /// <summary>A probability, e.g. <c>0.012</c>.</summary>
    internal static string P(double p) => double.IsNaN(p) ? "-"
        : p < 0.001 ? "<.001" : p.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>Ways of placement and how many launches each has.</summary>
    internal static string Placed(Contrast contrast) => contrast.Placements.Any(m => m.IsUsed)
        ? $"compared as placed: {Modes(contrast, m => m.IsUsed ? "" : " (not used)")}"
        : $"placed differently, not comparable: {Modes(contrast, _ => "")}";

    private static string Modes(Contrast contrast, Func<PlacementMode, string> note) => string.Join("; ",
    [
        .. contrast.Placements.Select(m =>
            $"{(double.IsNaN(m.ProbeNs) ? "moved meanwhile" : $"{Units.Si(m.ProbeNs * 1e-9, "s")} apart")} "
            + $"{m.Base} of BASE, {m.New} of NEW{note(m)}"),
    ]);

    private static string Inconclusive(Comparison c)
    {
        bool few = c.Points.Any(p => p.Contrast is not null
            && Math.Min(p.Base.Measured, p.New.Measured) < Comparison.LeastLaunches);
        return few
            ? $"inconclusive: fewer than {Comparison.LeastLaunches} launches a side tell nothing of the next one; "
                + $"{c.LaunchesNeeded} a side can tell one change among {Words.Count(c.Points.Count, "point")} from "
                + "chance"
            : c.Points.Any(p => p.Change == Change.Inconclusive)
                ? "inconclusive: too few launches a side were placed alike; more launches or a fixed binding help"
                : "inconclusive: no point is right on both sides";
    }

    private static void Unranked(StringWriter text, Comparison c, int width)
    {
        ComparedPoint[] those = [.. c.Points.Where(p => p.Change == Change.Unranked)
            .OrderBy(p => !p.IsNewlyWrong).ThenBy(p => p.New.Status != PointStatus.Wrong).ThenBy(p => !p.IsLost)];
        if (those.Length == 0)
            return;
        text.WriteLine();
        text.WriteLine("Not ranked");
        foreach (ComparedPoint p in those)
        {
            ComparedSide bad = p.New.IsRanked ? p.Base : p.New;
            string message = Words.FirstLine(bad.Message);
            TextTable.Sentence(text, $"{Words.Short(p.Point)}: {State(p.Base)} -> {State(p.New)}"
                + (message.Length > 0 ? $": {message}" : ""), width, indent: "  ");
        }
    }

    private static string State(ComparedSide side) => side.Status switch
    {
        PointStatus.Ok => Words.Of(side.Verified),
        var other => Words.Of(other).ToUpperInvariant(),
    };

    private static void Ranked(StringWriter text, Comparison c, int width)
    {
        ComparedPoint[] those = [.. c.Points.Where(p => p.Contrast is not null)];
        if (those.Length == 0)
            return;
        bool across = c.IsAcrossMachines;
        List<string[]> rows = [["verdict", "point", "ratio [95 % CI]", "p", "time", "rate", across ? "of roof" : ""]];
        rows.AddRange(those.Select(p => Row(p, across)));
        IReadOnlyList<string> lines = TextTable.Rows(rows, width, rightAligned: 3);
        text.WriteLine();
        text.WriteLine(lines[0]);
        for (int i = 0; i < those.Length; i++)
        {
            text.WriteLine(lines[i + 1]);
            foreach (TuningDifference t in those[i].Tuning)
                text.WriteLine($"                {t.Name}: {t.Base} -> {t.New}");
            if (those[i].Contrast!.Placements.Count > 0 && those[i].Change != Change.Same)
                TextTable.Sentence(text, Placed(those[i].Contrast!), width, indent: new(' ', 16));
        }
    }

    private static string[] Row(ComparedPoint p, bool across) =>
    [
        Words.Of(p.Change), Words.Short(p.Point), Ratio(p.Contrast!.Ratio), P(p.AdjustedP),
        Pair(p.Base.Seconds.Value, p.New.Seconds.Value, "s"),
        Pair(p.Base.Rate.Value, p.New.Rate.Value, p.Point.Case.MetricUnit),
        across && double.IsFinite(p.Base.EfficiencyOfRoof) && double.IsFinite(p.New.EfficiencyOfRoof)
            ? $"{Units.Percent(p.Base.EfficiencyOfRoof)} -> {Units.Percent(p.New.EfficiencyOfRoof)}" : "",
    ];

    private static void Unmatched(StringWriter text, Comparison c)
    {
        foreach (IGrouping<bool, UnmatchedPoint> side in c.Unmatched.GroupBy(u => u.IsInBase).OrderBy(g => !g.Key))
        {
            text.WriteLine();
            text.WriteLine($"Only in {(side.Key ? "BASE" : "NEW")}");
            foreach (UnmatchedPoint u in side)
                text.WriteLine($"  {Words.Short(u.Point)}"
                    + (u.Status == PointStatus.Ok ? "" : $": {Words.Of(u.Status).ToUpperInvariant()}"));
        }
    }

    private static string Counts(Comparison c)
    {
        List<string> counts = [.. Enum.GetValues<Change>().Where(v => c.Count(v) > 0)
            .Select(v => $"{c.Count(v)} {Words.Of(v)}")];
        if (c.Unmatched.Count > 0)
            counts.Add($"{c.Unmatched.Count} unmatched");
        return $"{Words.Count(c.Points.Count, "point")}: {string.Join(", ", counts)}";
    }
}
