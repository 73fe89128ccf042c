using System.Diagnostics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>One point being sampled on one rank.</summary>
internal sealed class Measurement
{
    private readonly List<long> _durations = [];
    private readonly List<long> _starts = [];
    private readonly List<long> _slowest = [];
    private readonly List<long> _phaseTicks = [];
    private readonly IRanks _ranks;
    private readonly Sampler _sampler;
    private readonly int _phases;

    public Measurement(IRanks ranks, IKernel kernel, int phases)
    {
        _ranks = ranks;
        _phases = phases;
        _sampler = new Sampler(kernel, ranks, phases);
    }

    public int Repeats { get; private set; }

    public long SinceReset => _sampler.SinceReset;

    public StopReason StopReason { get; private set; }

    public int GcCount { get; private set; }

    /// <summary>Processor time of this process while sampling, without the warm-up.</summary>
    public TimeSpan ProcessorTime { get; private set; }

    public long[] WarmupTicks { get; private set; } = [];

    /// <summary>Warms up, calibrates and samples until the rule, asked on rank 0, says enough.</summary>
    /// <param name="rule">when to stop</param>
    /// <param name="uncertaintyTicks">of the ends of a sample</param>
    /// <param name="secondsLeft">until the job's deadline, on rank 0 [s]</param>
    public void Sample(StoppingRule rule, double uncertaintyTicks, Func<double> secondsLeft)
    {
        long began = Stopwatch.GetTimestamp();
        WarmupTicks = new long[rule.Warmup];
        _sampler.Take(1, WarmupTicks, new long[rule.Warmup], new long[rule.Warmup * _phases]);
        Repeats = _sampler.Calibrate(uncertaintyTicks);
        int collections = Collections();
        TimeSpan before = _sampler.ProcessorTime;
        while (StopReason == StopReason.None)
        {
            TakeChunk(rule.NextChunk(_durations.Count));
            StopReason = Agree(rule, began, secondsLeft);
        }

        ProcessorTime = _sampler.ProcessorTime - before;
        GcCount = Collections() - collections;
    }

    /// <summary>The samples of all ranks on rank 0 [ns].</summary>
    public (RankTable Time, RankTable Start, RankTable Warmup, RankTable Phase) Gather(long originTicks)
    {
        long[] relative = [.. _starts.Select(t => t - originTicks)];
        return (Table([.. _durations]), Table(relative), Table(WarmupTicks), Table([.. _phaseTicks]));
    }

    private RankTable Table(long[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = TimerFacts.Nanoseconds(ticks[i]);
        return new(_ranks.Rank == 0 ? _ranks.Size : 0, ticks.Length, _ranks.GatherToRoot(ticks));
    }

    private void TakeChunk(int count)
    {
        long[] chunk = new long[count], begin = new long[count], phase = new long[count * _phases];
        _sampler.Take(Repeats, chunk, begin, phase);
        _durations.AddRange(chunk);
        _starts.AddRange(begin);
        _phaseTicks.AddRange(phase);
        _ranks.Max(chunk);
        _slowest.AddRange(chunk);
    }

    private StopReason Agree(StoppingRule rule, long began, Func<double> secondsLeft)
    {
        byte answer = 0;
        if (_ranks.Rank == 0)
        {
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            StopReason reason = rule.Judge(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_slowest), seconds);
            answer = (byte)(reason == StopReason.None && secondsLeft() <= 0 ? StopReason.Deadline : reason);
        }

        _ranks.Broadcast(new Span<byte>(ref answer), 0);
        return (StopReason)answer;
    }

    private static int Collections() => GC.CollectionCount(0);
}
