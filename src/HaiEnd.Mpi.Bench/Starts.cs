using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bench;

/// <summary>How the ranks of a team begin a sample together.</summary>
public enum StartKind
{
    /// <summary>after a dissemination barrier</summary>
    Barrier,

    /// <summary>at agreed times of the common clock</summary>
    Window,
}

/// <summary>Begins samples together.</summary>
public interface IStart
{
    /// <summary>Before some samples. Collective.</summary>
    /// <param name="sampleNs">about how long one takes, the same on all ranks [ns]</param>
    /// <param name="isOftenLate">many of those before began late, the same on all ranks</param>
    void Prepare(long sampleNs, bool isOftenLate);

    /// <summary>Returns when the sample is to begin; false where that time had passed.</summary>
    /// <param name="sample">from 0 since <see cref="Prepare"/></param>
    bool Await(int sample);
}

/// <summary>Samples begin when a barrier ends. No sample is late, but ranks leave one after
/// another.</summary>
public sealed class BarrierStart(IRanks ranks) : IStart
{
    /// <inheritdoc/>
    public void Prepare(long sampleNs, bool isOftenLate)
    {
    }

    /// <inheritdoc/>
    public bool Await(int sample)
    {
        ranks.Barrier();
        return true;
    }
}

/// <summary>Samples begin at equal distances on the common clock, whatever the last one took: ranks begin as nearly at
/// once as their clocks are known, and who has not come back from the last sample is late. Source: Hoefler, Schneider
/// and Lumsdaine, Accurately measuring collective operations at massive scale, IPDPS 2008.</summary>
public sealed class WindowStart(IRanks ranks, CommonClock clock) : IStart
{
    /// <summary>Until the first window begins: all ranks must know of it by then [ns].</summary>
    private const long LeadNs = 100_000;

    /// <summary>Between two samples besides their own time [ns].</summary>
    private const long GapNs = 2_000;

    private double _share = 1.2;
    private long _first;
    private long _width;

    /// <inheritdoc/>
    public void Prepare(long sampleNs, bool isOftenLate)
    {
        if (isOftenLate)
            _share *= 2;
        Span<long> agreed = [clock.NowNs + LeadNs + 10 * BarrierNs(), (long)(_share * (sampleNs + GapNs))];
        ranks.Broadcast(MemoryMarshal.AsBytes(agreed), 0);
        (_first, _width) = (agreed[0], agreed[1]);
    }

    /// <inheritdoc/>
    public bool Await(int sample)
    {
        long begin = clock.Model.ToLocal(_first + sample * _width);
        if (clock.LocalNs > begin)
            return false;
        while (clock.LocalNs < begin)
            ;
        return true;
    }

    private long BarrierNs()
    {
        ranks.Barrier();
        long begin = clock.LocalNs;
        ranks.Barrier();
        return clock.LocalNs - begin;
    }
}
