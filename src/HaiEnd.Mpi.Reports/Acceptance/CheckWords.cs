using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Acceptance;

/// <summary>A finding in words and numbers for people: the same on the terminal, in JUnit and in the report.</summary>
public static class CheckWords
{
    private const double MostMargin = 9.99, Nothing = 5e-6;

    /// <summary>The verdict: <c>WRONG</c>, <c>FAIL</c>, <c>MARGINAL</c>, <c>INCONCLUSIVE</c> or <c>PASS</c>; of what
    /// does not count <c>WARN</c> where it is missed, <c>UNSURE</c> where it may be.</summary>
    public static string Verdict(Finding f) => f.IsWrong ? "WRONG"
        : IsUnsure(f) ? "UNSURE"
        : IsWarning(f) ? "WARN"
        : f.Verdict.ToString().ToUpperInvariant();

    /// <summary>It would not count, and nothing can be said: no line that a person must read.</summary>
    internal static bool IsUnsure(Finding f) =>
        f is { WarnOnly: true, Verdict: Judgement.Marginal or Judgement.Inconclusive };

    /// <summary>It would not count, and is missed.</summary>
    internal static bool IsWarning(Finding f) => f is { WarnOnly: true, Verdict: Judgement.Fail };

    /// <summary>Nobody has to act on it.</summary>
    internal static bool IsHarmless(Finding f) => !f.IsWrong && (f.WarnOnly || f.Verdict == Judgement.Pass);

    /// <summary>The case and the values of its axes; the context that is no identity is left out.</summary>
    /// <param name="f">the finding</param>
    /// <param name="ranks">with its ranks</param>
    public static string Title(Finding f, bool ranks) => string.Join(' ', Parts(f, ranks));

    /// <summary>The title where a line may be broken.</summary>
    internal static IEnumerable<string> Parts(Finding f, bool ranks) =>
        f.Case.Split(' ').Concat(Words.Of(f.Parameters.Where(p => p.Role != Role.Tuning)))
            .Concat(ranks ? [$"on {Words.Count(f.Ranks, "rank")}"] : []);

    /// <summary>Why the verdict is what it is, and what may be the cause; empty where there is nothing to
    /// say.</summary>
    public static string Reason(Finding f) => string.Join("; ", new[] { f.Why, Remark(f) }.Where(w => w.Length > 0));

    /// <summary>What may be the cause.</summary>
    public static string Remark(Finding f) =>
        string.Join("; ", new[] { f.Remark, GuidelineWords.Of(f) }.Where(w => w.Length > 0));

    /// <summary>What was measured, with its interval.</summary>
    public static string Measured(Finding f) => f.Measured is { } m ? Interval(f.Dimension, m) : "-";

    /// <summary>Samples, and in brackets the launches that they are of.</summary>
    public static string Samples(Finding f) => f.Measured is { } m
        ? string.Create(CultureInfo.InvariantCulture, $"{m.Samples} ({m.Launches})")
        : "-";

    /// <summary>The distance from the limit with its sign, as far as it can still be imagined.</summary>
    public static string Margin(Finding f) => f.Margin switch
    {
        > MostMargin => $"> +{Units.Percent(MostMargin)}",
        < -MostMargin => $"< {Units.Percent(-MostMargin)}",
        > -Nothing and < Nothing => "0 %",
        > 0 => $"+{Units.Percent(f.Margin)}",
        _ => Units.Percent(f.Margin),
    };

    /// <summary>The limit.</summary>
    public static string Required(Finding f)
    {
        (bool low, bool high) = (double.IsFinite(f.Required.Low), double.IsFinite(f.Required.High));
        string Of(double limit) => Number(f.Dimension, limit);
        return low && high ? $"{Of(f.Required.Low)} to {Of(f.Required.High)}"
            : low ? $">= {Of(f.Required.Low)}"
            : high ? $"<= {Of(f.Required.High)}"
            : "-";
    }

    /// <summary><c>3 launches on 2 nodes and 8 ranks</c></summary>
    public static string Pooled(PooledDifference pooled) => $"{Words.Count(pooled.Launches, "launch")} on "
        + $"{Words.Count(pooled.Nodes, "node")} and {Words.Count(pooled.Ranks, "rank")}";

    private static string Number(Dimension dimension, double value) => dimension switch
    {
        Dimension.Share => Units.Percent(value),
        Dimension.Ratio => value.ToString("0.00#", CultureInfo.InvariantCulture),
        Dimension.Number => value.ToString("g2", CultureInfo.InvariantCulture),
        _ => Units.Si(value, Measurand.UnitOf(dimension)),
    };

    private static string Interval(Dimension dimension, Estimate m) => dimension switch
    {
        Dimension.Flops or Dimension.Bytes or Dimension.Messages or Dimension.Seconds =>
            Units.Si(m.Value, m.Ci.Low, m.Ci.High, Measurand.UnitOf(dimension)),
        Dimension.Number => Number(dimension, m.Value),
        _ when !double.IsFinite(m.Value) => "-",
        Dimension.Share => $"{Number(dimension, m.Value)} [{Percents(m.Ci)}]",
        _ => $"{Number(dimension, m.Value)} [{Number(dimension, m.Ci.Low)}, {Number(dimension, m.Ci.High)}]",
    };

    private static string Percents(Interval ci) =>
        $"{Units.Percent(ci.Low).TrimEnd(' ', '%')}, {Units.Percent(ci.High).TrimEnd(' ', '%')}";
}
