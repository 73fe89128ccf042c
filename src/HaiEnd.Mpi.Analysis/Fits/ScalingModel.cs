using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>What a point on more ranks should take: its work shared by the ranks, each as fast as the one rank of the
/// base, and then the messages of a rank one after the other, each as fast as a ping-pong's. Nothing is hidden behind
/// work, no link is shared, and all ranks send alike. Source: Foster, Designing and Building Parallel Programs, 1995,
/// section 3.3, with Hockney's time of a message (Parallel Computing 20, 1994).</summary>
public static class ScalingModel
{
    /// <summary>Time of a repeat [s]; NaN where the base is no single rank, or where nothing is known of
    /// messages.</summary>
    /// <param name="point">on any number of ranks</param>
    /// <param name="from">the base of its series</param>
    /// <param name="message">time of a message by its size</param>
    public static double Seconds(PointRecord point, ScaledPoint from, AlphaBeta message)
    {
        (long bytes, long messages) = (point.Work.WireBytes, point.Work.Messages);
        if (from.Ranks != 1 || (point.Ranks > 1 && messages == 0))
            return double.NaN;
        double rate = Efficiency.Amount(from.Point) / from.Seconds.Value;
        double sent = messages == 0 ? 0 : messages * message.At((double)bytes / messages);
        return (Efficiency.Amount(point) / rate + sent) / point.Ranks;
    }

    /// <summary>The efficiency that goes with that time [1].</summary>
    /// <inheritdoc cref="Seconds"/>
    public static double EfficiencyOf(PointRecord point, ScaledPoint from, AlphaBeta message) =>
        Efficiency.Of(point, Seconds(point, from, message), from.Point, from.Seconds.Value);
}
