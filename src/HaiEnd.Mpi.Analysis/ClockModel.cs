namespace HaiEnd.Mpi.Analysis;

/// <summary>One question for the time: sent and received on this clock, answered on the reference's.</summary>
/// <param name="SentNs">this clock [ns]</param>
/// <param name="ReferenceNs">the reference's, between the other two [ns]</param>
/// <param name="ReceivedNs">this clock [ns]</param>
public readonly record struct ClockReading(long SentNs, long ReferenceNs, long ReceivedNs);

/// <summary>By how much the reference is ahead of this clock at one moment.</summary>
/// <param name="AtNs">this clock [ns]</param>
/// <param name="OffsetNs">reference less this clock [ns]</param>
/// <param name="UncertaintyNs">the true offset is within this on either side, however unlike the two ways of a message
/// were [ns]</param>
public readonly record struct ClockOffset(long AtNs, double OffsetNs, double UncertaintyNs)
{
    /// <summary>The offset by the quickest of some readings: the answer was given somewhere between question and
    /// receipt, so half the round trip bounds the error (Cristian, Distributed Computing 3, 1989; the quickest of
    /// several: Worsch, Reussner and Augustin, SKaMPI, Euro PVM/MPI 2002).</summary>
    /// <param name="readings">not empty</param>
    public static ClockOffset Of(ReadOnlySpan<ClockReading> readings)
    {
        ClockReading best = readings[0];
        foreach (ClockReading r in readings)
            if (r.ReceivedNs - r.SentNs < best.ReceivedNs - best.SentNs)
                best = r;
        double half = (best.ReceivedNs - best.SentNs) / 2.0;
        return new(best.SentNs + (long)half, best.ReferenceNs - best.SentNs - half, half);
    }
}

/// <summary>A line from this clock to the common one:
/// <c>common = local + OffsetNs + Drift (local - AtNs)</c>.</summary>
/// <param name="AtNs">where on this clock the offset holds [ns]</param>
/// <param name="OffsetNs">common less local there [ns]</param>
/// <param name="Drift">by how much faster the common clock runs [1]</param>
/// <param name="UncertaintyNs">of the offset there [ns]</param>
public sealed record ClockModel(long AtNs, double OffsetNs, double Drift, double UncertaintyNs)
{
    /// <summary>The clock that the others follow.</summary>
    public static readonly ClockModel Reference = new(0, 0, 0, 0);

    /// <summary>The line through offsets measured one after the other, by least squares, as HCA does (Hunold and
    /// Carpen-Amarie, IEEE Cluster 2018). It is anchored at the last of them, because that is where it is used; a drift
    /// that the offsets' uncertainty can explain is taken as none. Assumes that drift is constant over the run, which
    /// the check at its end tests.</summary>
    /// <param name="offsets">in the order they were measured; not empty</param>
    public static ClockModel Fit(ReadOnlySpan<ClockOffset> offsets)
    {
        ClockOffset last = offsets[^1];
        double drift = DriftOf(offsets);
        return new(last.AtNs, last.OffsetNs, drift, last.UncertaintyNs);
    }

    /// <summary>A moment of this clock on the common one [ns].</summary>
    public long ToCommon(long localNs) => localNs + (long)Math.Round(OffsetNs + Drift * (localNs - AtNs));

    /// <summary>A moment of the common clock on this one [ns].</summary>
    public long ToLocal(long commonNs)
    {
        double ahead = commonNs - AtNs - OffsetNs;
        return AtNs + (long)Math.Round(ahead / (1 + Drift));
    }

    private static double DriftOf(ReadOnlySpan<ClockOffset> offsets)
    {
        double meanAt = 0, meanOffset = 0, uncertainty = 0;
        ClockOffset first = offsets[0];
        foreach (ClockOffset o in offsets)
        {
            meanAt += (double)(o.AtNs - first.AtNs) / offsets.Length;
            meanOffset += (o.OffsetNs - first.OffsetNs) / offsets.Length;
            uncertainty = Math.Max(uncertainty, o.UncertaintyNs);
        }

        double squares = 0, products = 0, distances = 0;
        foreach (ClockOffset o in offsets)
        {
            double at = o.AtNs - first.AtNs - meanAt;
            squares += at * at;
            products += at * (o.OffsetNs - first.OffsetNs - meanOffset);
            distances += Math.Abs(at);
        }

        // The worst that errors within the uncertainty can do to the slope.
        return Math.Abs(products) > uncertainty * distances ? products / squares : 0;
    }
}
