using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>What became of each point, and what it comes to.</summary>
internal static class VerdictTable
{
    /// <summary>Files in a command; a person does not type more.</summary>
    private const int MostFiles = 3;

    /// <summary>The heads.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["Verdict", "Test", "#Measured", "#Of roof", "#Launches", "Why"];

    /// <summary>The first thing that a reader sees.</summary>
    public static Conclusion Conclude(ReportData data)
    {
        Conclusion found = Concluded(data);
        string crowd = data.Launches.Select(l => Seats.Crowd(l.Run)).FirstOrDefault(c => c.Length > 0, "");
        string[] doubts =
            [.. new[] { crowd, data.Map?.Sentence() ?? "", LinkFigures.Slow(data) }.Where(s => s.Length > 0)];
        return doubts.Length == 0 ? found : found with
        {
            Sentence = string.Join(' ',
                [found.Sentence, .. doubts.Select(s => $"{char.ToUpperInvariant(s[0])}{s[1..]}.")]),
            Level = found.Level == Level.Good ? Level.Doubtful : found.Level,
        };
    }

    private static Conclusion Concluded(ReportData data)
    {
        Measured[] wrong = With(data, PointStatus.Wrong);
        if (wrong.Length > 0)
            return new(
                Level.Bad, "WRONG ANSWERS", $"{Share(wrong, data)} gave a wrong answer, {Words.Called(wrong[0].Worst)} "
                    + $"first: {Words.FirstLine(wrong[0].Worst.Message)}.",
                $"haiend run {Suite(data)}-f {Words.Shell(wrong[0].Worst.Case.Name)} --verify full");
        if (data.Check is { Findings.Count: > 0 } check)
            return Judged(check, data);
        Measured[] ended = [.. With(data, PointStatus.Failed), .. With(data, PointStatus.Timeout)];
        Launch? early = data.Launches.FirstOrDefault(l => l.Run.Status != RunStatus.Complete);
        string file = Words.Shell((early ?? data.Launches[^1]).File);
        if (ended.Length > 0)
            return new(
                Level.Bad, "INCOMPLETE", $"{Share(ended, data)} failed or ran out of time, "
                    + $"{Words.Called(ended[0].Worst)} first: {Words.FirstLine(ended[0].Worst.Message)}.",
                $"haiend run {Suite(data)}--resume {file}");
        if (early is not null)
            return new(
                Level.Doubtful, "INCOMPLETE", "A launch ended early; what it measured is here.",
                $"haiend run {Suite(data)}--resume {file}");
        Measured[] right = [.. data.Right];
        if (right.Length == 0)
            return new(Level.Doubtful, "NOTHING MEASURED", "No point has a right answer.", "haiend doctor");
        int launches = data.Launches.Count;
        string sentence = $"{Share(right, data)} {(right.Length == 1 ? "is" : "are")} measured, no answer is wrong.";
        return launches < Baseline.FewestLaunches
            ? new(
                Level.Good, "MEASURED", $"{sentence} {Words.Count(launches, "launch")}: at least 5 are needed to tell "
                    + "a change from chance.",
                Words.MoreLaunches(SuiteName(data), data.Launches[^1]))
            : new(
                Level.Good, "MEASURED", $"{sentence} {Words.Count(launches, "launch")}.",
                Check(data));
    }

    /// <summary>What the rules of the suite say, failures first; none where no rules were applied.</summary>
    public static Table Judged(ReportData data)
    {
        Finding[] findings = [.. data.Check?.Findings ?? []];
        bool ranks = findings.Select(f => f.Ranks).Distinct().Count() > 1;
        var table = Table.Of(
            "By the rules of the suite, failures first.",
            ["Verdict", "Test", "Metric", "#Measured [95 %]", "#Required", "#Margin", "#Samples (launches)", "Why"],
            CheckTable.Shown(findings), f =>
            [
                CheckWords.Verdict(f), CheckWords.Title(f, ranks), f.Metric, CheckWords.Measured(f),
                CheckWords.Required(f), CheckWords.Margin(f), CheckWords.Samples(f),
                CheckWords.Reason(f),
            ]);
        return table with
        {
            Total = findings.Length,
            All = "haiend check FILES --json has every one",
            IsLastBelow = true,
        };
    }

    /// <summary>What is not as it should be, worst first; none where all is.</summary>
    public static Table Doubtful(ReportData data) => Table.Of(
        "What is not as it should be, the worst first.", Columns,
        [.. data.Points.Where(p => !IsFine(p)).OrderBy(p => Rank(p.Worst.Status))], Row);

    /// <summary>The others, by name and size.</summary>
    public static Table Fine(ReportData data) => Table.Of(
        "Measured, the answer verified.", Columns,
        [.. data.Points.Where(IsFine).OrderBy(p => p.Point.Case.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Number("bytes")).ThenBy(p => p.Number("n")).ThenBy(p => p.Point.Ranks)], Row);

    /// <summary>How good the verdict is that a row begins with.</summary>
    public static Level LevelOf(string verdict) => verdict switch
    {
        "right" or "PASS" => Level.Good,
        "WRONG" or "FAILED" or "TIMEOUT" or "FAIL" => Level.Bad,
        _ => Level.Doubtful,
    };

    private static Conclusion Judged(Check check, ReportData data)
    {
        Finding first = CheckTable.Shown(check.Findings)[0];
        string missed = first.Verdict == Judgement.Pass ? ""
            : first.Measured is null ? $" First: {CheckWords.Title(first, false)}, {first.Why}."
            : $" First: {CheckWords.Title(first, false)}, {first.Metric} {CheckWords.Measured(first)}, required "
                + $"{CheckWords.Required(first)}.";
        return new(
            check.Verdict switch
            {
                Judgement.Pass => Level.Good,
                Judgement.Fail => Level.Bad,
                _ => Level.Doubtful,
            },
            CheckTable.Verdict(check), $"{CheckTable.Counts(check)}.{missed}", check.Verdict != Judgement.Pass
                ? Check(data)
                : data.Launches.Count < Baseline.FewestLaunches ? Words.MoreLaunches(SuiteName(data), data.Launches[^1])
                : $"haiend baseline {Files(data)} -o refs.yaml");
    }

    private static IReadOnlyList<string> Row(Measured p)
    {
        string verdict = p.Worst.Status == PointStatus.Ok
            ? Words.Of(p.Worst.Verified)
            : Words.Of(p.Worst.Status).ToUpperInvariant();
        return
        [
            verdict,
            $"{Words.Called(p.Point)}, {Words.Count(p.Point.Ranks, "rank")}",
            p.IsRight
                ? $"{Units.Si(p.Rate, p.Point.Case.MetricUnit)} {p.Sure}"
                : "-",
            p.IsRight ? Units.Percent(p.Point.Figures.EfficiencyOfRoof) : "-",
            p.IsRight ? $"{p.Each.Count}" : "-",
            p.Worst.Message.Length > 0 ? Words.FirstLine(p.Worst.Message) : Words.Remarks(p.Point),
        ];
    }

    private static bool IsFine(Measured p) =>
        p.Worst.Status == PointStatus.Ok && p.Worst.Verified == Verified.Yes;

    private static Measured[] With(ReportData data, PointStatus status) =>
        [.. data.Points.Where(p => p.Worst.Status == status)];

    private static int Rank(PointStatus status) =>
        status == PointStatus.Ok ? int.MaxValue : Words.WorstFirst.Index().First(s => s.Item == status).Index;

    private static string Share(Measured[] part, ReportData data) =>
        $"{part.Length} of {Words.Count(data.Points.Count, "point")}";

    private static string Check(ReportData data) => $"haiend check {Files(data)}"
        + (data.Request.Suite is { } suite ? $" -s {Words.Shell(suite)}" : "");

    private static string Files(ReportData data) =>
        string.Join(' ', data.Request.Files.Take(MostFiles).Select(Words.Shell))
            + (data.Request.Files.Count > MostFiles ? " ..." : "");

    /// <summary>The suite as it was named when it was measured: by its name, or by its file.</summary>
    private static string SuiteName(ReportData data)
    {
        RunRecord run = data.Launches[^1].Run;
        IReadOnlyList<string> typed = RunFacts.Command(run);
        string? named = typed.Zip(typed.Skip(1).Append("")).Select(w => w.First is "-s" or "--suite" ? w.Second
            : w.First.StartsWith("--suite=", StringComparison.Ordinal) ? w.First["--suite=".Length..] : "")
            .FirstOrDefault(s => s.Length > 0);
        return named ?? run.SuiteName;
    }

    private static string Suite(ReportData data) => $"-s {Words.Shell(SuiteName(data))} ";
}
