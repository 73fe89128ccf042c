namespace HaiEnd.Mpi.Results.Storage;

/// <summary>How large the tables of a point or a case are.</summary>
/// <param name="Ranks">rows</param>
/// <param name="Samples">of sampling</param>
/// <param name="Warmups">runs before</param>
internal readonly record struct CaseShape(int Ranks, int Samples, int Warmups)
{
    /// <summary>The shape of one point's tables.</summary>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public static CaseShape Of(PointRecord p)
    {
        int samples = p.TimeNs.Count;
        Require(p.Ranks >= 0 && p.Nodes >= 0, "nodes or ranks", p);
        Require(Fits(p.TimeNs, samples, p), "time_ns", p);
        Require(Fits(p.StartNs, samples, p), "start_ns", p);
        Require(Fits(p.WarmupNs, p.WarmupNs.Count, p), "warmup_ns", p);
        Require(Fits(p.PhaseNs, checked(samples * p.Case.Phases.Count), p), "phase_ns", p);
        Require(p.Valid.Length == samples, "valid", p);
        Require(p.GcCount.Length == 0 || p.GcCount.Length == p.Ranks, "gc_count", p);
        Require(p.MemPeakBytes.Length == 0 || p.MemPeakBytes.Length == p.Ranks, "mem_peak", p);
        return new CaseShape(p.Ranks, samples, p.WarmupNs.Count);
    }

    /// <summary>The shape that holds both.</summary>
    public static CaseShape Max(CaseShape a, CaseShape b) =>
        new(Math.Max(a.Ranks, b.Ranks), Math.Max(a.Samples, b.Samples), Math.Max(a.Warmups, b.Warmups));

    private static bool Fits(RankTable t, int count, PointRecord p) =>
        t.Values.LongLength == (long)t.Ranks * t.Count && (t.Count == 0 || (t.Ranks == p.Ranks && t.Count == count));

    private static void Require(bool holds, string what, PointRecord p)
    {
        if (!holds)
        {
            throw new ArgumentException($"{what} of point {p.Order} of {p.Case.Name} does not fit its other values");
        }
    }
}

/// <summary>A point without its tables, and how large they are.</summary>
internal sealed record Outline(PointRecord Point, CaseShape Shape)
{
    /// <summary>Forgets the tables.</summary>
    public static Outline Of(PointRecord point) => new(
        point with
        {
            TimeNs = RankTable.Empty,
            StartNs = RankTable.Empty,
            WarmupNs = RankTable.Empty,
            PhaseNs = RankTable.Empty,
            Valid = [],
            GcCount = [],
            MemPeakBytes = [],
        },
        CaseShape.Of(point));
}
