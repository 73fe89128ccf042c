using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Whence and whither bytes go.</summary>
public enum Direction
{
    /// <summary>from the node's memory to the device's</summary>
    ToDevice,

    /// <summary>the other way round</summary>
    FromDevice,

    /// <summary>in the device's memory</summary>
    OnDevice,
}

/// <summary>Bytes that are copied.</summary>
/// <param name="Bytes">how many, whole words of 8</param>
/// <param name="Direction">whence and whither</param>
/// <param name="IsPinned">the node's memory is page-locked</param>
public sealed record TransferCase(long Bytes, Direction Direction, bool IsPinned)
{
    /// <summary>Words in them.</summary>
    public long Words => Bytes / sizeof(ulong);

    /// <summary>A word: all of its bits matter.</summary>
    public static ulong Word(long i) => Counter.Bits(6, (ulong)i);
}

/// <summary>A copy that is timed.</summary>
public interface ITransfer : IKernel
{
    /// <summary>A word of where it was copied to.</summary>
    ulong Read(long i);
}

/// <summary>PURPOSE the bandwidth between the memories of node and device, all ranks at once. CHECK every word that
/// arrived; the target is cleared before.</summary>
public sealed class Transfer : Benchmark<TransferCase, ITransfer>
{
    private const long Sampled = 1 << 17;
    private const string To = "to-device", From = "from-device", On = "on-device", Pinned = "pinned";

    /// <inheritdoc/>
    public override string Name => "transfer";

    /// <inheritdoc/>
    public override string Summary => "bytes between the memory of the node and of its rank's device";

    /// <inheritdoc/>
    public override string Source => "SHOC's BusSpeedDownload and BusSpeedReadback: Danalis et al., GPGPU-3 (2010)";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("bytes", "byte", Role.Problem, 1 << 26),
        Axis.Names("direction", Role.Problem, To, From, On),
        Axis.Names("memory", Role.Method, Pinned, "pageable"),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string FlopModel => "none";

    /// <inheritdoc/>
    public override string ByteModel => "bytes over the link; 2 bytes on a device, which reads and writes each";

    /// <inheritdoc/>
    public override TransferCase Bind(Point p, int ranks)
    {
        Direction? direction = p["direction"] switch
        {
            To => Direction.ToDevice,
            From => Direction.FromDevice,
            On => Direction.OnDevice,
            _ => null,
        };
        string memory = p["memory"];
        bool isPinned = memory == Pinned;
        long bytes = p.Number("bytes");
        if (direction is null)
            throw new ArgumentException($"direction is {p["direction"]}; it is {To}, {From} or {On}");
        if (!isPinned && (memory != "pageable" || direction == Direction.OnDevice))
            throw new ArgumentException($"there is no memory {memory} in a copy {p["direction"]}");
        if (bytes % sizeof(ulong) != 0)
            throw new ArgumentException($"whole words of {sizeof(ulong)} bytes are copied, not {bytes} bytes");
        return new(bytes, direction.Value, isPinned);
    }

    /// <inheritdoc/>
    public override Work WorkOf(TransferCase c, int rank) =>
        new(0, (c.Direction == Direction.OnDevice ? 2 : 1) * c.Bytes, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(TransferCase c, ITransfer k, Rigour r, IHarness h)
    {
        long stride = r == Rigour.Full ? 1 : Math.Max(1, c.Words / Sampled), wrong = 0;
        for (long i = 0; i < c.Words; i += stride)
            wrong += k.Read(i) == TransferCase.Word(i) ? 0 : 1;
        return Verdict.Of(wrong, 0, "words that did not arrive");
    }
}
