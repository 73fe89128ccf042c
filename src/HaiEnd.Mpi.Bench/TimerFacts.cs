using System.Diagnostics;

namespace HaiEnd.Mpi.Bench;

/// <summary>What the timer of a rank can tell apart.</summary>
/// <param name="ResolutionNs">smallest step seen [ns]</param>
/// <param name="OverheadNs">time of one reading, median [ns]</param>
public sealed record TimerFacts(double ResolutionNs, double OverheadNs)
{
    /// <summary>Nanoseconds of one tick of <see cref="Stopwatch"/>.</summary>
    public static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Ticks as nanoseconds [ns].</summary>
    public static long Nanoseconds(long ticks) => (long)(ticks * NanosecondsPerTick);

    /// <summary>Measures it: a thousand batches of a hundred readings, a few milliseconds.</summary>
    public static TimerFacts Measure()
    {
        const int Batches = 1000, Readings = 100;
        var overhead = new double[Batches];
        long step = long.MaxValue;
        for (int b = 0; b < Batches; b++)
        {
            long begin = Stopwatch.GetTimestamp(), last = begin;
            for (int i = 0; i < Readings; i++)
            {
                long now = Stopwatch.GetTimestamp();
                if (now > last)
                    step = Math.Min(step, now - last);
                last = now;
            }

            overhead[b] = (double)(last - begin) / Readings;
        }

        Array.Sort(overhead);
        return new(step * NanosecondsPerTick, overhead[Batches / 2] * NanosecondsPerTick);
    }
}
