using System.Diagnostics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>One point being sampled on one rank.</summary>
internal sealed class Measurement
{
    private readonly List<long> durations = [];
    private readonly List<long> starts = [];
    private readonly List<long> slowest = [];
    private readonly List<long> phaseTicks = [];
    private readonly IRanks ranks;
    private readonly Sampler sampler;
    private readonly int phases;

    public Measurement(IRanks ranks, IKernel kernel, int phases)
    {
        this.ranks = ranks;
        this.phases = phases;
        sampler = new Sampler(kernel, ranks, phases);
    }

    public int Repeats { get; private set; }

    public long SinceReset => sampler.SinceReset;

    public StopReason StopReason { get; private set; }

    public int GcCount { get; private set; }

    public long[] WarmupTicks { get; private set; } = [];

    /// <summary>Warms up, calibrates and samples until the rule, asked on rank 0, says enough.</summary>
    /// <param name="rule">when to stop</param>
    /// <param name="uncertaintyTicks">of the ends of a sample</param>
    /// <param name="secondsLeft">until the job's deadline, on rank 0 [s]</param>
    public void Sample(StoppingRule rule, double uncertaintyTicks, Func<double> secondsLeft)
    {
        long began = Stopwatch.GetTimestamp();
        WarmupTicks = new long[rule.Warmup];
        sampler.Take(1, WarmupTicks, new long[rule.Warmup], new long[rule.Warmup * phases]);
        Repeats = sampler.Calibrate(uncertaintyTicks);
        int collections = Collections();
        while (StopReason == StopReason.None)
        {
            TakeChunk(rule.NextChunk(durations.Count));
            StopReason = Agree(rule, began, secondsLeft);
        }

        GcCount = Collections() - collections;
    }

    /// <summary>The samples of all ranks on rank 0 [ns].</summary>
    public (RankTable Time, RankTable Start, RankTable Warmup, RankTable Phase) Gather(long originTicks)
    {
        long[] relative = [.. starts.Select(t => t - originTicks)];
        return (Table([.. durations]), Table(relative), Table(WarmupTicks), Table([.. phaseTicks]));
    }

    private RankTable Table(long[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = TimerFacts.Nanoseconds(ticks[i]);
        return new(ranks.Rank == 0 ? ranks.Size : 0, ticks.Length, ranks.GatherToRoot(ticks));
    }

    private void TakeChunk(int count)
    {
        long[] chunk = new long[count], begin = new long[count], phase = new long[count * phases];
        sampler.Take(Repeats, chunk, begin, phase);
        durations.AddRange(chunk);
        starts.AddRange(begin);
        phaseTicks.AddRange(phase);
        ranks.Max(chunk);
        slowest.AddRange(chunk);
    }

    private StopReason Agree(StoppingRule rule, long began, Func<double> secondsLeft)
    {
        byte answer = 0;
        if (ranks.Rank == 0)
        {
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            StopReason reason = rule.Judge(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(slowest), seconds);
            answer = (byte)(reason == StopReason.None && secondsLeft() <= 0 ? StopReason.Deadline : reason);
        }

        ranks.Broadcast(new Span<byte>(ref answer), 0);
        return (StopReason)answer;
    }

    private static int Collections() => GC.CollectionCount(0);
}
