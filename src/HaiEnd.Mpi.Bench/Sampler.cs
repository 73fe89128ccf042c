using System.Diagnostics;
using HaiEnd.Mpi.Bindings.Counters;

namespace HaiEnd.Mpi.Bench;

/// <summary>The timed region: nothing is allocated, logged or decided in it.</summary>
/// <param name="kernel">what is timed</param>
/// <param name="ranks">who agree on how many repeats a sample has</param>
/// <param name="phases">number of phases the kernel times itself</param>
internal sealed class Sampler(IKernel kernel, IRanks ranks, int phases)
{
    private long _sinceReset;

    /// <summary>Repeats since the kernel's data were last put back.</summary>
    public long SinceReset => _sinceReset;

    /// <summary>Processor time, user and system, that this process has used in samples, the common start before each
    /// included. Putting data back is not.</summary>
    public TimeSpan ProcessorTime { get; private set; }

    /// <summary>Takes samples: the common start, then <paramref name="repeats"/> runs between two readings of the
    /// timer.</summary>
    /// <param name="repeats">runs in a sample</param>
    /// <param name="start">prepared for them</param>
    /// <param name="late">1 for a sample that this rank began late, one per sample</param>
    /// <param name="durations">ticks, one per sample</param>
    /// <param name="starts">ticks, one per sample</param>
    /// <param name="phaseTicks">samples x phases, added to</param>
    public void Take(
        int repeats, IStart start, Span<long> late, Span<long> durations, Span<long> starts, Span<long> phaseTicks)
    {
        TimeSpan began = Environment.CpuUsage.TotalTime;
        for (int s = 0; s < durations.Length; s++)
        {
            if (kernel.MaxBatch != int.MaxValue && _sinceReset + repeats > kernel.MaxBatch)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                kernel.Reset();
                _sinceReset = 0;
                began += Environment.CpuUsage.TotalTime - before;
            }

            late[s] = start.Await(s) ? 0 : 1;
            long begin = Stopwatch.GetTimestamp();
            kernel.Run(repeats, phaseTicks.Slice(s * phases, phases));
            durations[s] = Stopwatch.GetTimestamp() - begin;
            starts[s] = begin;
            _sinceReset += repeats;
        }

        ProcessorTime += Environment.CpuUsage.TotalTime - began;
    }

    /// <summary>Runs once more between two readings of counters: not in a sample, whose ends they would
    /// move.</summary>
    /// <param name="repeats">runs</param>
    /// <param name="counters">what counts</param>
    /// <param name="counts">one for each name</param>
    /// <returns>how long it took [ticks]</returns>
    public long Count(int repeats, ICounterSource counters, Span<double> counts)
    {
        Span<long> phaseTicks = stackalloc long[phases];
        if (kernel.MaxBatch != int.MaxValue && _sinceReset + repeats > kernel.MaxBatch)
        {
            kernel.Reset();
            _sinceReset = 0;
        }

        ranks.Barrier();
        counters.Start();
        long begin = Stopwatch.GetTimestamp();
        kernel.Run(repeats, phaseTicks);
        long took = Stopwatch.GetTimestamp() - begin;
        counters.Stop(counts);
        _sinceReset += repeats;
        return took;
    }

    /// <summary>How many repeats make a sample long enough. The start of a sample is known only to within a reading of
    /// the timer and the skew that the barrier leaves, so it must last <see cref="Margin"/> times both (5 %, Hoefler
    /// and Belli, SC15, section 4.1.1). The same on all ranks.</summary>
    /// <param name="uncertaintyTicks">overhead of the timer plus a barrier</param>
    /// <param name="start">one that is never late</param>
    /// <returns>the repeats, and how long they took on the slowest rank [ticks]</returns>
    public (int Repeats, long Ticks) Calibrate(double uncertaintyTicks, IStart start)
    {
        Span<long> duration = stackalloc long[1];
        Span<long> begin = stackalloc long[1];
        Span<long> late = stackalloc long[1];
        Span<long> phaseTicks = stackalloc long[phases];
        int repeats = 1;
        while (true)
        {
            Take(repeats, start, late, duration, begin, phaseTicks);
            long longest = Math.Max(1, ranks.Max(duration[0]));
            double wanted = Margin * uncertaintyTicks / longest * repeats;
            int most = Math.Min(kernel.MaxBatch, MostRepeats);
            if (wanted <= repeats || repeats == most)
                return (repeats, longest);
            repeats = (int)Math.Min(most, Math.Max(repeats * 2, Math.Min(wanted * 1.2, repeats * 10.0)));
        }
    }

    /// <summary>A sample lasts this many times what is uncertain about its ends.</summary>
    public const double Margin = 20;

    private const int MostRepeats = 1 << 20;
}
