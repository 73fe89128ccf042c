using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Messages that go to another rank and come back, between pairs of ranks at once.</summary>
/// <param name="Bytes">of a message, may be 0</param>
/// <param name="Ranks">in the team</param>
/// <param name="PartnerOf">the other rank of a rank's pair; -1 for one that rests. The lesser of a pair begins</param>
public sealed record RoundTripCase(long Bytes, int Ranks, Func<int, int> PartnerOf)
{
    /// <summary>Work of a repeat: a message on each rank of a pair.</summary>
    public Work WorkOf(int rank) => PartnerOf(rank) >= 0 ? new(0, 0, Bytes, 1) : Work.None;

    /// <summary>Both have what the lesser rank has written.</summary>
    public Verdict Verify(IMessageKernel k, Rigour r, IHarness h)
    {
        int partner = PartnerOf(h.Rank);
        long wrong = partner < 0
            ? k.Received(0).Length
            : Message.Wrong(k.Received(0), Bytes, Math.Min(h.Rank, partner), r);
        return Message.Judge(wrong, Bytes, h);
    }
}
