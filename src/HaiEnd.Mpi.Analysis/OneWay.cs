namespace HaiEnd.Mpi.Analysis;

/// <summary>When a message left and arrived, and when its answer did: sent and returned on the first rank's clock, the
/// other two on the other's (the four times of NTP, Mills et al., RFC 5905, section 8).</summary>
/// <param name="SentNs">before the first rank sends [ns]</param>
/// <param name="ArrivedNs">after the other has received [ns]</param>
/// <param name="AnsweredNs">before the other sends [ns]</param>
/// <param name="ReturnedNs">after the first has received [ns]</param>
public readonly record struct Exchange(long SentNs, long ArrivedNs, long AnsweredNs, long ReturnedNs)
{
    /// <summary>It as a question for the other's time.</summary>
    public ClockReading Reading => new(SentNs, ArrivedNs + (AnsweredNs - ArrivedNs) / 2, ReturnedNs);
}

/// <summary>Times of messages each way, told apart by clocks whose offset is known within an uncertainty. An offset
/// that was estimated from messages takes them to be as long on both ways: by construction it hides a delay that only
/// one way has, and half of that delay is the least that the uncertainty can be. What one way's bandwidth adds to a
/// large message is seen.</summary>
/// <param name="Forward">from the first rank to the other [s]; the interval holds the clocks' uncertainty</param>
/// <param name="Back">from the other to the first [s]</param>
/// <param name="UncertaintySeconds">of the clocks; 0 where both ranks have one clock</param>
public sealed record OneWay(Bounded Forward, Bounded Back, double UncertaintySeconds)
{
    private const double Nano = 1e-9;

    /// <summary>Medians over exchanges.</summary>
    /// <param name="exchanges">not empty</param>
    /// <param name="offset">by how much the other's clock is ahead of the first's</param>
    public static OneWay Of(IReadOnlyCollection<Exchange> exchanges, ClockOffset offset) => new(
        Median(exchanges.Select(e => e.ArrivedNs - e.SentNs - offset.OffsetNs), offset.UncertaintyNs),
        Median(exchanges.Select(e => e.ReturnedNs - e.AnsweredNs + offset.OffsetNs), offset.UncertaintyNs),
        offset.UncertaintyNs * Nano);

    private static Bounded Median(IEnumerable<double> timesNs, double uncertaintyNs)
    {
        (double median, Interval ci) = Bounded.MedianOf([.. timesNs.Order()]);
        // No message arrives before it is sent.
        return new(median * Nano, new(
            Math.Max(0, ci.Low - uncertaintyNs) * Nano, (ci.High + uncertaintyNs) * Nano));
    }
}
