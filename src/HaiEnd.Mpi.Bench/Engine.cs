using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>How points are measured.</summary>
/// <param name="Rule">how long each is sampled</param>
/// <param name="Rigour">how thoroughly answers are checked</param>
/// <param name="PointSeconds">limit on one point, set-up and check included [s]</param>
public sealed record EngineOptions(StoppingRule Rule, Rigour Rigour, double PointSeconds);

/// <summary>What the engine is given once per run.</summary>
/// <param name="Ranks">the harness's own communicator: a benchmark's stray message can't match it</param>
/// <param name="Place">where kernels run</param>
/// <param name="Nodes">how many nodes the ranks are on</param>
/// <param name="Timer">what this rank's timer can tell apart</param>
/// <param name="ProbeNs">one-way time of a cache line between ranks of a node [ns], NaN without a neighbour;
/// collective</param>
/// <param name="Watchdog">ends what hangs</param>
/// <param name="Abort">ends the job at once with an exit code and a line that says why; does not return</param>
/// <param name="SecondsLeft">until the job's deadline [s]</param>
public sealed record EngineParts(
    IRanks Ranks, Place Place, int Nodes, TimerFacts Timer, Func<double> ProbeNs, Watchdog Watchdog,
    Action<int, string> Abort, Func<double> SecondsLeft);

/// <summary>Measures one point on all ranks: vote, connect, prepare together, sample, check together. Whatever happens,
/// every rank comes out with the same status.</summary>
/// <param name="parts">what the run provides</param>
/// <param name="catalog">what there is to measure</param>
/// <param name="options">how</param>
public sealed class Engine(EngineParts parts, Catalog catalog, EngineOptions options)
{
    private readonly IRanks _ranks = parts.Ranks;
    private readonly long _originTicks = Stopwatch.GetTimestamp();
    private readonly double _uncertaintyTicks = Uncertainty(parts);

    /// <summary>Measures a point. Collective; the samples are in the record of rank 0 only.</summary>
    /// <param name="spec">the same on all ranks</param>
    /// <param name="order">its place in the run</param>
    public PointRecord Measure(PointSpec spec, int order)
    {
        parts.Watchdog.Arm(spec.ToString(), options.PointSeconds);
        try
        {
            return Bound(spec, order);
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
#pragma warning disable CA1031 // measuring it will report the fault
        try
        {
            return Blank(catalog.Bind(spec, _ranks.Size), order);
        }
        catch (Exception e)
        {
            return Unbound(spec, order, e.Message);
        }
#pragma warning restore CA1031
    }

    private PointRecord Bound(PointSpec spec, int order)
    {
        Job? job = null;
        string? fault = _ranks.Together(() => job = catalog.Bind(spec, _ranks.Size));
        if (fault is not null)
            return Unbound(spec, order, fault);
        PointRecord record = Admitted(job!, Blank(job!, order));
        return record.Status == PointStatus.Ok ? Connected(job!, record, spec) : record;
    }

    private PointRecord Blank(Job job, int order) => new()
    {
        Case = job.Case,
        Parameters = job.Point.Parameters,
        Nodes = parts.Nodes,
        Ranks = _ranks.Size,
        Order = order,
        Status = PointStatus.Ok,
        Work = TotalWork(job),
    };

    /// <summary>The record with the memory that the point needs; with another status than ok where it can't be done
    /// here.</summary>
    private PointRecord Admitted(Job job, PointRecord record)
    {
        long footprint = 0;
        Availability mine = Availability.Yes;
        string? fault = _ranks.Together(() =>
        {
            mine = job.Check(parts.Place);
            footprint = mine.IsYes ? job.FootprintBytes(parts.Place) : 0;
        });
        if (fault is not null)
            return record with { Status = PointStatus.Failed, Message = fault };
        string? refusal = _ranks.Together(() =>
        {
            if (!mine.IsYes)
                throw new InvalidOperationException(mine.Reason);
        });
        if (refusal is not null)
            return record with { Status = PointStatus.Skipped, Message = refusal };
        record = record with { FootprintBytes = _ranks.Max(footprint) };
        long limit = -_ranks.Max(-parts.Place.Memory.LimitBytes);
        return record.FootprintBytes <= limit ? record : record with
        {
            Status = PointStatus.Oom,
            Message = $"needs {record.FootprintBytes} bytes on a rank, the limit is {limit}",
        };
    }

    private PointRecord Connected(Job job, PointRecord record, PointSpec spec)
    {
        using IDisposable? link = OrAbort(spec, "connecting", () => job.Connect(parts.Place));
        IKernel? kernel = null;
        try
        {
            parts.Watchdog.Step($"{spec}: preparing");
            bool outOfMemory = false;
            string? fault = _ranks.Together(() =>
            {
                try
                {
                    kernel = job.Prepare(parts.Place, link);
                }
                catch (Exception e) when (e is OutOfMemoryException or MemoryLimitException)
                {
                    outOfMemory = true;
                    throw;
                }
            });
            if (fault is null)
                return Checked(job, kernel!, Sampled(job, kernel!, record, spec), spec);
            bool oom = _ranks.Max(outOfMemory ? 1 : 0) == 1;
            return record with { Status = oom ? PointStatus.Oom : PointStatus.Failed, Message = fault };
        }
        finally
        {
            kernel?.Dispose();
        }
    }

    private (PointRecord Record, long Repeats) Sampled(Job job, IKernel kernel, PointRecord record, PointSpec spec)
    {
        parts.Watchdog.Step($"{spec}: measuring");
        var measurement = new Measurement(_ranks, kernel, job.Phases.Count);
        double before = 0, after = 0;
        OrAbort<object?>(spec, "measuring", () =>
        {
            before = parts.ProbeNs();
            measurement.Sample(options.Rule, _uncertaintyTicks, parts.SecondsLeft);
            after = parts.ProbeNs();
            return null;
        });
        (RankTable time, RankTable start, RankTable warmup, RankTable phase) = measurement.Gather(_originTicks);
        sbyte[] valid = new sbyte[time.Count];
        Array.Fill(valid, (sbyte)1);
        record = record with
        {
            StopReason = measurement.StopReason,
            Repeats = measurement.Repeats,
            TimeNs = time,
            StartNs = start,
            Valid = valid,
            WarmupNs = warmup,
            PhaseNs = phase,
            GcCount = [.. _ranks.GatherToRoot([measurement.GcCount]).Select(n => (int)n)],
            MemPeakBytes = _ranks.GatherToRoot([PeakMemory.Bytes()]),
            CacheLineProbeNs = (before, after),
        };
        return (record with { Figures = _ranks.Rank == 0 ? Figures.Of(record) : PointFigures.None },
            measurement.SinceReset);
    }

    private PointRecord Checked(Job job, IKernel kernel, (PointRecord Record, long Repeats) sampled, PointSpec spec)
    {
        (PointRecord record, long repeats) = sampled;
        if (options.Rigour == Rigour.None)
            return record;
        parts.Watchdog.Step($"{spec}: checking the answer");
        Verdict verdict = Verdict.Of(0, 0, "");
        string? fault = _ranks.Together(repeats, harness => verdict = job.Verify(kernel, options.Rigour, harness));
        if (fault is not null)
            return record with { Status = PointStatus.Failed, Message = $"the check failed: {fault}" };
        string? wrong = _ranks.Together(() =>
        {
            if (!verdict.Passed)
                throw new InvalidOperationException(
                    $"{verdict.What}: relative error {verdict.ErrorRelMax:g3}, allowed {verdict.Bound:g3}");
        });
        double error = BitConverter.Int64BitsToDouble(
            _ranks.Max(BitConverter.DoubleToInt64Bits(Math.Abs(verdict.ErrorRelMax))));
        return wrong is null
            ? record with { Verified = Verified.Yes, ErrorRelMax = error }
            : record with
            {
                Status = PointStatus.Wrong,
                Verified = Verified.Failed,
                ErrorRelMax = error,
                Message = wrong,
            };
    }

    /// <summary>Runs a step that communicates by itself. It can't be voted on: a fault ends the job.</summary>
    private T OrAbort<T>(PointSpec spec, string step, Func<T> action)
    {
        parts.Watchdog.Step($"{spec}: {step}");
#pragma warning disable CA1031 // the fault is logged with its place, and the job ends
        try
        {
            return action();
        }
        catch (Exception e)
        {
            parts.Abort(ExitCode.Fault, $"{spec} failed while {step}: {e}");
            throw;
        }
#pragma warning restore CA1031
    }

    /// <summary>A record for a point whose names or values make no case.</summary>
    private PointRecord Unbound(PointSpec spec, int order, string fault) => new()
    {
        Case = new(spec.Benchmark, 0, spec.Realisation, "flops", "flop/s", "max-over-ranks", "", "", "", []),
        Parameters = [.. spec.Values.Select(v => new Parameter(v.Key, "", Role.Problem, v.Value))],
        Nodes = parts.Nodes,
        Ranks = _ranks.Size,
        Order = order,
        Status = PointStatus.Skipped,
        Message = fault,
    };

    private Work TotalWork(Job job)
    {
        Work total = Work.None;
        for (int r = 0; r < _ranks.Size; r++)
            total += job.WorkOf(r);
        return total;
    }

    /// <summary>Ticks by which the ends of a sample are uncertain: a reading of the timer, and the skew of the start,
    /// which a barrier's own time bounds. The same on all ranks, or they would calibrate to different
    /// repeats.</summary>
    private static double Uncertainty(EngineParts parts)
    {
        const int Barriers = 101;
        long[] ticks = new long[Barriers];
        for (int i = 0; i < Barriers; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            parts.Ranks.Barrier();
            ticks[i] = Stopwatch.GetTimestamp() - begin;
        }

        Array.Sort(ticks);
        long barrier = parts.Ranks.Size > 1 ? ticks[Barriers / 2] : 0;
        return parts.Ranks.Max(barrier + (long)Math.Ceiling(parts.Timer.OverheadNs / TimerFacts.NanosecondsPerTick));
    }
}
