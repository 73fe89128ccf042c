using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>A message between the first and the last rank.</summary>
/// <param name="Bytes">of the message, may be 0</param>
/// <param name="Ranks">in the team; those between are idle</param>
public sealed record PingPongCase(long Bytes, int Ranks)
{
    /// <summary>What stands at a place of the message.</summary>
    public static byte Pattern(long i) => (byte)Counter.Bits(1, (ulong)i);
}

/// <summary>What a realisation must show.</summary>
public interface IPingPongKernel : IKernel
{
    /// <summary>What this rank received last; empty on idle ranks, and where the message is.</summary>
    ReadOnlySpan<byte> Received { get; }
}

/// <summary>
/// PURPOSE latency and bandwidth of one link, by messages of all sizes.
/// SOURCE  Hockney, Parallel Computing 20, 1994; OSU micro-benchmarks, osu_latency.
/// COST    one repeat is a round trip: two messages, so that the one-way time is time / messages.
/// CHECK   the pattern that rank 0 sends arrives at the last rank and comes back.
/// </summary>
public sealed class PingPong : Benchmark<PingPongCase, IPingPongKernel>
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
    public override PingPongCase Bind(Point p, int ranks)
    {
        long bytes = p.Number("bytes");
        return bytes is >= 0 and <= int.MaxValue
            ? new(bytes, ranks)
            : throw new ArgumentException($"bytes is {bytes}; it must be from 0 to {int.MaxValue}");
    }

    /// <inheritdoc/>
    public override Work WorkOf(PingPongCase c, int rank) =>
        rank == 0 || rank == c.Ranks - 1 ? new(0, 0, c.Bytes, 1) : Work.None;

    /// <inheritdoc/>
    public override Verdict Verify(PingPongCase c, IPingPongKernel k, Rigour r, IHarness h)
    {
        bool plays = h.Rank == 0 || h.Rank == c.Ranks - 1;
        long wrong = Math.Abs((plays ? c.Bytes : 0) - k.Received.Length);
        int stride = r == Rigour.Full ? 1 : 61;
        for (int i = 0; i < k.Received.Length; i += stride)
            wrong += k.Received[i] == PingPongCase.Pattern(i) ? 0 : 1;
        return Verdict.Of(h.Max(wrong) / Math.Max(1.0, c.Bytes), 0, "share of bytes that do not arrive as sent");
    }
}
