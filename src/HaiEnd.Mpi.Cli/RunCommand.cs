using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Power;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend run</c>: decide on rank 0, measure on all, keep, summarise.</summary>
/// <param name="at">terminal and environment</param>
/// <param name="launch">how the process was started</param>
/// <param name="screen">where text goes</param>
/// <param name="options">what was asked for</param>
/// <param name="commandLine">for the result file</param>
internal sealed class RunCommand(
    Surroundings at, LaunchEnvironment launch, Screen screen, RunOptions options, CommandLine commandLine)
{
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;

    /// <summary>Runs it.</summary>
    /// <returns>the exit code, the same on all ranks</returns>
    public int Run()
    {
        if (options.Launches is not null || commandLine.Arguments.Launcher.Count > 0)
            return at.IsLaunched
                ? throw new BadInputException("--launches starts the launcher itself: type it without mpirun before it")
                : Series();
        Catalog catalog = Catalogs.Load(at);
        if (options.ShowConfig)
            return ShowConfig();
        if (options.DryRun)
        {
            using var devices = new RankDevices(DeviceRuntimes.All(), 0);
            return DryRun(Plan(catalog, 1, devices));
        }

        string? refusal = Profiler.Start(options, at, commandLine);
        using Session session = Session.Start(launch);
#pragma warning disable CA1031 // no rank may leave alone: the others would wait for it
        try
        {
            return Measured(session, catalog, refusal);
        }
        catch (DllNotFoundException e)
        {
            using var log = new RunLog(session.Ranks.Rank);
            log.Logger.Error("a library is missing: {Fault}", e.Message);
            session.Abort(ExitCode.Unfit);
            throw;
        }
        catch (Exception e)
        {
            using var log = new RunLog(session.Ranks.Rank);
            log.Logger.Error("a fault outside any point ends the job: {Fault}", e.ToString());
            session.Abort(ExitCode.Fault);
            throw;
        }
#pragma warning restore CA1031
    }

    private RunPlan Plan(Catalog catalog, int nodes, RankDevices devices) => RunPlan.Make(
        options, commandLine.Arguments.Sets, catalog, at, nodes, devices,
        f => LaunchFiles.Read([f]).Single().Points);

    private int ShowConfig()
    {
        foreach ((Setting setting, Located value) in RunPlan.Configured(options, at).Settings.Listed)
            screen.Output.WriteLine($"{setting.Name,-14} {value.Text,-10} {value.Where.TrimEnd(':')}");
        return ExitCode.Done;
    }

    /// <summary>Each launch speaks for itself; last comes what the suite's rules say of all of them, and what to do
    /// with their files.</summary>
    private int Series()
    {
        Launches series = LaunchSeries.Of(options, commandLine);
        int code = series.Run(Launches.Start);
        int kept = Directory.GetFiles(series.Folder, "*.h5").Length;
        if (kept == 0)
            return code;
        TextWriter to = options.Json ? screen.Error : screen.Output;
        to.Write(
            $"\n{Words.Count(kept, "launch")} in {series.Folder}\n"
            + $"next: haiend report {Words.Shell(series.Folder)} -o report.html\n");
        return Judged(series.Folder, to) is { } check && options.Gate
            ? ExitCode.Worst(code, CheckCommand.CodeOf(check))
            : code;
    }

    /// <summary>What the rules of their suite say of the launches in a folder; null where it has none.</summary>
    private Check? Judged(string folder, TextWriter to)
    {
        try
        {
            IReadOnlyList<Launch> launches = LaunchFiles.Different([folder]);
            Check? check = CheckCommand.JudgeOwn(at, launches);
            if (check is null)
                return null;
            string next = launches.Count < Baseline.FewestLaunches && check.Verdict != Judgement.Fail
                ? Words.MoreLaunches(options.Suite, launches[0])
                : "";
            CheckCommand.Show(check, options.Gate, next, screen, to, screen.ColorOf(options.Color));
            return check;
        }
        catch (Exception e) when (e is BadInputException or UnknownNameException)
        {
            screen.Complain($"the launches are not judged: {e.Message}");
            return null;
        }
    }

    private int DryRun(RunPlan plan)
    {
        IReadOnlyList<PointSpec> points = [.. plan.Points, .. plan.Zigzags.SelectMany(z => z.Known)];
        foreach (PointSpec point in points)
            screen.Output.WriteLine(point);
        string more = plan.Zigzags.Count == 0 ? "" : $", and zig-zags that add larger ones: {plan.Zigzags.Count}";
        screen.Error.WriteLine(
            $"{plan.Suite.Name}: {points.Count} points on up to {at.Ranks} ranks{more}; nothing was measured");
        return points.Count == 0 ? ExitCode.Inconclusive : ExitCode.Done;
    }

    private int Measured(Session session, Catalog catalog, string? refusal)
    {
        IRanks ranks = session.Ranks;
        TimerFacts timer = TimerFacts.Measure();
        var machine = Machine.Gather(ranks, timer);
        using RankDevices devices = machine.Allocation.Devices;
        (int? code, RunPlan? plan) = Decide(ranks, catalog, machine, refusal);
        if (code is { } refused)
            return refused;
        Settings settings = Settings.FromText(ranks.Text(plan?.Settings.ToText() ?? "", 0));
        DeviceSeating seating = DeviceSeating.Take(
            ranks, machine.Allocation, plan?.RuntimesOf(catalog) ?? [], settings.Device, launch.LocalRank);
        machine = machine.With(seating);
        Allocation allocation = machine.Allocation.Limited(settings.MemoryLimitBytes);
        using var log = new RunLog(ranks.Rank);
        void Abort(int abortCode, string why)
        {
            log.Logger.Error("{Why:l}", why);
            session.Abort(abortCode);
        }

        using var watchdog = new Watchdog(
            step => Abort(ExitCode.Incomplete, $"{step} took longer than --point-timeout"));
        using var stop = new StopRequest(
            plan?.DeadlineUnixSeconds ?? double.PositiveInfinity, Path.GetDirectoryName(plan?.Output) ?? "",
            () => Abort(ExitCode.Incomplete, "a second signal was received"));
        ILinks links = LinkControl.Of(at);
        using var freed = links as IDisposable;
        // Threads are counted that are started after it, a library's among them.
        using var counters = new PerfEvents();
        var parts = new EngineParts(
            session.Form(allocation, catalog), CommonClock.Of(ranks, allocation), timer, watchdog, Abort,
            () => stop.SecondsLeft)
        {
            Links = links,
            Counters = counters,
            MpiCalls = session.Calls,
            Meters = MetersOf(allocation, ranks),
        };
        var engine = new Engine(
            parts, catalog, new(settings.Rule, settings.Rigour, settings.PointSeconds, settings.Start));
        if (seating.Differences.Length > 0)
        {
            log.Logger.Warning(
                "{Differences:l}; devices are given in the launcher's order, where it has one for all of a node",
                seating.Differences);
        }
        if (seating.Sharing.Length > 0)
            log.Logger.Warning("{Sharing:l}: what they reach together is not what it delivers", seating.Sharing);
        using RootRun? root = plan is null ? null
            : new(plan, Describe(plan, session, machine, parts), session, counters, stop, log, screen);
        return Together(ranks, engine, root);
    }

    /// <summary>The first rank of a node reads the node's meters, the first that has a device its board's, and rank 0
    /// what Slurm counts of what no rank can read: each is counted once. Collective.</summary>
    private static EnergyMeters MetersOf(Allocation allocation, IRanks ranks)
    {
        var power = new NodePower();
        int node = allocation.NodeOfRank[ranks.Rank];
        bool isFirst = !allocation.NodeOfRank.Take(ranks.Rank).Contains(node);
        EnergyMeters own = isFirst ? power.OfNode() : EnergyMeters.None;
        EnergyMeters boards = power.OfBoards([.. allocation.Devices.Foremost]);
        EnergyPart[] known = [.. Enum.GetValues<EnergyPart>()
            .Where(p => ranks.Max(own.All.Any(m => m.Part == p) ? 1 : 0) == 1)];
        string reason = "";
        EnergyMeter? account = ranks.Rank > 0 ? null : SlurmEnergy.MeterOf(
            allocation.NodeOfRank.Distinct().Count(), ranks.Size, known, out reason);
        return new(
            [.. own.All, .. boards.All, .. account is null ? [] : new[] { account }],
            [.. own.Missing, .. boards.Missing, .. reason.Length > 0 ? [reason] : Array.Empty<string>()])
        {
            Boards = boards.Boards,
        };
    }

    /// <summary>The steps that all ranks take; rank 0 keeps the points besides.</summary>
    private int Together(IRanks ranks, Engine engine, RootRun? root)
    {
        string? fault = ranks.Together(() => root?.Begin());
        if (fault is not null)
        {
            screen.Complain(fault);
            return ExitCode.Unfit;
        }

        int code = ExitCode.Done;
        if (root is not null)
            code = root.Run(engine, options.Json);
        else
            new RunLoop(engine, ranks, null, null).Run(new Sweep([], 0), () => false);
        return (int)ranks.Max(code);
    }

    /// <summary>Rank 0 plans. What leaves nothing to do ends all ranks with the same code; so does a profiler that
    /// could not be started, as MPICH's launcher would wait for ever for a rank that ended before MPI began.</summary>
    private (int? Code, RunPlan? Plan) Decide(IRanks ranks, Catalog catalog, Machine machine, string? refusal)
    {
        RunPlan? plan = null;
        int? code = null;
        if (refusal is not null)
        {
            screen.Complain(refusal);
            code = ExitCode.Unfit;
        }
        else if (ranks.Rank == 0)
        {
            try
            {
                plan = Plan(catalog, machine.Nodes.Count, machine.Allocation.Devices);
                code = plan.IsDone ? NothingToDo(plan, machine.Allocation.Devices) : null;
            }
            catch (Exception e) when (e is BadInputException or UnknownNameException or ResultFileException)
            {
                screen.Complain(e.Message);
                code = ExitCode.Usage;
            }
        }

        bool over = ranks.Decide(code is not null);
        int agreed = (int)ranks.Max(code ?? ExitCode.Done);
        return (over ? agreed : null, plan);
    }

    private int NothingToDo(RunPlan plan, RankDevices devices)
    {
        if (plan.Have + plan.Zigzags.Count > 0)
        {
            screen.Error.WriteLine("the files have every point; there is nothing left to measure");
            return ExitCode.Done;
        }

        if (!devices.Any && plan.Suite.Cases.Any(c => c.NeedsDevice))
        {
            screen.Complain(
                $"the suite '{plan.Suite.Name}' measures devices, and this node has none; "
                + "'haiend list devices' says what was looked for");
            return ExitCode.Unfit;
        }

        screen.Complain(
            $"nothing in the suite '{plan.Suite.Name}' matches; see 'haiend list', and --suite for another suite");
        return ExitCode.Inconclusive;
    }

    private RunRecord Describe(RunPlan plan, Session session, Machine machine, EngineParts parts) => new()
    {
        RunId = Guid.CreateVersion7(_created).ToString(),
        Status = RunStatus.Interrupted,
        Created = _created,
        Finished = _created,
        SuiteName = plan.Suite.Name,
        SuiteYaml = plan.Suite.Text,
        HaiEndVersion = Provenance.Version,
        CommandLine = commandLine.ToString(),
        Provenance = Provenance.Facts(session.Mpi, parts.Counters, plan.Settings, parts.Meters.ToString()),
        EnvironmentJson = Provenance.EnvironmentJson(),
        Modules = (at.Variable("LOADEDMODULES") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        NativeLibraries = Provenance.NativeLibraries,
        Nodes = machine.Nodes,
        Ranks = machine.Ranks,
        Devices = machine.Devices,
        Topologies = machine.Topologies,
        DoctorJson = DoctorCommand.ToJson(new NodeChecks(at, launch).OfRun()),
    };
}
