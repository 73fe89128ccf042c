using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;

namespace HaiEnd.Mpi.Reports.Acceptance;

/// <summary>What a missed rule between cases says of the MPI library: which call is slow, what does the same faster,
/// and which setting has the library do it so.</summary>
public static class GuidelineWords
{
    private const string Library = "library", Allreduce = "allreduce.library";

    private static readonly Dictionary<string, string> Calls = new()
    {
        ["allreduce"] = "MPI_Allreduce",
        ["reduce-scatter"] = "MPI_Reduce_scatter_block",
        ["allgather"] = "MPI_Allgather",
        ["broadcast"] = "MPI_Bcast",
        ["alltoall"] = "MPI_Alltoall",
        ["reduce"] = "MPI_Reduce",
    };

    /// <summary>True for a rule that is missed and has a call of the library alone on its left.</summary>
    public static bool Tells(Finding f) => f is { Verdict: Judgement.Fail, Sides: { Left.Count: 1 } sides }
        && CallOf(sides.Left[0]) is not null;

    /// <summary>True for a rule between cases that has a verdict, whichever, and a call of the library alone on its
    /// left.</summary>
    public static bool Asks(Finding f) => f.Sides is { Left: [var left] } && CallOf(left) is not null;

    /// <summary>The call, e.g. <c>MPI_Allreduce</c>.</summary>
    public static string Call(Finding f) => CallOf(f.Sides!.Left[0])!;

    /// <summary>What it is held against, e.g. <c>recursive-doubling</c> or <c>8 calls of 1 KiB</c>.</summary>
    public static string Faster(Finding f)
    {
        Term left = f.Sides!.Left[0];
        return string.Join(" and ", f.Sides.Right.Select(r => r.Point.Case != left.Point.Case
            ? CallOf(r) ?? r.Point.Case.Split('.')[^1]
            : r.Times == 1 ? $"a call of {Units.Short(r.Point.Bytes, "byte")}"
            : $"{Words.Count(r.Times, "call")} of {Units.Short(r.Point.Bytes, "byte")}"));
    }

    /// <summary>What to set to have the library do what is faster, for all sizes; empty where nothing is known, or
    /// where it is set already.</summary>
    public static string Setting(Finding f) => Known(f) is var known && IsSet(f, known) ? "" : known;

    /// <summary>The sentence; empty where <see cref="Tells"/> is not.</summary>
    public static string Of(Finding f)
    {
        if (!Tells(f))
            return "";
        string name = f.Sides!.Library?.ToString() is { Length: > 0 } known ? $" of {known}" : "";
        Estimate ratio = f.Measured!;
        return $"{Call(f)}{name} at {Size(f)} on {Words.Count(f.Ranks, "rank")} takes {Units.Times(ratio.Value)} "
            + $"[{Units.Times(ratio.Ci.Low)}, {Units.Times(ratio.Ci.High)}] as long as {Faster(f)}"
            // Where a launch has put its ranks, and who else was there, may slow one call and not another.
            + (ratio.Launches < 2 ? " in this launch; several can tell whether it is the library" : $": {Blame(f)}");
    }

    /// <summary>What is badly chosen, and what to set.</summary>
    private static string Blame(Finding f)
    {
        Sides sides = f.Sides!;
        string chosen = sides.Left[0].Point.Case == Allreduce ? sides.Library?.Chosen ?? "" : "";
        if (IsSet(f, Known(f)))
            return $"the same algorithm, which {chosen} has asked for, is slow in the library";
        // Parts that are measured lie in the cache, because one buffer is used again.
        string cache = sides.Right.Any(r => r.Times > 1) ? ", or it has left a cache that its parts fit into" : "";
        return (chosen.Length > 0 ? $"{chosen} is badly chosen for this size{cache}; leave it to the library, or "
                : $"its algorithm for this size is badly chosen{cache}; ")
            + (Setting(f) is { Length: > 0 } set ? $"set {set}, which holds for all sizes"
                : "no setting is known here that has the library do it so");
    }

    private static string Known(Finding f) =>
        f.Sides is { Left: [var left], Right: [var right], Library: { } library }
        && left.Point.Case == Allreduce && right.Point.Case.Split('.') is ["allreduce", var way]
            ? library.SettingFor(way)
            : "";

    private static bool IsSet(Finding f, string setting) =>
        setting.Length > 0 && f.Sides!.Library!.HasSet(setting);

    /// <summary>The call with what it is asked besides its size, e.g. <c>MPI_Allreduce fp64</c>.</summary>
    public static string Asked(Finding f) => string.Join(
        ' ', [Call(f), .. Words.Of(f.Parameters.Where(p => p.Name != AskedPoint.BytesAxis))]);

    /// <summary>The size of the call.</summary>
    public static string Size(Finding f) => Units.Short(f.Sides!.Left[0].Point.Bytes, "byte");

    private static string? CallOf(Term term) =>
        term.Point.Case.Split('.') is [var benchmark, Library] ? Calls.GetValueOrDefault(benchmark) : null;
}
