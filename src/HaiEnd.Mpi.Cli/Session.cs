using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Cli;

/// <summary>The ranks of a run: MPI's under a launcher; one alone otherwise, and then MPI is not even loaded.</summary>
internal sealed class Session : IDisposable
{
    private readonly Communicator? _harness;
    private MpiTeams? _teams;

    private Session(MpiSession? mpi)
    {
        Mpi = mpi;
        _harness = mpi?.World.Dup();
        Ranks = _harness is null ? new OneRank() : new MpiRanks(_harness);
    }

    /// <summary>MPI, or null.</summary>
    public MpiSession? Mpi { get; }

    /// <summary>Times the calls of MPI.</summary>
    public ICounterSource Calls => Mpi is null ? new NoCounters() : new MpiCalls();

    /// <summary>On a communicator of its own, so that a benchmark's stray message can't match the harness's.</summary>
    public IRanks Ranks { get; }

    /// <summary>Makes the teams that measure; once. Collective.</summary>
    public ITeams Form(Allocation allocation, Catalog parts)
    {
        if (Mpi is null)
            return new LoneTeam(allocation, parts);
        _teams = new(Mpi.World, Ranks, allocation, parts);
        return _teams;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="MpiLaunchException">no MPI can be loaded, or it is not the launcher's</exception>
    public static Session Start(LaunchEnvironment launch) => new(launch.IsLaunched ? MpiSession.Start(launch) : null);

    /// <summary>Ends all ranks at once.</summary>
    public void Abort(int code)
    {
        Mpi?.Abort(code);
        Environment.Exit(code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _teams?.Dispose();
        _harness?.Dispose();
        Mpi?.Dispose();
    }
}
