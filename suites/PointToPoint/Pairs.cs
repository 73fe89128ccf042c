using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>
/// PURPOSE every link between two ranks or two nodes, so that the slow one can be named.
/// SOURCE  the circle method (<see cref="Tournament"/>); each pair as in osu_latency of the OSU micro-benchmarks.
/// COST    one repeat is a round trip of every pair of the round at once; the rate is that of all pairs together, until
///         the slowest is through. A pair's own time is its ranks' own time.
/// CHECK   the pattern of the lesser rank arrives at the other and comes back.
/// </summary>
public sealed class Pairs : Benchmark<RoundTripCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "pairs";

    /// <inheritdoc/>
    public override string Summary => "messages between all pairs of ranks or nodes, each in one pair at a time";

    /// <inheritdoc/>
    public override string Source => "circle method of a round-robin tournament; OSU micro-benchmarks, osu_latency";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("bytes", "byte", Role.Problem, 8, 1 << 20),
        Axis.Players,
        Axis.Rounds,
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Link;

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel => "memory 0; wire 2 bytes for each pair of the round";

    /// <inheritdoc/>
    public override RoundTripCase Bind(Point p, int ranks) => new(Message.Bytes(p), ranks, Axis.Pairs(p, ranks));

    /// <inheritdoc/>
    public override Work WorkOf(RoundTripCase c, int rank) => c.WorkOf(rank);

    /// <inheritdoc/>
    public override Verdict Verify(RoundTripCase c, IMessageKernel k, Rigour r, IHarness h) => c.Verify(k, r, h);
}
