namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>The LogGP model of a message: o + (m - 1) G + L + o, and g between one message and the next. Source:
/// Alexandrov, Ionescu, Schauser and Scheiman, J. Parallel and Distributed Computing 44, 1997.</summary>
/// <param name="Latency">L: from the end of sending to the begin of receiving [s]; may be below zero where sending and
/// receiving overlap</param>
/// <param name="Overhead">o: processor time of a send [s]</param>
/// <param name="Gap">g: least time between two messages of a rank [s]</param>
/// <param name="GapPerByte">G: time of a further byte of a long message [s]</param>
public sealed record LogGp(Estimate Latency, Estimate Overhead, Estimate Gap, Estimate GapPerByte)
{
    /// <summary>From what was measured. Receiving is taken to cost as much as sending.</summary>
    /// <param name="oneWay">alpha-beta model of a ping-pong</param>
    /// <param name="overhead">how long a non-blocking send takes to return [s]</param>
    /// <param name="gap">time of a message of a full window [s]</param>
    public static LogGp Of(AlphaBeta oneWay, Estimate overhead, Estimate gap)
    {
        Estimate alpha = oneWay.Latency;
        return new(
            alpha with
            {
                Value = alpha.Value - 2 * overhead.Value,
                Ci = new(alpha.Ci.Low - 2 * overhead.Ci.High, alpha.Ci.High - 2 * overhead.Ci.Low),
            },
            overhead, gap, oneWay.Segments[^1].Beta);
    }
}
