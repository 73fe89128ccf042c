using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Bench;

/// <summary>A program that runs alone, without MPI, is a team of one.</summary>
/// <param name="allocation">what it was given</param>
/// <param name="parts">where local kernels are looked up by name</param>
public sealed class LoneTeam(Allocation allocation, Catalog parts) : ITeams
{
    private readonly Team _team = new(
        new OneRank(),
        new(null, allocation.Threads, new MemoryBudget(allocation.MemoryBytes(0, 1)), parts)
        {
            Devices = allocation.Devices,
        },
        1,
        () => double.NaN);

    /// <inheritdoc/>
    public IRanks All => _team.Ranks;

    /// <inheritdoc/>
    public IReadOnlyList<int> NodeOfRank => allocation.NodeOfRank;

    /// <inheritdoc/>
    public Team? Of(int ranks) => _team;

    /// <inheritdoc/>
    public void Meet()
    {
    }
}
