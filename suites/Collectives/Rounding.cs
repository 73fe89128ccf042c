using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>How an all-reduce rounds what it sends.</summary>
/// <param name="Wire">what it rounds to: <c>bf16</c> or <c>int8</c></param>
/// <param name="Block">elements that are encoded together; in int8 they share a scale</param>
/// <param name="Feedback">what one rounding lost is added before the next</param>
public sealed record Rounding(string Wire, int Block, bool Feedback)
{
    /// <summary>bfloat16.</summary>
    public const string Bf16 = "bf16";

    /// <summary>Whole numbers from -127 to 127 times the scale of their block.</summary>
    public const string Int8 = "int8";

    private const int DefaultBlock = 256, LargestBlock = 1 << 16, LargestPiece = 32 << 10;

    /// <summary>That a way of summing rounds, and to what. Another rounding is another answer: it is part of the
    /// problem, so that nothing is called faster than what gives a better one.</summary>
    public static Axis WireAxis(string wire) => Axis.Names("wire", Results.Role.Problem, wire);

    /// <summary>Elements with one scale.</summary>
    public static readonly Axis BlockAxis = Axis.Numbers("block", "1", Results.Role.Problem, DefaultBlock);

    /// <summary>Whether errors are fed back.</summary>
    public static readonly Axis FeedbackAxis = Axis.Names("feedback", Results.Role.Problem, "off", "on");

    /// <summary>The axes of a way of summing that rounds.</summary>
    public static IReadOnlyList<Axis> AxesOf(string wire) =>
        wire == Int8 ? [WireAxis(wire), BlockAxis, FeedbackAxis] : [WireAxis(wire), FeedbackAxis];

    /// <summary>Whether a case can be rounded so.</summary>
    public static Availability Check(AllreduceCase c, string wire) =>
        c.Precision.Formats.Store is not (ElementKind.Fp64 or ElementKind.Fp32)
            ? Availability.No($"only fp64 and fp32 are rounded to {wire}, not {c.Precision.Name}")
            : c.Rounding!.Wire == wire ? Availability.Yes
            : Availability.No($"it rounds to {wire}, not to {c.Rounding.Wire}");

    /// <summary>Reads the axes; null where a way of summing has none of them, and rounds nothing.</summary>
    /// <exception cref="ArgumentException">a value is none of the axis'</exception>
    public static Rounding? Of(Point p)
    {
        if (p.Find("wire") is not { } wire)
            return null;
        long block = p.Find("block") is null ? DefaultBlock : p.Number("block");
        if (wire is not (Bf16 or Int8))
            throw new ArgumentException($"nothing is rounded to '{wire}'; there is {Bf16}, {Int8}");
        if (block is < 1 or > LargestBlock)
            throw new ArgumentException($"a block has 1 to {LargestBlock} elements, not {block}");
        return p["feedback"] is "on" or "off"
            ? new(wire, (int)block, p["feedback"] == "on")
            : throw new ArgumentException($"feedback is on or off, not '{p["feedback"]}'");
    }

    /// <summary>Encoded size of some elements from the start of a block on [byte].</summary>
    public long Bytes(long elements) =>
        Wire == Bf16 ? 2 * elements : elements + sizeof(float) * ((elements + Block - 1) / Block);

    /// <summary>Elements of a message, whole blocks: 32 KiB at most if a block is not longer, which MPI libraries send
    /// without asking the receiver first.</summary>
    public long Piece => Block * Math.Max(1, LargestPiece / Bytes(Block));

    /// <summary>Messages that a segment is sent in.</summary>
    public int Messages(long elements) => (int)((elements + Piece - 1) / Piece);

    /// <summary>What a rank sums: whole blocks.</summary>
    public Partition Segment(long elements, int ranks, int rank)
    {
        Partition blocks = Partition.Of((elements + Block - 1) / Block, ranks, rank);
        long first = Math.Min(elements, blocks.Offset * Block);
        return new(first, Math.Min(elements, blocks.End * Block) - first);
    }

    /// <summary>What a rank sends in two shots, less the least where nothing is rounded: each other segment once, its
    /// own to each other rank.</summary>
    /// <param name="c">the case</param>
    /// <param name="rank">who sends</param>
    /// <param name="messages">that a segment of so many elements is sent in</param>
    public Results.Work Traffic(AllreduceCase c, int rank, Func<long, int> messages)
    {
        (long bytes, long sent) = (-c.LeastSent(rank), 0);
        for (int r = 0; r < c.Ranks; r++)
        {
            long elements = Segment(c.Elements, c.Ranks, r).Length, times = r == rank ? c.Ranks - 1 : 1;
            bytes += times * Bytes(elements);
            sent += times * messages(elements);
        }

        return new(0, 0, bytes, sent);
    }

    /// <summary>Memory for it on a rank: all that is sent, and as much from each rank as the longest segment; a block
    /// in fp32 and two as they are stored; what was lost of each element [byte].</summary>
    public long BufferBytes(long elements, int ranks, int elementBytes) =>
        Bytes(elements) + ranks * Bytes(Segment(elements, ranks, 0).Length)
        + Block * (sizeof(float) + 2L * elementBytes) + (Feedback ? elements * elementBytes : 0);

    /// <summary>Greatest error of a sum of p numbers none of which exceeds X, over p X. One rounding errs by r X: r is
    /// 2^-8 in bf16, half a step of X / 127 in int8, and 2^-13 of that more for scales and conversions in fp32. Fed
    /// back, the error e &lt;= r (X + e) of the last time is added and that of this time lost: d = 2 r / (1 - r); else
    /// d = r. Terms err by d; their sum, which may be 1 + d of what it was, is added up in p - 1 roundings of the
    /// stored format and errs by d itself: d + (1 + d) (g + d (1 + g)) with g = gamma_(p-1).</summary>
    public double Bound(int ranks, double unitRoundoff)
    {
        double r = (Wire == Bf16 ? ElementKind.Bf16.UnitRoundoff() : 1 / 254.0) * (1 + Math.ScaleB(1, -13));
        double d = Feedback ? 2 * r / (1 - r) : r, g = ErrorBounds.Gamma(ranks - 1, unitRoundoff);
        return d + (1 + d) * (g + d * (1 + g));
    }
}
