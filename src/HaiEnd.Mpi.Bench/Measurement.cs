using System.Diagnostics;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>One point being sampled on one rank.</summary>
internal sealed class Measurement
{
    /// <summary>From this share of late samples on, windows are made wider.</summary>
    private const double OftenLate = 0.1;

    private readonly List<long> _durations = [];
    private readonly List<long> _starts = [];
    private readonly List<long> _slowest = [];
    private readonly List<sbyte> _valid = [];
    private readonly List<long> _phaseTicks = [];
    private readonly IRanks _ranks;
    private readonly CommonClock _clock;
    private readonly Sampler _sampler;
    private readonly int _phases;
    private long _typical;
    private bool _isOftenLate;

    public Measurement(IRanks ranks, CommonClock clock, IKernel kernel, int phases)
    {
        _ranks = ranks;
        _clock = clock;
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

    /// <summary>1 for each sample that every rank began in time, else 0.</summary>
    public sbyte[] Valid => [.. _valid];

    /// <summary>Warms up, calibrates and samples until the rule, asked on rank 0, says enough.</summary>
    /// <param name="rule">when to stop</param>
    /// <param name="kind">how samples begin; what is before them always begins after a barrier</param>
    /// <param name="uncertaintyTicks">of the ends of a sample</param>
    /// <param name="secondsLeft">until the job's deadline, on rank 0 [s]</param>
    public void Sample(StoppingRule rule, StartKind kind, double uncertaintyTicks, Func<double> secondsLeft)
    {
        long began = Stopwatch.GetTimestamp();
        WarmupTicks = new long[rule.Warmup];
        var barrier = new BarrierStart(_ranks);
        IStart start = kind == StartKind.Window ? new WindowStart(_ranks, _clock) : barrier;
        _sampler.Take(
            1, barrier, new long[rule.Warmup], WarmupTicks, new long[rule.Warmup], new long[rule.Warmup * _phases]);
        (Repeats, _typical) = _sampler.Calibrate(uncertaintyTicks, barrier);
        int collections = Collections();
        TimeSpan before = _sampler.ProcessorTime;
        while (StopReason == StopReason.None)
        {
            TakeChunk(rule.NextChunk(_durations.Count), start);
            StopReason = Agree(rule, began, secondsLeft);
        }

        ProcessorTime = _sampler.ProcessorTime - before;
        GcCount = Collections() - collections;
    }

    /// <summary>What a repeat makes counters count, over all ranks, on rank 0: those that every rank has. Collective.
    /// </summary>
    public IReadOnlyList<PointFact> Count(ICounterSource counters)
    {
        string[] names = _ranks.Text(string.Join(' ', counters.Names), 0)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
            return [];
        string[] own = [.. counters.Names];
        double[] counts = new double[own.Length], sums = new double[names.Length];
        _sampler.Count(Repeats, counters, counts);
        for (int i = 0; i < names.Length; i++)
        {
            int at = Array.IndexOf(own, names[i]);
            sums[i] = at < 0 ? double.NaN : counts[at];
        }

        _ranks.Harness(SinceReset).Sum(sums);
        return _ranks.Rank != 0 ? []
            : [.. names.Zip(sums).Where(n => double.IsFinite(n.Second))
                .Select(n => PointFact.Of(n.First, "1", n.Second / Repeats))];
    }

    /// <summary>What of a repeat is inside MPI, on rank 0, by one more run whose calls are timed: the mean over the
    /// ranks, that of the rank with most, the share of all ranks' time, and the calls of all ranks. Nothing where no
    /// call was seen: a rank alone, or a library that calls MPI by itself. Collective.</summary>
    public IReadOnlyList<PointFact> InMpi(ICounterSource calls)
    {
        if (calls.Names.Count == 0)
            return [];
        double[] counts = new double[calls.Names.Count];
        long took = TimerFacts.Nanoseconds(_sampler.Count(Repeats, calls, counts));
        long[] inside = _ranks.GatherToRoot([(long)counts[0]]), number = _ranks.GatherToRoot([(long)counts[1]]);
        long[] elapsed = _ranks.GatherToRoot([took]);
        if (number.Sum() == 0)
            return [];
        double seconds = 1e-9 / Repeats;
        return
        [
            PointFact.Of("mpi_time", "s", inside.Average() * seconds),
            PointFact.Of("mpi_time_max", "s", inside.Max() * seconds),
            PointFact.Of("mpi_share", "1", (double)inside.Sum() / elapsed.Sum()),
            PointFact.Of("mpi_calls", "1", (double)number.Sum() / Repeats),
        ];
    }

    /// <summary>The samples of all ranks on rank 0 [ns]; starts on the common clock.</summary>
    public (RankTable Time, RankTable Start, RankTable Warmup, RankTable Phase) Gather()
    {
        long[] starts = [.. _starts.Select(t => _clock.SinceOrigin(TimerFacts.Nanoseconds(t)))];
        return (InNs([.. _durations]), Table(starts), InNs(WarmupTicks), InNs([.. _phaseTicks]));
    }

    private RankTable InNs(long[] ticks) => Table([.. ticks.Select(TimerFacts.Nanoseconds)]);

    private RankTable Table(long[] ns) =>
        new(_ranks.Rank == 0 ? _ranks.Size : 0, ns.Length, _ranks.GatherToRoot(ns));

    private void TakeChunk(int count, IStart start)
    {
        long[] late = new long[count], chunk = new long[count], begin = new long[count];
        long[] phase = new long[count * _phases];
        start.Prepare(TimerFacts.Nanoseconds(_typical), _isOftenLate);
        _sampler.Take(Repeats, start, late, chunk, begin, phase);
        _durations.AddRange(chunk);
        _starts.AddRange(begin);
        _phaseTicks.AddRange(phase);
        _ranks.Max(chunk);
        _ranks.Max(late);
        for (int s = 0; s < count; s++)
        {
            _valid.Add((sbyte)(1 - late[s]));
            if (late[s] == 0)
                _slowest.Add(chunk[s]);
        }

        _isOftenLate = late.Sum() > OftenLate * count;
        Array.Sort(chunk);
        _typical = chunk[count / 2];
    }

    private StopReason Agree(StoppingRule rule, long began, Func<double> secondsLeft)
    {
        byte answer = 0;
        if (_ranks.Rank == 0)
        {
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            StopReason reason = rule.Judge(
                CollectionsMarshal.AsSpan(_slowest), seconds, _durations.Count - _slowest.Count);
            answer = (byte)(reason == StopReason.None && secondsLeft() <= 0 ? StopReason.Deadline : reason);
        }

        _ranks.Broadcast(new Span<byte>(ref answer), 0);
        return (StopReason)answer;
    }

    private static int Collections() => GC.CollectionCount(0);
}
