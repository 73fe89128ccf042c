using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>
/// PURPOSE latency and bandwidth of one link, by messages of all sizes.
/// SOURCE  Hockney, Parallel Computing 20, 1994; OSU micro-benchmarks, osu_latency.
/// COST    one repeat is a round trip: two messages, so that the one-way time is time / messages.
/// CHECK   the pattern that rank 0 sends arrives at the last rank and comes back.
/// FACTS   the times there and back, each for itself (<see cref="OneWay"/>).
/// </summary>
public sealed class PingPong : Benchmark<RoundTripCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "pingpong";

    /// <inheritdoc/>
    public override string Summary => "a message from the first rank to the last and back";

    /// <inheritdoc/>
    public override string Source => "Hockney, Parallel Computing 20, 1994; OSU micro-benchmarks, osu_latency";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers(
            "bytes", "byte", Role.Problem, 0, 1, 8, 64, 1 << 10, 8 << 10, 64 << 10, 512 << 10, 4 << 20, 16 << 20),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Link;

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel =>
        "memory 0; wire 2 bytes a round trip, so that the rate is the bandwidth one way";

    /// <inheritdoc/>
    public override RoundTripCase Bind(Point p, int ranks) => new(Message.Bytes(p), ranks, Message.Ends(ranks));

    /// <inheritdoc/>
    public override Work WorkOf(RoundTripCase c, int rank) => c.WorkOf(rank);

    /// <inheritdoc/>
    public override Verdict Verify(RoundTripCase c, IMessageKernel k, Rigour r, IHarness h) => c.Verify(k, r, h);

    /// <summary>How long a message takes each way.</summary>
    public override IReadOnlyList<PointFact> Observe(RoundTripCase c, IMessageKernel k, IHarness h) =>
        k is ITimedRoundTrip timed ? OneWayTimes.Observe(c, timed, h) : [];
}
