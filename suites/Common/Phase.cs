using System.Diagnostics;

namespace HaiEnd.Mpi.Suites;

/// <summary>Time that is told apart by what is done in it.</summary>
internal static class Phase
{
    /// <summary>Adds the time since a moment to a phase, and makes now that moment.</summary>
    /// <param name="since">ticks of <see cref="Stopwatch"/></param>
    /// <param name="ticks">of the phase</param>
    public static void Lap(ref long since, ref long ticks)
    {
        long now = Stopwatch.GetTimestamp();
        ticks += now - since;
        since = now;
    }
}
