using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Messages around the ring of ranks: each sends to the next, and receives from the one before.</summary>
/// <param name="Bytes">of a message, may be 0</param>
/// <param name="Ranks">in the team</param>
public sealed record ShiftCase(long Bytes, int Ranks)
{
    /// <summary>Who gets a rank's message.</summary>
    public int After(int rank) => (rank + 1) % Ranks;

    /// <summary>Whose message a rank gets.</summary>
    public int Before(int rank) => (rank + Ranks - 1) % Ranks;
}

/// <summary>
/// PURPOSE what an exchange takes, the step that rings and hypercubes are made of, against a message one way.
/// SOURCE  Intel MPI Benchmarks, Sendrecv.
/// COST    one repeat is a message from each rank, all at once.
/// CHECK   each rank has the pattern of the one before it.
/// </summary>
public sealed class Sendrecv : Benchmark<ShiftCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "sendrecv";

    /// <inheritdoc/>
    public override string Summary => "a message from every rank to the next, all at once";

    /// <inheritdoc/>
    public override string Source => "Intel MPI Benchmarks, Sendrecv";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers("bytes", "byte", Role.Problem, 0, 8, 1 << 10, 64 << 10, 1 << 20, 16 << 20)];

    /// <inheritdoc/>
    public override Metric Metric => Metric.BusBandwidth;

    /// <inheritdoc/>
    public override string Roof => "pingpong";

    /// <inheritdoc/>
    public override string FlopModel => "0";

    /// <inheritdoc/>
    public override string ByteModel =>
        "memory 0; wire bytes a rank: the rate is that of one rank's sending, while it receives as much";

    /// <inheritdoc/>
    public override ShiftCase Bind(Point p, int ranks) => new(Message.Bytes(p), ranks);

    /// <inheritdoc/>
    public override Work WorkOf(ShiftCase c, int rank) => new(0, 0, c.Bytes, 1);

    /// <inheritdoc/>
    public override Verdict Verify(ShiftCase c, IMessageKernel k, Rigour r, IHarness h) =>
        Message.Judge(Message.Wrong(k.Received(0), c.Bytes, c.Before(h.Rank), r), c.Bytes, h);
}
