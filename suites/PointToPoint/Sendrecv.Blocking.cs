using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>MPI_Sendrecv.</summary>
public sealed class BlockingSendrecv : Realisation<ExchangeCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "MPI_Sendrecv";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override Availability Check(ExchangeCase c, Point p, Place at) => Message.Check(p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(ExchangeCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override IMessageKernel Prepare(ExchangeCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c, p, at);

    private sealed unsafe class Kernel(ExchangeCase c, Point p, Place at) : MessageKernel(c.Bytes, p, at)
    {
        private long _repeat;

        public override void Reset()
        {
            base.Reset();
            _repeat = 0;
        }

        public override void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats; i++, _repeat++)
            {
                int to = c.To(Team.Rank, _repeat);
                if (to >= 0)
                    Team.SendReceive(
                        Sent.Pointer, Sent.Length, to, Room.Pointer, Room.Length, c.From(Team.Rank, _repeat),
                        Datatype.Byte, 0);
            }
        }
    }
}
