using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports.Acceptance;

namespace HaiEnd.Mpi.Reports;

/// <summary>What the MPI library does slower than it could, by rules that need no other machine.</summary>
internal static class LibraryTable
{
    /// <summary>What it comes to, and a row for each call that misses a rule, the worst first; no text where no rule
    /// asks anything of the library.</summary>
    public static (string Headline, Table Missed) Of(ReportData data)
    {
        Finding[] asked = [.. (data.Check?.Findings ?? []).Where(GuidelineWords.Asks)];
        Finding[][] missed = [.. asked.Where(GuidelineWords.Tells).OrderByDescending(f => f.Measured!.Value)
            .GroupBy(f => (GuidelineWords.Asked(f), GuidelineWords.Size(f), f.Ranks)).Select(g => g.ToArray())];
        var table = Table.Of(
            "Calls of the library, and what is faster most. A setting holds for all sizes.",
            ["Call", "#Size", "#Ranks", "#Takes [95 %]", "as long as", "Setting"], missed, calls =>
            [
                GuidelineWords.Asked(calls[0]), GuidelineWords.Size(calls[0]), $"{calls[0].Ranks}",
                CheckWords.Measured(calls[0]), GuidelineWords.Faster(calls[0]), Setting(calls),
            ]);
        return (asked.Length == 0 ? "" : Headline(asked, missed), table with { IsLastBelow = true });
    }

    /// <summary>The setting that has the library do what is faster, or what is faster less.</summary>
    private static string Setting(Finding[] calls)
    {
        Finding? set = Array.Find(calls, f => GuidelineWords.Setting(f).Length > 0);
        return set is null ? "Nothing is known that could be set."
            : set == calls[0] ? $"Set {GuidelineWords.Setting(set)}."
            : $"Nothing is known that could be set for that. The call takes {CheckWords.Measured(set)} as long as "
                + $"{GuidelineWords.Faster(set)}: set {GuidelineWords.Setting(set)}.";
    }

    private static string Headline(Finding[] asked, Finding[][] missed)
    {
        string[] names = [.. asked.Select(f => f.Sides!.Library?.ToString() ?? "").Distinct()];
        string library = names is [{ Length: > 0 } one] ? one : "The MPI library";
        if (missed.Length == 0)
            return $"{library} misses none of {Words.Count(asked.Length, "guideline")}";
        Finding worst = missed[0][0];
        string launch = worst.Measured!.Launches < 2 ? "In this launch " : "";
        return $"{launch}{library} misses {missed.Sum(m => m.Length)} of {Words.Count(asked.Length, "guideline")}: "
            + $"{GuidelineWords.Call(worst)} of {GuidelineWords.Size(worst)} takes "
            + $"{Units.Times(worst.Measured.Value)} as long as {GuidelineWords.Faster(worst)}";
    }
}
