using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>What only rank 0 does in a run: keep the points, show progress, seal the file, summarise.</summary>
/// <param name="plan">what to do</param>
/// <param name="run">the launch as it begins</param>
/// <param name="session">the ranks</param>
/// <param name="counters">what this rank counts</param>
/// <param name="stop">why to end early</param>
/// <param name="log">for warnings</param>
/// <param name="screen">for the person</param>
internal sealed class RootRun(
    RunPlan plan, RunRecord run, Session session, ICounterSource counters, StopRequest stop, RunLog log, Screen screen)
    : IDisposable
{
    /// <summary>What a point says that is not tried any more.</summary>
    public const string GivenUp = "it ended two launches and is not tried again";

    private readonly Hdf5RunStore _store = new(plan.Output, Roofs.Fill);
    private readonly string _color = plan.Settings["color"];

    /// <summary>Opens the store and the log.</summary>
    /// <exception cref="StoreException">the place is taken or can't be written</exception>
    public void Begin()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(plan.Output))!);
        _store.Begin(run);
        log.KeepBeside(plan.Output);
        log.Logger.Information(
            "run {RunId:l} of suite {Suite:l} begins: {Command:l}", run.RunId, run.SuiteName, run.CommandLine);
        if (Seats.Crowd(run) is { Length: > 0 } crowd)
            log.Logger.Warning("{Crowd:l}", crowd);
    }

    /// <summary>Measures, seals and summarises.</summary>
    /// <param name="engine">measures</param>
    /// <param name="json">write JSON to standard output</param>
    /// <returns>the exit code</returns>
    public int Run(Engine engine, bool json)
    {
        RunResult result = screen.Progress(plan.Settings["progress"], _color) switch
        {
            "bar" => BarObserver.Under(screen.BarConsole, bar => Loop(engine, bar)),
            "lines" => WithLines(engine),
            _ => Loop(engine, null),
        };
        if (stop.Reason.Length > 0)
            log.Logger.Warning("the run ended early: {Reason:l}", stop.Reason);
        if (result.Fault is not null)
            log.Logger.Error("a point could not be kept: {Fault:l}", result.Fault);
        try
        {
            Launch report = Sealed(engine, result);
            screen.Write(TerminalSummary.Of(report, screen.Columns), json ? screen.Error : screen.Output, _color);
            if (json)
                Json(report);
            int code = CodeOf(report.Points, result.Complete);
            if (!plan.Gate && !(plan.IsAlone && plan.HasRules && result.Complete))
                return code;
            int judged = CheckCommand.CodeOf(Judged(report, json));
            return plan.Gate ? ExitCode.Worst(code, judged) : code;
        }
        catch (StoreException e)
        {
            log.Logger.Error("{Fault:l}", e.Message);
            return CodeOf(result.Points, complete: false);
        }
    }

    /// <summary>The exit code that a run's points make.</summary>
    public static int CodeOf(IReadOnlyList<PointRecord> points, bool complete)
    {
        int code = complete ? ExitCode.Done : ExitCode.Incomplete;
        foreach (PointRecord point in points)
        {
            code = ExitCode.Worst(code, point.Status switch
            {
                PointStatus.Wrong => ExitCode.Wrong,
                PointStatus.Failed or PointStatus.Timeout => ExitCode.Incomplete,
                PointStatus.Unstable => ExitCode.Inconclusive,
                _ => ExitCode.Done,
            });
        }

        bool unfit = points.Count > 0 && points.All(p => p.Status == PointStatus.Skipped);
        return unfit ? ExitCode.Worst(code, ExitCode.Unfit) : code;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private Launch Sealed(Engine engine, RunResult result)
    {
        List<PointRecord> points = [.. result.Points];
        foreach (PointSpec spec in plan.GivenUp)
        {
            PointRecord record =
                engine.Planned(spec, points.Count) with { Status = PointStatus.Failed, Message = GivenUp };
            _store.Append(record);
            points.Add(record);
        }

        RunRecord final = run with
        {
            Status = result.Complete ? RunStatus.Complete : RunStatus.Interrupted,
            Finished = DateTimeOffset.UtcNow,
            Provenance = Provenance.Facts(
                session.Mpi, counters, plan.Settings, run.Provenance[Provenance.EnergyMeters]),
            NativeLibraries = Provenance.NativeLibraries,
            Log = log.Lines,
            Ranks = [.. run.Ranks.Zip(result.Clocks, (rank, clock) => rank with { Clock = clock })],
        };
        return new(_store.Seal(final), final, Roofs.Fill(points));
    }

    /// <summary>What the suite's rules say, and what to type where one launch can't say it.</summary>
    private Check Judged(Launch report, bool json)
    {
        Check check = Checker.Of([.. LaunchFiles.Read(plan.Earlier), report], plan.Required, []);
        string next = check.Verdict == Judgement.Fail || check.Findings.All(f => f.Verdict == Judgement.Pass) ? ""
            : Words.MoreLaunches(plan.Settings["suite"], report);
        // Of a suite's rules none may be for what was selected of it.
        if (plan.Gate || check.Findings.Count > 0)
            CheckCommand.Show(check, plan.Gate, next, screen, json ? screen.Error : screen.Output, _color);
        return check;
    }

    private RunResult WithLines(Engine engine)
    {
        using var lines = new LineObserver(screen.Error);
        return Loop(engine, lines);
    }

    private RunResult Loop(Engine engine, IObserver? observer) =>
        new RunLoop(engine, session.Ranks, _store, new Watching(observer, stop, log))
            .Run(plan.Protocol, stop.Asked);

    private void Json(Launch report)
    {
        JsonExport.Write([report], screen.Output);
        screen.Output.Flush();
    }

    /// <summary>Logs each point, and tells the stop request how long it took, so that none is begun that would not
    /// fit.</summary>
    private sealed class Watching(IObserver? inner, StopRequest stop, RunLog log) : IObserver
    {
        private long _began;

        public void Begin(PointSpec spec, int index, int count)
        {
            _began = Stopwatch.GetTimestamp();
            log.Logger.Information("{Index}/{Count} begins: {Point:l}", index + 1, count, spec.ToString());
            inner?.Begin(spec, index, count);
        }

        public void End(PointRecord point, int index, int count)
        {
            stop.Took(Stopwatch.GetElapsedTime(_began).TotalSeconds);
            log.Logger.Information("{Index}/{Count} ended: {Point:l}", index + 1, count, LineObserver.Of(point));
            inner?.End(point, index, count);
        }
    }
}
