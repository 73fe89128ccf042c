using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bench;

/// <summary>Teams of the first ranks of a communicator, each made when it is first asked for and kept.</summary>
public sealed class MpiTeams : ITeams, IDisposable
{
    /// <summary>Longest time between two looks at whether the others have come: short beside a point, and a hundred
    /// looks a second take nothing from those that measure [ms].</summary>
    private const int LongestNapMs = 10;

    private readonly Communicator _world;
    private readonly Communicator _meeting;
    private readonly Allocation _allocation;
    private readonly Catalog _parts;
    private readonly Dictionary<int, Member?> _teams = [];

    /// <summary>Takes all ranks; collective.</summary>
    /// <param name="world">what the team of all ranks measures on</param>
    /// <param name="all">the harness's port to the same ranks</param>
    /// <param name="allocation">where they are</param>
    /// <param name="parts">where local kernels are looked up by name</param>
    public MpiTeams(Communicator world, IRanks all, Allocation allocation, Catalog parts)
    {
        _world = world;
        _meeting = world.Dup();
        _allocation = allocation;
        _parts = parts;
        All = all;
    }

    /// <inheritdoc/>
    public IRanks All { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> NodeOfRank => _allocation.NodeOfRank;

    /// <inheritdoc/>
    public Team? Of(int ranks)
    {
        if (!_teams.TryGetValue(ranks, out Member? member))
        {
            // Split even where all are in it: a benchmark's stray message must not match the harness's.
            Communicator? communicator = _world.Split(_world.Rank < ranks ? 0 : Bindings.Mpi.Ranks.NoColor);
            member = communicator is null ? null : new(communicator, TeamOf);
            _teams.Add(ranks, member);
        }

        return member?.Team;
    }

    /// <inheritdoc/>
    public void Meet()
    {
        Request others = _meeting.IBarrier();
        for (int nap = 1; !others.Test(); nap = Math.Min(2 * nap, LongestNapMs))
            Thread.Sleep(nap);
    }

    /// <summary>Frees all teams. Every rank made its teams in the same order; collective.</summary>
    public void Dispose()
    {
        foreach (Member? member in _teams.Values)
            member?.Dispose();
        _meeting.Dispose();
    }

    private Team TeamOf(Communicator communicator, IRanks harness, CacheLineProbe probe)
    {
        int ranks = communicator.Size;
        var memory = new MemoryBudget(_allocation.MemoryBytes(_world.Rank, ranks));
        var place = new Place(communicator, _allocation.Threads, memory, _parts)
        {
            Processor = _allocation.Processor,
            Devices = _allocation.Devices,
            NodeOfRank = [.. _allocation.NodeOfRank.Take(ranks)],
        };
        return new(harness, place, _allocation.NodesOf(ranks), probe.OneWayNs);
    }

    private sealed class Member : IDisposable
    {
        private readonly Communicator _communicator;
        private readonly Communicator _harness;
        private readonly CacheLineProbe _probe;

        public Member(Communicator communicator, Func<Communicator, IRanks, CacheLineProbe, Team> make)
        {
            _communicator = communicator;
            _harness = communicator.Dup();
            _probe = new(communicator);
            Team = make(communicator, new MpiRanks(_harness), _probe);
        }

        public Team Team { get; }

        public void Dispose()
        {
            _probe.Dispose();
            _harness.Dispose();
            _communicator.Dispose();
        }
    }
}
