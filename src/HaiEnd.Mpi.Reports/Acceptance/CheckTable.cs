using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;

namespace HaiEnd.Mpi.Reports.Acceptance;

/// <summary>What a person sees of a check: a table, wrong answers and failures first, each with what may be the cause;
/// then what has no verdict, the verdict in one sentence, and what to type next. No line is wider than the terminal,
/// unless one word is.</summary>
public static class CheckTable
{
    private const int MostPasses = 30, MostAlike = 5, TitleColumn = 1, LeastTitle = 20, FirstBelow = 3;

    private static readonly string[] Heads =
        ["verdict", "point", "metric", "measured [95 % CI]", "required", "margin", "n (launches)"];

    /// <summary>The text, lines ended by a line feed.</summary>
    /// <param name="check">what was found</param>
    /// <param name="next">what to type next</param>
    /// <param name="width">columns of the terminal</param>
    public static string Of(Check check, string next, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        Rows(text, check.Findings, width);
        Rest(text, check.Rest, width);
        foreach (PooledDifference pooled in check.Differences)
            Differences(text, pooled, width);
        return Ended(text, check, next, width);
    }

    /// <summary>The same of what has not passed, where it counts or is certain.</summary>
    /// <param name="check">what was found</param>
    /// <param name="next">what to type next</param>
    /// <param name="width">columns of the terminal</param>
    public static string Brief(Check check, string next, int width = TextTable.MostColumns)
    {
        var text = new StringWriter { NewLine = "\n" };
        Rows(text, [.. check.Findings.Where(f => f.Verdict != Judgement.Pass && !CheckWords.IsUnsure(f))], width);
        return Ended(text, check, next, width);
    }

    /// <summary>The verdict in one sentence.</summary>
    public static string Sentence(Check check)
    {
        string of = $"{check.Suite}, {Words.Count(check.Launches, "launch")}";
        return check.Findings.Count == 0
            ? $"NOTHING CHECKED ({of}): the suite has no 'accept' rules, and no references were given."
            : $"{Verdict(check)} ({of}): {Counts(check)}.";
    }

    /// <summary>The verdict in capitals.</summary>
    internal static string Verdict(Check check) =>
        check.IsWrong ? "NOT ACCEPTED, AN ANSWER IS WRONG" : check.Verdict switch
        {
            Judgement.Pass => "ACCEPTED",
            Judgement.Fail => "NOT ACCEPTED",
            _ => "UNDECIDED",
        };

    /// <summary>How many findings of which kind.</summary>
    internal static string Counts(Check check)
    {
        Finding[] counting = [.. check.Counting];
        int passed = counting.Count(f => f.Verdict == Judgement.Pass);
        int unsure = check.Findings.Count(CheckWords.IsUnsure);
        int warnings = check.Findings.Count(CheckWords.IsWarning);
        string harmless = Words.Count(warnings, "warning") + (unsure > 0 ? $" and {unsure} unsure" : "");
        if (counting.Length == 0)
            return $"{harmless} of {Words.Count(check.Findings.Count, "check")}, none of which counts";
        string[] counts =
        [
            .. counting.Where(f => f.Verdict != Judgement.Pass).GroupBy(CheckWords.Verdict)
                .Select(g => $"{g.Count()} {g.Key.ToLowerInvariant()}"),
            $"{passed} of {Words.Count(counting.Length, "check")} passed",
        ];
        return string.Join(", ", counts) + (warnings + unsure > 0 ? $", {harmless}" : "");
    }

    private static string Ended(StringWriter text, Check check, string next, int width)
    {
        foreach (string remark in check.Remarks)
            TextTable.Sentence(text, remark, width);
        TextTable.Sentence(text, Sentence(check), width);
        if (next.Length > 0)
            text.WriteLine($"next: {next}");
        return text.ToString();
    }

    private static void Rows(TextWriter text, IReadOnlyList<Finding> findings, int width)
    {
        if (findings.Count == 0)
            return;
        bool ranks = findings.Select(f => f.Ranks).Distinct().Skip(1).Any();
        Finding[] shown = Shown(findings);
        string[][] rows = [Heads, .. shown.Select(f => Row(f, ranks))];
        int[] widths = [.. Heads.Select((_, c) => rows.Max(r => r[c].Length))];
        int others = widths.Sum() - widths[TitleColumn] + 2 * (widths.Length - 1);
        // Where a terminal is too narrow for a line a finding, the numbers stand below.
        int across = others + LeastTitle <= width ? Heads.Length : FirstBelow;
        others -= widths[across..].Sum(w => w + 2);
        widths[TitleColumn] = Math.Max(LeastTitle, Math.Min(widths[TitleColumn], width - others));
        Line(text, Heads, [Heads[TitleColumn]], widths, across);
        foreach ((string[] row, Finding f) in rows.Skip(1).Zip(shown))
        {
            Line(text, row, CheckWords.Parts(f, ranks), widths, across);
            string why = CheckWords.Reason(f);
            foreach (string line in TextTable.Wrapped(why.Split(' '), width - widths[0] - 2))
                text.WriteLine($"{new string(' ', widths[0] + 2)}{line}");
        }

        if (findings.Count > shown.Length)
            text.WriteLine(
                $"{new string(' ', widths[0] + 2)}and {findings.Count - shown.Length} more like these; "
                + "haiend check --json has every one");
        text.WriteLine();
    }

    private static string[] Row(Finding f, bool ranks) =>
    [
        CheckWords.Verdict(f), CheckWords.Title(f, ranks), f.Metric, CheckWords.Measured(f), CheckWords.Required(f),
        CheckWords.Margin(f), CheckWords.Samples(f),
    ];

    /// <summary>Everything but what would only be more of the same: points without a number for one reason, links,
    /// warnings of one case, of each the worst; and passes, those first that count.</summary>
    internal static Finding[] Shown(IReadOnlyList<Finding> findings) =>
    [
        .. findings.Where(f => f.Verdict != Judgement.Pass)
            .GroupBy(f => f.Measured is null ? $"{CheckWords.Verdict(f)} {f.CaseId} {f.Why}"
                : f.WarnOnly || f.Metric == Measurand.SlowLinks.Name ? $"{CheckWords.Verdict(f)} {f.CaseId}" : "")
            .SelectMany(g => g.Key.Length == 0 ? g : g.OrderBy(f => f.Margin).Take(MostAlike))
            .OrderBy(f => f.IsWrong ? 0 : 1).ThenBy(f => f.WarnOnly ? 1 : 0).ThenByDescending(f => f.Verdict),
        .. findings.Where(f => f.Verdict == Judgement.Pass && !f.WarnOnly).Take(MostPasses),
        .. findings.Where(f => f.Verdict == Judgement.Pass && f.WarnOnly).Take(MostAlike),
    ];

    private static void Line(TextWriter text, string[] cells, IEnumerable<string> title, int[] widths, int across)
    {
        string Cell(int c) =>
            c is 5 or 6 && cells != Heads ? cells[c].PadLeft(widths[c]) : cells[c].PadRight(widths[c]);
        foreach ((int i, string part) in TextTable.Wrapped(title, widths[TitleColumn]).Index())
        {
            text.WriteLine(string.Join("  ", Enumerable.Range(0, across).Select(c => c == TitleColumn
                ? part.PadRight(widths[c])
                : i > 0 ? new string(' ', widths[c]) : Cell(c))).TrimEnd());
        }

        if (cells[across..].Any(c => c != "-"))
            text.WriteLine(new string(' ', widths[0] + 2)
                + string.Join("  ", Enumerable.Range(across, cells.Length - across).Select(Cell)).TrimEnd());
    }

    private static void Rest(TextWriter text, Unjudged rest, int width)
    {
        string[] counts =
        [
            .. rest.Right > 0 ? (string[])[$"{rest.Right} measured and right"] : [],
            .. rest.Unchecked > 0 ? (string[])[$"{rest.Unchecked} measured, the answer not checked"] : [],
            .. rest.NotHere.Count > 0 ? (string[])[$"{rest.NotHere.Values.Sum()} can't be done here"] : [],
        ];
        if (counts.Length > 0)
            text.WriteLine($"without a rule: {string.Join(", ", counts)}");
        foreach ((string reason, int count) in rest.NotHere)
            TextTable.Sentence(text, $"{count} x {reason}", width, indent: "  ");
    }

    private static void Differences(TextWriter text, PooledDifference pooled, int width)
    {
        text.WriteLine($"{CheckWords.Pooled(pooled)} are judged together, and differ:");
        foreach (VaryingFact f in pooled.Facts)
            TextTable.Sentence(
                text, $"{EnvironmentDifference.NameOf(f.Group),-9}  {f.Name}: {EnvironmentText.Shown(f)}", width,
                indent: "  ");
    }
}
