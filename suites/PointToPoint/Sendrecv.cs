using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Every rank sends a message and receives one, all at once.</summary>
/// <param name="Bytes">of a message, may be 0</param>
/// <param name="Ranks">in the team</param>
/// <param name="IsRing">from each to the next; else between two, who are others in each repeat</param>
public sealed record ExchangeCase(long Bytes, int Ranks, bool IsRing)
{
    /// <summary>Who gets a rank's message; -1 for one that rests.</summary>
    /// <param name="rank">of the sender</param>
    /// <param name="repeat">from 0</param>
    public int To(int rank, long repeat) => IsRing ? (rank + 1) % Ranks : Partner(rank, repeat);

    /// <summary>Whose message a rank gets; -1 for one that rests.</summary>
    /// <param name="rank">of the receiver</param>
    /// <param name="repeat">from 0</param>
    public int From(int rank, long repeat) => IsRing ? (rank + Ranks - 1) % Ranks : Partner(rank, repeat);

    private int Partner(int rank, long repeat) =>
        Tournament.Opponent(Ranks, 1 + (int)(repeat % Tournament.Rounds(Ranks)), rank);
}

/// <summary>
/// PURPOSE what an exchange takes, the step that all-reduces are made of, against a message one way.
/// SOURCE  Intel MPI Benchmarks, Sendrecv.
/// COST    one repeat is a message from each rank, all at once: to the next while one comes from the rank before, or
///         between two, in the rounds of a tournament (<see cref="Tournament"/>), in each of which an odd one rests.
/// CHECK   each rank has the pattern of who sent to it last.
/// </summary>
public sealed class Sendrecv : Benchmark<ExchangeCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "sendrecv";

    /// <inheritdoc/>
    public override string Summary => "a message from every rank around a ring, or between two, all at once";

    /// <inheritdoc/>
    public override string Source => "Intel MPI Benchmarks, Sendrecv";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("bytes", "byte", Role.Problem, 0, 8, 1 << 10, 64 << 10, 1 << 20, 16 << 20),
        Axis.Names("pattern", Role.Problem, "ring", "pairs"),
    ];

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
    public override ExchangeCase Bind(Point p, int ranks) => new(Message.Bytes(p), ranks, p["pattern"] switch
    {
        "ring" => true,
        "pairs" => false,
        var other => throw new ArgumentException($"pattern is {other}; it is ring or pairs"),
    });

    /// <inheritdoc/>
    public override Work WorkOf(ExchangeCase c, int rank) =>
        // Who rests is another in each round: over all ranks it is one.
        !c.IsRing && rank >= c.Ranks / 2 * 2 ? Work.None : new(0, 0, c.Bytes, 1);

    /// <inheritdoc/>
    public override Verdict Verify(ExchangeCase c, IMessageKernel k, Rigour r, IHarness h)
    {
        long last = h.Repeats - 1;
        while (last >= 0 && c.From(h.Rank, last) < 0)
            last--;
        long wrong = last < 0 ? 0 : Message.Wrong(k.Received(0), c.Bytes, c.From(h.Rank, last), r);
        return Message.Judge(wrong, c.Bytes, h);
    }
}
