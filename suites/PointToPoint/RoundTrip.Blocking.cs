using HaiEnd.Mpi.Bench;
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
        new Kernel(c.PartnerOf(at.Rank), c, p, at);

    private sealed unsafe class Kernel(int partner, RoundTripCase c, Point p, Place at)
        : MessageKernel(partner < 0 ? 0 : c.Bytes, p, at), ITimedRoundTrip
    {
        public bool HasOneClock { get; } = partner < 0 || at.NodeOf(partner) == at.NodeOf(at.Rank);

        public override void Run(int repeats, Span<long> phaseTicks)
        {
            if (partner < 0)
                return;
            if (Team.Rank < partner)
                Begin(Team, partner, Sent.Pointer, Room.Pointer, Sent.Length, repeats);
            else
                Answer(Team, partner, Room.Pointer, Room.Length, repeats);
        }

        public void Exchange(long bytes, Span<long> leftNs, Span<long> arrivedNs)
        {
            for (int i = 0; partner >= 0 && i < leftNs.Length; i++)
            {
                if (Team.Rank > partner)
                    arrivedNs[i] = Receive(bytes);
                leftNs[i] = OneWayTimes.Now();
                Team.Send(Sent.Pointer, bytes, Datatype.Byte, partner, 0);
                if (Team.Rank < partner)
                    arrivedNs[i] = Receive(bytes);
            }
        }

        private long Receive(long bytes)
        {
            Team.Receive(Room.Pointer, bytes, Datatype.Byte, partner, 0);
            return OneWayTimes.Now();
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
