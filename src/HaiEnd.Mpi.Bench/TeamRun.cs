using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>A team that measures points: vote, connect, prepare together, sample, check together. Every rank of it
/// comes out with the same status. Making one is collective over the team.</summary>
/// <param name="team">who measures</param>
/// <param name="parts">what the run provides</param>
/// <param name="catalog">what there is to measure</param>
/// <param name="options">how</param>
internal sealed class TeamRun(
    Team team, EngineParts parts, Catalog catalog, EngineOptions options)
{
    private readonly IRanks _ranks = team.Ranks;
    private readonly double _uncertaintyTicks = Uncertainty(team, parts.Timer);

    /// <summary>Measures a point. Collective over the team; the samples are in the record of rank 0 only.</summary>
    /// <param name="spec">the same on all ranks</param>
    /// <param name="planned">what is known before</param>
    public PointRecord Measure(PointSpec spec, PointRecord planned)
    {
        Job? job = null;
        string? fault = _ranks.Together(() => job = catalog.Bind(spec, _ranks.Size, parts.Teams.NodeOfRank));
        if (fault is not null)
            return planned with { Status = PointStatus.Skipped, Message = fault };
        PointRecord record = Admitted(job!, planned);
        record = record.Status == PointStatus.Ok ? Limited(record) : record;
        return record.Status == PointStatus.Ok ? Connected(job!, record, spec) : record;
    }

    /// <summary>Holds the links to what the point asks for; skipped where they can't be.</summary>
    private PointRecord Limited(PointRecord record)
    {
        var limit = LinkLimit.Of(record);
        string? refusal = _ranks.Together(() =>
        {
            if (limit is not null && team.Nodes < 2)
                throw new InvalidOperationException("all ranks are on one node: there is no link to limit");
            if (_ranks.Rank == 0)
                parts.Links.Limit(limit);
        });
        return refusal is null ? record : record with { Status = PointStatus.Skipped, Message = refusal };
    }

    /// <summary>The record with the memory that the point needs; with another status than ok where it can't be done
    /// here.</summary>
    private PointRecord Admitted(Job job, PointRecord record)
    {
        long footprint = 0;
        Availability mine = Availability.Yes;
        string? fault = _ranks.Together(() =>
        {
            mine = job.Check(team.Place);
            footprint = mine.IsYes ? job.FootprintBytes(team.Place) : 0;
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
        long limit = -_ranks.Max(-team.Place.Memory.LimitBytes);
        return record.FootprintBytes <= limit ? record : record with
        {
            Status = PointStatus.Oom,
            Message = $"needs {record.FootprintBytes} bytes on a rank, the limit is {limit}",
        };
    }

    private PointRecord Connected(Job job, PointRecord record, PointSpec spec)
    {
        using IDisposable? link = parts.OrAbort(spec, "connecting", () => job.Connect(team.Place));
        IKernel? kernel = null;
        try
        {
            parts.Watchdog.Step($"{spec}: preparing");
            bool outOfMemory = false;
            string? fault = _ranks.Together(() =>
            {
                try
                {
                    kernel = job.Prepare(team.Place, link);
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

    /// <summary>Processor time of a repeat, on rank 0: the mean over the ranks, and that of the greediest. Above the
    /// time of a repeat, more than one thread worked; below, a rank slept while it waited.</summary>
    private PointFact[] ProcessorTimes(Measurement measurement, int samples)
    {
        long[] ns = _ranks.GatherToRoot([(long)measurement.ProcessorTime.TotalNanoseconds]);
        double repeats = 1e9 * samples * measurement.Repeats;
        return _ranks.Rank == 0
            ?
            [
                PointFact.Of("cpu_time", "s", ns.Average() / repeats),
                PointFact.Of("cpu_time_max", "s", ns.Max() / repeats),
            ]
            : [];
    }

    private (PointRecord Record, long Repeats) Sampled(Job job, IKernel kernel, PointRecord record, PointSpec spec)
    {
        var measurement = new Measurement(_ranks, parts.Clock, kernel, job.Phases.Count);
        double before = 0, after = 0;
        (double[] Watts, string Missing) used = ([], "");
        var energy = new EnergyUse(parts.Meters, _ranks);
        IReadOnlyList<PointFact> counted = [];
        parts.OrAbort(spec, "measuring", () =>
        {
            before = team.ProbeNs();
            energy.Begin();
            measurement.Sample(options.Rule, options.Start, _uncertaintyTicks, parts.SecondsLeft);
            used = energy.End();
            after = team.ProbeNs();
            counted = [.. measurement.Count(parts.Counters), .. measurement.InMpi(parts.MpiCalls)];
        });
        (RankTable time, RankTable start, RankTable warmup, RankTable phase) = measurement.Gather();
        sbyte[] valid = measurement.Valid;
        record = record with
        {
            StopReason = measurement.StopReason,
            Repeats = measurement.Repeats,
            TimeNs = time,
            StartNs = start,
            Late = Figures.Late(start, valid),
            Valid = valid,
            WarmupNs = warmup,
            PhaseNs = phase,
            GcCount = [.. _ranks.GatherToRoot([measurement.GcCount]).Select(n => (int)n)],
            MemPeakBytes = _ranks.GatherToRoot([PeakMemory.Bytes()]),
            CacheLineProbeNs = (before, after),
            Facts = [.. ProcessorTimes(measurement, time.Count), .. counted],
        };
        PointFigures figures = _ranks.Rank == 0 ? Figures.Of(record) : PointFigures.None;
        return (
            record with
            {
                Figures = figures,
                Facts = [.. record.Facts, .. EnergyUse.Facts(used, figures.Median, record.Work.Flops)],
            },
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
            ? record with
            {
                Verified = Verified.Yes,
                ErrorRelMax = error,
                Facts = [.. parts.OrAbort(spec, "looking closer", () => job.Observe(kernel, _ranks.Harness(repeats)))
                    .Concat(record.Facts).OrderBy(f => f.Name, StringComparer.Ordinal)],
            }
            : record with
            {
                Status = PointStatus.Wrong,
                Verified = Verified.Failed,
                ErrorRelMax = error,
                Message = wrong,
            };
    }

    /// <summary>Ticks by which the ends of a sample are uncertain: a reading of the timer, and the skew of the start,
    /// which a barrier's own time bounds. The same on all ranks, or they would calibrate to different
    /// repeats.</summary>
    private static double Uncertainty(Team team, TimerFacts timer)
    {
        const int Barriers = 101;
        long[] ticks = new long[Barriers];
        for (int i = 0; i < Barriers; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            team.Ranks.Barrier();
            ticks[i] = Stopwatch.GetTimestamp() - begin;
        }

        Array.Sort(ticks);
        long barrier = team.Ranks.Size > 1 ? ticks[Barriers / 2] : 0;
        return team.Ranks.Max(barrier + (long)Math.Ceiling(timer.OverheadNs / TimerFacts.NanosecondsPerTick));
    }
}
