using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>MPI_Sendrecv.</summary>
public sealed class BlockingSendrecv : Realisation<ShiftCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "MPI_Sendrecv";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override Availability Check(ShiftCase c, Point p, Place at) => Message.Check(p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(ShiftCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override IMessageKernel Prepare(ShiftCase c, Point p, Place at, IDisposable? link) => new Kernel(c, p, at);

    private sealed unsafe class Kernel(ShiftCase c, Point p, Place at) : MessageKernel(c.Bytes, p, at)
    {
        private readonly int _after = c.After(at.Rank), _before = c.Before(at.Rank);

        public override void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats; i++)
                Team.SendReceive(
                    Sent.Pointer, Sent.Length, _after, Room.Pointer, Room.Length, _before,
                    Datatype.Byte, 0);
        }
    }
}
