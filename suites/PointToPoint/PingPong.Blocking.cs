using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>MPI_Send and MPI_Recv.</summary>
public sealed class BlockingPingPong : Realisation<PingPongCase, IPingPongKernel>
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "MPI_Send and MPI_Recv";

    /// <inheritdoc/>
    public override Availability Check(PingPongCase c, Point p, Place at) =>
        at.Ranks > 1 ? Availability.Yes : Availability.No("a message needs two ranks");

    /// <inheritdoc/>
    public override long FootprintBytes(PingPongCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override IPingPongKernel Prepare(PingPongCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c.Bytes, at.Team!, at.Memory);

    private sealed unsafe class Kernel : IPingPongKernel
    {
        private readonly NativeBuffer<byte> _sent;
        private readonly NativeBuffer<byte> _received;
        private readonly Communicator _team;

        public Kernel(long bytes, Communicator team, MemoryBudget memory)
        {
            _team = team;
            bool plays = team.Rank == 0 || team.Rank == team.Size - 1;
            nint length = plays ? (nint)bytes : 0;
            _sent = memory.Allocate<byte>(length);
            _received = memory.Allocate<byte>(length);
            for (int i = 0; i < length; i++)
                _sent[i] = PingPongCase.Pattern(i);
        }

        public int MaxBatch => int.MaxValue;

        public ReadOnlySpan<byte> Received => _received.Span;

        public void Reset() => _received.Clear();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            if (_team.Rank == 0)
                Begin(_team, _sent.Pointer, _received.Pointer, _sent.Length, repeats);
            else if (_team.Rank == _team.Size - 1)
                Answer(_team, _received.Pointer, _received.Length, repeats);
        }

        public void Dispose()
        {
            _sent.Dispose();
            _received.Dispose();
        }

        private static void Begin(Communicator team, byte* sent, byte* received, long bytes, int repeats)
        {
            int last = team.Size - 1;
            for (int i = 0; i < repeats; i++)
            {
                team.Send(sent, bytes, Datatype.Byte, last, 0);
                team.Receive(received, bytes, Datatype.Byte, last, 0);
            }
        }

        private static void Answer(Communicator team, byte* buffer, long bytes, int repeats)
        {
            for (int i = 0; i < repeats; i++)
            {
                team.Receive(buffer, bytes, Datatype.Byte, 0, 0);
                team.Send(buffer, bytes, Datatype.Byte, 0, 0);
            }
        }
    }
}
