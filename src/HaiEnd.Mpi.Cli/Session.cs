using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Cli;

/// <summary>The ranks of a run: MPI's under a launcher; one alone otherwise, and then MPI is not even loaded.</summary>
internal sealed class Session : IDisposable
{
    private readonly Communicator? _harness;
    private readonly CacheLineProbe? _probe;

    private Session(MpiSession? mpi)
    {
        Mpi = mpi;
        _harness = mpi?.World.Dup();
        _probe = mpi is null ? null : new(mpi.World);
        Ranks = _harness is null ? new OneRank() : new MpiRanks(_harness);
    }

    /// <summary>MPI, or null.</summary>
    public MpiSession? Mpi { get; }

    /// <summary>On a communicator of its own, so that a benchmark's stray message can't match the harness's.</summary>
    public IRanks Ranks { get; }

    /// <summary>One way of a cache line between neighbours [ns]; NaN alone. Collective.</summary>
    public double CacheLineNs() => _probe?.OneWayNs() ?? double.NaN;

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
        _probe?.Dispose();
        _harness?.Dispose();
        Mpi?.Dispose();
    }
}
