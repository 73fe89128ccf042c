using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Topology;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>A message to send and room for one, of a rank that is pinned where the point asks for it.</summary>
/// <param name="bytes">of each</param>
/// <param name="p">the point</param>
/// <param name="at">where</param>
public abstract class MessageKernel(long bytes, Point p, Place at) : IMessageKernel
{
    private readonly PinnedThread? _pin = Pinning.Hold(p, at);

    /// <inheritdoc/>
    public int MaxBatch => int.MaxValue;

    /// <summary>The ranks.</summary>
    protected Communicator Team { get; } = at.Team!;

    /// <summary>What this rank has written.</summary>
    protected NativeBuffer<byte> Sent { get; } = Written(bytes, at);

    /// <summary>Where what it receives goes.</summary>
    protected NativeBuffer<byte> Room { get; } = at.Memory.Allocate<byte>((nint)bytes);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Received(int slot) => Room.Span;

    /// <inheritdoc/>
    public virtual void Reset() => Room.Clear();

    /// <inheritdoc/>
    public abstract void Run(int repeats, Span<long> phaseTicks);

    /// <inheritdoc/>
    public void Dispose()
    {
        Sent.Dispose();
        Room.Dispose();
        _pin?.Dispose();
        GC.SuppressFinalize(this);
    }

    private static NativeBuffer<byte> Written(long bytes, Place at)
    {
        NativeBuffer<byte> sent = at.Memory.Allocate<byte>((nint)bytes);
        Message.Write(sent, at.Rank);
        return sent;
    }
}
