using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A message between two ranks, as one of them sees it.</summary>
/// <param name="Among">the ranks that it goes between</param>
/// <param name="Peer">the other one</param>
/// <param name="IsSent">from here</param>
/// <param name="Address">its first byte</param>
/// <param name="Bytes">its length [byte]</param>
/// <param name="Tag">the same on both</param>
internal readonly record struct Parcel(
    Communicator Among, int Peer, bool IsSent, nint Address, long Bytes, int Tag);

/// <summary>Terms that a rank adds to its block of C at once.</summary>
/// <param name="Depth">how many; also the elements between rows of A</param>
/// <param name="A">the address of their columns of A</param>
/// <param name="B">the address of their rows of B, which are as far apart as those of C</param>
/// <param name="Parcels">the messages that bring them, here or to others that are at the same turn</param>
internal readonly record struct Turn(int Depth, nint A, nint B, Parcel[] Parcels);

/// <summary>A product in turns. The messages of the next turn are on their way while the rank multiplies, in slices
/// between which it calls MPI: many libraries move long messages only in a call.</summary>
/// <param name="gemm">the local product</param>
/// <param name="c">this rank's block of C; disposed of with this object</param>
/// <param name="turns">what is done; where there is nothing, C is zero</param>
/// <param name="slices">pieces of a local product, while messages are on their way</param>
/// <param name="areBuffersSent">messages are sent from where others will be received two turns later</param>
internal abstract unsafe class TurnProduct(
    ILocalGemm gemm, Matrix c, Turn[] turns, int slices, bool areBuffersSent) : DistributedProduct(gemm)
{
    private readonly RequestSet _sends = Room(turns, isSent: true), _receives = Room(turns, isSent: false);

    public override Block Held => c.Block;

    /// <summary>This rank's block of C.</summary>
    protected Matrix C => c;

    /// <summary>Size of an element of B [byte].</summary>
    protected abstract int BytesOfB { get; }

    public override void ReadRow(int row, Span<double> values) => c.ReadRow(row, values);

    protected override void Once()
    {
        if (turns.Length == 0)
            MultiplyTurn(default, accumulate: false);
        Post(0);
        for (int t = 0; t < turns.Length; t++)
        {
            Complete(_receives);
            if (areBuffersSent)
                Complete(_sends);
            Post(t + 1);
            MultiplyTurn(turns[t], accumulate: t > 0);
        }

        Complete(_sends);
    }

    protected override void DisposeBlocks()
    {
        c.Dispose();
        _sends.Dispose();
        _receives.Dispose();
    }

    private void Post(int turn)
    {
        if (turn >= turns.Length)
            return;
        foreach (Parcel parcel in turns[turn].Parcels)
        {
            void* at = (void*)parcel.Address;
            long bytes = parcel.Bytes;
            if (parcel.IsSent)
            {
                _sends.Add(parcel.Among.ISend(at, bytes, Datatype.Byte, parcel.Peer, parcel.Tag));
                Count(bytes);
            }
            else
            {
                _receives.Add(parcel.Among.IReceive(at, bytes, Datatype.Byte, parcel.Peer, parcel.Tag));
            }
        }
    }

    /// <summary>A slice is some columns of C: a library packs A again for each of them, and rows of B are read where
    /// they lie.</summary>
    private void MultiplyTurn(Turn turn, bool accumulate)
    {
        (int m, int n, int k) = (c.Block.Rows, c.Block.Columns, turn.Depth);
        int pieces = _sends.Count + _receives.Count > 0 ? slices : 1;
        for (int s = 0; s < pieces; s++)
        {
            Partition columns = Partition.Of(n, pieces, s);
            nint b = turn.B + (nint)columns.Offset * BytesOfB, to = c.At(0, (int)columns.Offset);
            Compute(m, (int)columns.Length, k, turn.A, Math.Max(1, k), b, c.Stride, to, c.Stride, accumulate);
            if (pieces > 1)
                Progress();
        }
    }

    /// <summary>One rank alone has no MPI, and no messages.</summary>
    private static void Complete(RequestSet requests)
    {
        if (requests.Count > 0)
            requests.WaitAll();
    }

    private void Progress()
    {
        if (_receives.Count > 0)
            _receives.TestAll();
        if (_sends.Count > 0)
            _sends.TestAll();
    }

    private static RequestSet Room(Turn[] turns, bool isSent) =>
        new(Math.Max(1, turns.Sum(t => t.Parcels.Count(p => p.IsSent == isSent))));
}
