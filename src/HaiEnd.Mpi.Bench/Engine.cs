using System.Globalization;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Bindings.Power;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>How points are measured.</summary>
/// <param name="Rule">how long each is sampled</param>
/// <param name="Rigour">how thoroughly answers are checked</param>
/// <param name="PointSeconds">limit on one point, set-up and check included [s]</param>
/// <param name="Start">how ranks begin a sample together</param>
public sealed record EngineOptions(
    StoppingRule Rule, Rigour Rigour, double PointSeconds, StartKind Start = StartKind.Barrier);

/// <summary>What the engine is given once per run.</summary>
/// <param name="Teams">who measures</param>
/// <param name="Clock">the time that they share</param>
/// <param name="Timer">what this rank's timer can tell apart</param>
/// <param name="Watchdog">ends what hangs</param>
/// <param name="Abort">ends the job at once with an exit code and a line that says why; does not return</param>
/// <param name="SecondsLeft">until the job's deadline [s]</param>
public sealed record EngineParts(
    ITeams Teams, CommonClock Clock, TimerFacts Timer, Watchdog Watchdog, Action<int, string> Abort,
    Func<double> SecondsLeft)
{
    /// <summary>Who can limit the links between nodes.</summary>
    public ILinks Links { get; init; } = new PlainLinks();

    /// <summary>What counts instructions, bytes and page faults on this rank.</summary>
    public ICounterSource Counters { get; init; } = new NoCounters();

    /// <summary>What tells the time inside MPI on this rank [ns] and the number of calls; counts nothing where there is
    /// no MPI.</summary>
    public ICounterSource MpiCalls { get; init; } = new NoCounters();

    /// <summary>Meters of energy that this rank reads for its node.</summary>
    public EnergyMeters Meters { get; init; } = EnergyMeters.None;

    /// <summary>Runs a step as the other does, for what it does alone.</summary>
    internal void OrAbort(PointSpec spec, string step, Action action) => OrAbort<object?>(spec, step, () =>
    {
        action();
        return null;
    });

    /// <summary>Runs a step that communicates by itself. It can't be voted on: a fault ends the job.</summary>
    internal T OrAbort<T>(PointSpec spec, string step, Func<T> action)
    {
        Watchdog.Step($"{spec}: {step}");
#pragma warning disable CA1031 // the fault is logged with its place, and the job ends
        try
        {
            return action();
        }
        catch (Exception e)
        {
            Abort(ExitCode.Fault, $"{spec} failed while {step}: {e}");
            throw;
        }
#pragma warning restore CA1031
    }
}

/// <summary>Measures points, each on the ranks that it asks for while the others wait. Whatever happens, every rank
/// comes out with the same status.</summary>
/// <param name="parts">what the run provides</param>
/// <param name="catalog">what there is to measure</param>
/// <param name="options">how</param>
public sealed class Engine(EngineParts parts, Catalog catalog, EngineOptions options)
{
    /// <summary>Those who wait let those who measure report a hang first, because they know in which step it is
    /// [s].</summary>
    private const double WaitingSeconds = 5;

    private readonly Dictionary<int, TeamRun?> _runs = [];

    /// <summary>Measures a point. Collective over all ranks; the samples are in the record of rank 0 only.</summary>
    /// <param name="spec">the same on all ranks</param>
    /// <param name="order">its place in the run</param>
    public PointRecord Measure(PointSpec spec, int order)
    {
        PointRecord planned = Planned(spec, order);
        if (planned.Ranks > parts.Teams.All.Size)
            return planned;
        try
        {
            Synchronise(spec);
            parts.Watchdog.Arm(spec.ToString(), options.PointSeconds);
            TeamRun? run = RunOf(planned.Ranks, spec);
            PointRecord record = run?.Measure(spec, planned) ?? planned;
            return planned.Ranks == parts.Teams.All.Size ? record : Met(record, spec);
        }
        finally
        {
            parts.Watchdog.Disarm();
        }
    }

    /// <summary>What is known of a point before it is measured, to mark that it was begun. Not collective.</summary>
    /// <param name="spec">what will be measured</param>
    /// <param name="order">its place in the run</param>
    public PointRecord Planned(PointSpec spec, int order)
    {
        int size = parts.Teams.All.Size, ranks = spec.Ranks == 0 ? size : spec.Ranks;
        PointRecord record = Blank(spec, ranks, order);
        if (ranks > size)
            return record with { Status = PointStatus.Skipped, Message = TooFew(ranks, size) };
        return record with { Nodes = parts.Teams.NodeOfRank.Take(ranks).Distinct().Count() };
    }

    /// <summary>A point that was not measured on any node, because its ranks are not there.</summary>
    private static string TooFew(int ranks, int size) => string.Create(
        CultureInfo.InvariantCulture, $"it asks for {ranks} ranks, this launch has {size}");

    private PointRecord Blank(PointSpec spec, int ranks, int order)
    {
#pragma warning disable CA1031 // a fault makes a point that can't be done, and its text says why
        try
        {
            Job job = catalog.Bind(spec, ranks, parts.Teams.NodeOfRank);
            Work work = Work.None;
            for (int r = 0; r < ranks; r++)
                work += job.WorkOf(r);
            return new()
            {
                Case = job.Case,
                Parameters = job.Point.Parameters,
                Nodes = 0,
                Ranks = ranks,
                Scaling = spec.Series,
                Order = order,
                Status = PointStatus.Ok,
                Work = work,
            };
        }
        catch (Exception e)
        {
            return new()
            {
                Case = new(spec.Benchmark, 0, spec.Realisation, "flops", "flop/s", "max-over-ranks", "", "", "", []),
                Parameters = [.. spec.Values.Select(v => new Parameter(v.Key, "", Role.Problem, v.Value))],
                Nodes = 0,
                Ranks = ranks,
                Scaling = spec.Series,
                Order = order,
                Status = PointStatus.Skipped,
                Message = e.Message,
            };
        }
#pragma warning restore CA1031
    }

    /// <summary>Looks at the clocks before each point: drift makes what was known of them worth less and less.
    /// Collective over all.</summary>
    private void Synchronise(PointSpec spec) => parts.OrAbort(spec, "looking at the clocks", () =>
    {
        parts.Watchdog.Arm($"{spec}: looking at the clocks", options.PointSeconds + WaitingSeconds);
        parts.Clock.Update();
    });

    /// <summary>What is known of the clock of each rank, on rank 0, after one more look. Collective over all.</summary>
    public IReadOnlyList<RankClock> Clocks()
    {
        parts.Watchdog.Arm("looking at the clocks", options.PointSeconds + WaitingSeconds);
        parts.Clock.Update();
        IReadOnlyList<RankClock> clocks = parts.Clock.Gather();
        parts.Watchdog.Disarm();
        return clocks;
    }

    /// <summary>The team of this size at work; null on a rank that waits. Collective over all.</summary>
    private TeamRun? RunOf(int ranks, PointSpec spec)
    {
        if (_runs.TryGetValue(ranks, out TeamRun? run))
            return run;
        Team? team = parts.OrAbort(spec, "gathering its ranks", () => parts.Teams.Of(ranks));
        run = team is null ? null : new(team, parts, catalog, options);
        _runs.Add(ranks, run);
        return run;
    }

    /// <summary>Ends a point that was not measured by all: those who waited learn how it ended.</summary>
    private PointRecord Met(PointRecord record, PointSpec spec)
    {
        IRanks all = parts.Teams.All;
        if (all.Rank >= record.Ranks)
            parts.Watchdog.Arm($"{spec}: waiting for the ranks that measure", options.PointSeconds + WaitingSeconds);
        parts.OrAbort(spec, "waiting for the ranks that measure", parts.Teams.Meet);
        string[] ended = all.Text($"{record.Status} {record.Message}", 0).Split(' ', 2);
        return record with { Status = Enum.Parse<PointStatus>(ended[0]), Message = ended[1] };
    }
}
