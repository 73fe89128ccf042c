namespace HaiEnd.Mpi.Bench;

/// <summary>The ranks that measure a point together, with all that depends on who they are.</summary>
/// <param name="Ranks">the harness's own communicator: a benchmark's stray message can't match it</param>
/// <param name="Place">where kernels run</param>
/// <param name="Nodes">how many nodes the ranks are on</param>
/// <param name="ProbeNs">one-way time of a cache line between ranks of a node [ns], NaN without a neighbour;
/// collective</param>
public sealed record Team(IRanks Ranks, Place Place, int Nodes, Func<double> ProbeNs);

/// <summary>All ranks of a launch, and the teams made of its first ranks, so that one allocation serves every rank
/// count of a scaling series.</summary>
public interface ITeams
{
    /// <summary>All of them.</summary>
    IRanks All { get; }

    /// <summary>The node of each rank, numbered from 0.</summary>
    IReadOnlyList<int> NodeOfRank { get; }

    /// <summary>The team of the first ranks; null on a rank that is not in it. Collective over all.</summary>
    /// <param name="ranks">1 to the size of <see cref="All"/></param>
    Team? Of(int ranks);

    /// <summary>Returns when all ranks have called it. A rank that waits leaves its core alone: it shares caches,
    /// memory channels and the power for turbo clocks with those that measure. Collective over all.</summary>
    void Meet();
}
