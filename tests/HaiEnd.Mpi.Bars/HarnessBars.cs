using System.Diagnostics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Bars;

/// <summary>What the harness itself costs.</summary>
internal static class HarnessBars
{
    /// <summary>Time that a sample takes with an empty kernel on one rank: two readings of the timer and a
    /// call.</summary>
    public static void Sample()
    {
        const int Samples = 1000, Rounds = 101;
        var sampler = new Sampler(new Empty(), new OneRank(), 0);
        var start = new BarrierStart(new OneRank());
        long[] late = new long[Samples], durations = new long[Samples], starts = new long[Samples];
        var nanoseconds = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            sampler.Take(1, start, late, durations, starts, []);
            nanoseconds[i] = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Samples;
        }

        Bar.Print("the harness adds to a sample, ns", nanoseconds, 100, most: true);
        for (int i = 0; i < Rounds; i++)
        {
            sampler.Take(1, start, late, durations, starts, []);
            Array.Sort(durations);
            nanoseconds[i] = durations[Samples / 2] * TimerFacts.NanosecondsPerTick;
        }

        Bar.Print("of which inside the sample, ns", nanoseconds, 100, most: true);
    }

    private sealed class Empty : IKernel
    {
        public int MaxBatch => int.MaxValue;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Dispose()
        {
        }
    }
}
