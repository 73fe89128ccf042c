using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>One limit on one measurand of a point.</summary>
/// <param name="Measurand">what is limited</param>
/// <param name="Required">where it must lie; an end that is not limited is infinite</param>
/// <param name="WarnOnly">a miss is shown and does not count</param>
/// <param name="Nodes">only on so many nodes; empty for any</param>
/// <param name="Ranks">only on so many ranks; empty for any</param>
/// <param name="Where"><c>file:line:column</c></param>
public sealed record Rule(
    Measurand Measurand, Interval Required, bool WarnOnly, IReadOnlyList<long> Nodes, IReadOnlyList<long> Ranks,
    string Where)
{
    /// <summary>True where it holds on this scale.</summary>
    public bool AppliesOn(int nodes, int ranks) =>
        (Nodes.Count == 0 || Nodes.Contains(nodes)) && (Ranks.Count == 0 || Ranks.Contains(ranks));
}

/// <summary>A point that a suite asks for, and what it requires of it.</summary>
/// <param name="CaseId">what the suite calls the case</param>
/// <param name="Case"><c>benchmark.realisation</c></param>
/// <param name="Parameters">every axis with its value</param>
/// <param name="Ranks">the ranks that it asks for; 0 for all of the launch</param>
/// <param name="ExpectOom">being refused for want of memory is the success</param>
/// <param name="Rules">limits; none where it only has to be measured</param>
public sealed record AskedPoint(
    string CaseId, string Case, IReadOnlyList<Parameter> Parameters, int Ranks, bool ExpectOom,
    IReadOnlyList<Rule> Rules)
{
    /// <summary>The axis of sizes.</summary>
    public const string BytesAxis = "bytes";

    /// <summary>One line that is the same for a point that is asked for and for its record in a file.</summary>
    public string Key => KeyOf(Case, Parameters);

    /// <summary>Its size [byte]; 0 where it has none.</summary>
    public long Bytes => long.TryParse(
        Parameters.FirstOrDefault(p => p.Name == BytesAxis)?.Value, CultureInfo.InvariantCulture, out long bytes)
        ? bytes
        : 0;

    /// <summary>The line of a record.</summary>
    public static string KeyOf(PointRecord point) => KeyOf(point.Case.Name, point.Parameters);

    private static string KeyOf(string name, IReadOnlyList<Parameter> parameters) =>
        string.Join(' ', [name, .. parameters.Select(p => $"{p.Name}={p.Value}")]);
}

/// <summary>Which sizes a rule between cases holds against each other.</summary>
public enum Sizes
{
    /// <summary>Both sides have the same size.</summary>
    Same,

    /// <summary>A call takes no longer than the same call with more bytes: it could add bytes that nobody
    /// needs.</summary>
    Greater,

    /// <summary>A call takes no longer than k calls with a k-th of its bytes each.</summary>
    Parts,
}

/// <summary>Times of cases at equal parameters and scale: the sum of the left must not be more than that of the right.
/// Self-consistent guidelines (Traff, Gropp and Thakur, IEEE TPDS 21, 2010) are of this form: they need no reference
/// value.</summary>
/// <param name="Left">cases</param>
/// <param name="Right">cases; the one on the left, where sizes are held against each other</param>
/// <param name="Tolerance">the left may be more by this share [1]</param>
/// <param name="WarnOnly">a miss is shown and does not count</param>
/// <param name="Text">as it is written</param>
/// <param name="Where"><c>file:line:column</c></param>
public sealed record CrossRule(
    IReadOnlyList<string> Left, IReadOnlyList<string> Right, double Tolerance, bool WarnOnly, string Text,
    string Where)
{
    /// <summary>Which sizes.</summary>
    public Sizes Sizes { get; init; }
}

/// <summary>What a side of a rule between cases adds up.</summary>
/// <param name="Point">a point</param>
/// <param name="Times">how often its time counts</param>
public sealed record Term(AskedPoint Point, long Times = 1);

/// <summary>What a suite requires of the launches that it is checked against.</summary>
/// <param name="Suite">its name</param>
/// <param name="Points">each once</param>
/// <param name="Cross">rules between cases</param>
public sealed record Requirements(
    string Suite, IReadOnlyList<AskedPoint> Points, IReadOnlyList<CrossRule> Cross);
