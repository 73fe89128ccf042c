using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>MPI_Send and MPI_Recv.</summary>
public sealed class BlockingRoundTrip : Realisation<RoundTripCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "MPI_Send and MPI_Recv";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override Availability Check(RoundTripCase c, Point p, Place at) => Message.Check(p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(RoundTripCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override IMessageKernel Prepare(RoundTripCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c, at.Team!, at.Memory, Pinning.Hold(p, at));

    private sealed unsafe class Kernel : IMessageKernel
    {
        private readonly NativeBuffer<byte> _sent;
        private readonly NativeBuffer<byte> _received;
        private readonly Communicator _team;
        private readonly int _partner;
        private readonly IDisposable? _pin;

        public Kernel(RoundTripCase c, Communicator team, MemoryBudget memory, IDisposable? pin)
        {
            (_team, _partner, _pin) = (team, c.PartnerOf(team.Rank), pin);
            nint length = _partner < 0 ? 0 : (nint)c.Bytes;
            _sent = memory.Allocate<byte>(length);
            _received = memory.Allocate<byte>(length);
            Message.Write(_sent, team.Rank);
        }

        public int MaxBatch => int.MaxValue;

        public ReadOnlySpan<byte> Received(int slot) => _received.Span;

        public void Reset() => _received.Clear();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            if (_partner < 0)
                return;
            if (_team.Rank < _partner)
                Begin(_team, _partner, _sent.Pointer, _received.Pointer, _sent.Length, repeats);
            else
                Answer(_team, _partner, _received.Pointer, _received.Length, repeats);
        }

        public void Dispose()
        {
            _sent.Dispose();
            _received.Dispose();
            _pin?.Dispose();
        }

        private static void Begin(Communicator team, int to, byte* sent, byte* received, long bytes, int repeats)
        {
            for (int i = 0; i < repeats; i++)
            {
                team.Send(sent, bytes, Datatype.Byte, to, 0);
                team.Receive(received, bytes, Datatype.Byte, to, 0);
            }
        }

        private static void Answer(Communicator team, int to, byte* buffer, long bytes, int repeats)
        {
            for (int i = 0; i < repeats; i++)
            {
                team.Receive(buffer, bytes, Datatype.Byte, to, 0);
                team.Send(buffer, bytes, Datatype.Byte, to, 0);
            }
        }
    }
}
