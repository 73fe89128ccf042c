using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Parallel efficiency.</summary>
public static class Efficiency
{
    /// <summary>What a benchmark is scaled by: its operations where its rate counts those, else the bytes that it
    /// moves through memory. Buffers of a collective are on every rank, so their work grows with the ranks.</summary>
    public static long Amount(Metric metric, Work work) =>
        metric == Metric.Flops || work.Bytes == 0 ? work.Flops : work.Bytes;

    /// <summary>What a point is scaled by, over all its ranks.</summary>
    public static long Amount(PointRecord point) => Amount(Metrics.Parse(point.Case.Metric), point.Work);

    /// <summary>E(p) = (W_p / t_p) / (p / p0 x W_p0 / t_p0) [1]: the rate over that of perfect scaling from the base.
    /// At a fixed problem it is t(1) / (p t(p)) (SHAREing workbook 2026, 2.2); with a work W = c n^g it is that of its
    /// equation 5.3, without an exponent to be given by hand.</summary>
    /// <param name="of">the point</param>
    /// <param name="seconds">its time [s]</param>
    /// <param name="from">the base</param>
    /// <param name="fromSeconds">the base's time [s]</param>
    public static double Of(PointRecord of, double seconds, PointRecord from, double fromSeconds) =>
        Amount(of) / seconds / ((double)of.Ranks / from.Ranks * (Amount(from) / fromSeconds));
}
