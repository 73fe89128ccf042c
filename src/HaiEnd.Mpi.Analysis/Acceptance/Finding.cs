using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>What a check says of one rule, from good to bad.</summary>
public enum Judgement
{
    /// <summary>The whole interval is inside the limit.</summary>
    Pass,

    /// <summary>The interval lies across the limit, or the answer was not checked.</summary>
    Marginal,

    /// <summary>Too few samples, no interval, no steady state.</summary>
    Inconclusive,

    /// <summary>The whole interval is outside the limit, or there is nothing to judge where there should be.</summary>
    Fail,
}

/// <summary>What a rule between cases divided.</summary>
/// <param name="Left">what was added up on the left</param>
/// <param name="Right">what was added up on the right: of several ways or sizes the fastest</param>
/// <param name="Library">on which; null where the launches ran on different ones</param>
public sealed record Sides(IReadOnlyList<Term> Left, IReadOnlyList<Term> Right, MpiLibrary? Library);

/// <summary>One line of a verdict table.</summary>
public sealed record Finding
{
    /// <summary>What the suite calls the case; <c>cross</c> for a rule between cases.</summary>
    public required string CaseId { get; init; }

    /// <summary><c>benchmark.realisation</c>, or the text of a rule between cases.</summary>
    public required string Case { get; init; }

    /// <summary>The values of the point.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Ranks.</summary>
    public required int Ranks { get; init; }

    /// <summary>What was judged: a measurand, <c>ratio</c> of a rule between cases, <c>answer</c>, <c>status</c> or
    /// <c>presence</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Its kind of number.</summary>
    public Dimension Dimension { get; init; } = Dimension.Number;

    /// <summary>What was found, with its interval; null where there is no number.</summary>
    public Estimate? Measured { get; init; }

    /// <summary>Where it must lie; an end that is not limited is infinite, both are where no number is
    /// required.</summary>
    public Interval Required { get; init; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The verdict.</summary>
    public required Judgement Verdict { get; init; }

    /// <summary>A wrong answer.</summary>
    public bool IsWrong { get; init; }

    /// <summary>A miss is shown and does not count.</summary>
    public bool WarnOnly { get; init; }

    /// <summary>Why, where the verdict is not a pass.</summary>
    public string Why { get; init; } = "";

    /// <summary>What may be the cause, such as a slow rank and its host; empty where there is nothing to say.</summary>
    public string Remark { get; init; } = "";

    /// <summary>What a rule between cases divided; null for another rule, and where a side has no number.</summary>
    public Sides? Sides { get; init; }

    /// <summary>Where the rule stands: <c>file:line:column</c>; empty for what every suite requires.</summary>
    public string Where { get; init; } = "";

    /// <summary>The distance from the nearest limit, relative to that limit, negative where it is missed [1]; NaN where
    /// there is none.</summary>
    public double Margin => Measured is { } m ? Math.Min(Distance(m.Value, Required.Low, 1),
        Distance(m.Value, Required.High, -1)) is var d && double.IsFinite(d) ? d : double.NaN : double.NaN;

    private static double Distance(double value, double limit, int sign) => double.IsInfinity(limit)
        ? double.PositiveInfinity
        : sign * (value - limit) / Math.Abs(limit);
}

/// <summary>Points that have no verdict, because nothing is required of them but to be measured.</summary>
/// <param name="Right">measured, and the answer is right</param>
/// <param name="Unchecked">measured, and the answer was not checked</param>
/// <param name="NotHere">skipped or refused here, by reason</param>
public sealed record Unjudged(int Right, int Unchecked, IReadOnlyDictionary<string, int> NotHere);

/// <summary>In what launches differ that are pooled all the same.</summary>
/// <param name="Nodes">of each</param>
/// <param name="Ranks">of each</param>
/// <param name="Launches">how many are pooled</param>
/// <param name="Facts">at least one</param>
public sealed record PooledDifference(int Nodes, int Ranks, int Launches, IReadOnlyList<VaryingFact> Facts);

/// <summary>What a check found.</summary>
/// <param name="Suite">the suite's name</param>
/// <param name="Launches">how many it was given</param>
/// <param name="Findings">wrong answers first, then failures, then the rest in the order of the suite</param>
/// <param name="Rest">points without a verdict</param>
/// <param name="Differences">one for each number of nodes and ranks whose launches are not all alike</param>
/// <param name="Remarks">what a reader must know of the launches, one line each</param>
public sealed record Check(
    string Suite, int Launches, IReadOnlyList<Finding> Findings, Unjudged Rest,
    IReadOnlyList<PooledDifference> Differences, IReadOnlyList<string> Remarks)
{
    /// <summary>The findings that count.</summary>
    public IEnumerable<Finding> Counting => Findings.Where(f => !f.WarnOnly);

    /// <summary>The worst of the verdicts that count; inconclusive where nothing was judged.</summary>
    public Judgement Verdict => Findings.Count == 0 ? Judgement.Inconclusive
        : Counting.Select(f => f.Verdict).DefaultIfEmpty(Judgement.Pass).Max();

    /// <summary>True where an answer was wrong.</summary>
    public bool IsWrong => Findings.Any(f => f.IsWrong);
}
