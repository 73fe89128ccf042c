using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>The axes that any benchmark can have besides its own, where a suite asks for them: what the links between
/// nodes are held to.</summary>
public static class LinkAxes
{
    /// <summary>Both; who names one has the other as well.</summary>
    public static readonly IReadOnlyList<Axis> All =
    [
        Axis.Numbers(LinkLimit.RateAxis, "bit/s", Role.Problem, 0),
        Axis.Numbers(LinkLimit.DelayAxis, "us", Role.Problem, 0),
    ];

    /// <summary>Both where one of them is named, none else.</summary>
    /// <param name="names">of axes</param>
    public static IReadOnlyList<Axis> Named(IEnumerable<string> names) => names.Any(Has) ? All : [];

    /// <summary>Whether an axis is one of them.</summary>
    public static bool Has(string name) => All.Any(a => a.Name == name);
}

/// <summary>Who can hold the links between the nodes of a launch to a rate and a delay.</summary>
public interface ILinks
{
    /// <summary>Holds all links to a limit from here on; null lets them go. Rank 0 asks for all.</summary>
    /// <exception cref="InvalidOperationException">it can't be done here; the text says why</exception>
    void Limit(LinkLimit? limit);
}

/// <summary>A launch whose links are what they are.</summary>
public sealed class PlainLinks : ILinks
{
    /// <inheritdoc/>
    public void Limit(LinkLimit? limit)
    {
        if (limit is not null)
            throw new InvalidOperationException(
                "the links of this launch can't be limited; tests/cluster/mpirun.sh brings up hosts whose links can");
    }
}
