using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Memory on every rank that is gone through again and again: the rungs of a ladder from the first cache to
/// memory.</summary>
/// <param name="Bytes">its size, whole lines [byte]</param>
public sealed record WorkingSet(long Bytes)
{
    /// <summary>A cache line of x86-64 and of most arm64 [byte].</summary>
    public const int LineBytes = 64;

    /// <summary>The axis of the size.</summary>
    public static readonly Axis Axis = Axis.Numbers(
        "bytes", "byte", Role.Problem, 1 << 20, 1 << 14, 1 << 18, 1 << 22, 1 << 24, 1 << 26, 1 << 28);

    /// <summary>Lines in it.</summary>
    public long Lines => Bytes / LineBytes;

    /// <summary>The working set at a point.</summary>
    /// <exception cref="ArgumentException">it is not one of whole lines</exception>
    public static WorkingSet Of(Point p) => p.Number(Axis.Name) is var bytes && bytes > 0 && bytes % LineBytes == 0
        ? new(bytes)
        : throw new ArgumentException($"a working set is of whole lines of {LineBytes} bytes, not {bytes} bytes");
}
