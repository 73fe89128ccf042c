using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.PointToPoint;

namespace HaiEnd.Mpi.MpiNet;

/// <summary>A message there and back by MPI.NET's Send and Receive of arrays, for every benchmark of round trips.
/// </summary>
public sealed class RoundTripMpiNet : Realisation<RoundTripCase, IMessageKernel>
{
    /// <inheritdoc/>
    public override string Name => MpiNet.Name;

    /// <inheritdoc/>
    public override string Summary => "Send and Receive of MPI.NET";

    /// <inheritdoc/>
    public override Availability Check(RoundTripCase c, Point p, Place at) =>
        at.Ranks > 1 ? MpiNet.Check(at) : Availability.No("a message needs two ranks");

    /// <inheritdoc/>
    public override long FootprintBytes(RoundTripCase c, Point p, Place at) => 2 * c.Bytes;

    /// <inheritdoc/>
    public override IDisposable? Connect(RoundTripCase c, Point p, Place at) => MpiNet.Connect(at);

    /// <inheritdoc/>
    public override IMessageKernel Prepare(RoundTripCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c.PartnerOf(at.Rank), at.Rank, c.Bytes, (MpiNet.Link)link!);

    private sealed class Kernel : IMessageKernel
    {
        private readonly int _partner, _rank;
        private readonly MPI.Communicator _team;
        private readonly byte[] _sent;
        private byte[] _room;

        public Kernel(int partner, int rank, long bytes, MpiNet.Link link)
        {
            (_partner, _rank, _team) = (partner, rank, link.Team);
            _sent = new byte[partner < 0 ? 0 : bytes];
            _room = new byte[_sent.Length];
            for (int i = 0; i < _sent.Length; i++)
                _sent[i] = Message.Pattern(rank, i);
        }

        public int MaxBatch => int.MaxValue;

        public ReadOnlySpan<byte> Received(int slot) => _room;

        public void Reset() => Array.Clear(_room);

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; _partner >= 0 && i < repeats; i++)
            {
                if (_rank < _partner)
                    _team.Send(_sent, _partner, 0);
                _team.Receive(_partner, 0, ref _room);
                if (_rank > _partner)
                    _team.Send(_room, _partner, 0);
            }
        }

        public void Dispose()
        {
        }
    }
}
