using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Bench;

/// <summary>What a launch was given to measure with.</summary>
/// <param name="NodeOfRank">the node of each rank, numbered from 0 in the order of their first ranks</param>
/// <param name="Threads">processors that this rank may use without taking another rank's</param>
/// <param name="NodeMemoryBytes">memory that the ranks of this node may use together [byte]</param>
public sealed record Allocation(IReadOnlyList<int> NodeOfRank, int Threads, long NodeMemoryBytes)
{
    /// <summary>A processor that this rank has for itself; -1 where none is known.</summary>
    public int Processor { get; init; } = -1;

    /// <summary>The devices of this rank.</summary>
    public RankDevices Devices { get; init; } = RankDevices.None;

    /// <summary>The most that any rank may use, whatever its node has [byte].</summary>
    public long RankLimitBytes { get; init; } = long.MaxValue;

    /// <summary>The same where no rank may use more than this [byte].</summary>
    public Allocation Limited(long bytes) => this with { RankLimitBytes = Math.Min(RankLimitBytes, bytes) };

    /// <summary>How many nodes the first ranks are on.</summary>
    public int NodesOf(int ranks) => NodeOfRank.Take(ranks).Distinct().Count();

    /// <summary>What a rank may use when the first <paramref name="ranks"/> measure: those of a node share its
    /// memory [byte].</summary>
    public long MemoryBytes(int rank, int ranks) => Math.Clamp(
        NodeMemoryBytes / NodeOfRank.Take(ranks).Count(n => n == NodeOfRank[rank]), 1, RankLimitBytes);
}
