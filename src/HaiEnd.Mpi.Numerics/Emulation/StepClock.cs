using System.Diagnostics;

namespace HaiEnd.Mpi.Numerics.Emulation;

/// <summary>Time by <see cref="EmulationStep"/>.</summary>
internal sealed class StepClock
{
    private readonly long[] _ticks = new long[Enum.GetValues<EmulationStep>().Length];

    /// <summary>Of each step so far [tick of Stopwatch].</summary>
    public ReadOnlySpan<long> Ticks => _ticks;

    /// <summary>What has passed since a tick belongs to a step; the next begins now.</summary>
    public void Lap(EmulationStep step, ref long start)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)step] += now - start;
        start = now;
    }
}
