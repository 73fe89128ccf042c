using System.Numerics;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bench;

/// <summary>The harness's port over MPI. On the thread that started MPI.</summary>
public sealed unsafe class MpiRanks : IRanks
{
    private readonly Communicator _team;
    private readonly int[] _ahead;
    private readonly int[] _behind;

    /// <summary>Takes a communicator; not collective.</summary>
    /// <param name="team">one of its own, so that a benchmark's stray message can't match the harness's</param>
    public MpiRanks(Communicator team)
    {
        _team = team;
        int rounds = Size == 1 ? 0 : BitOperations.Log2((uint)Size - 1) + 1;
        _ahead = [.. Enumerable.Range(0, rounds).Select(r => (Rank + (1 << r)) % Size)];
        _behind = [.. Enumerable.Range(0, rounds).Select(r => (Rank - (1 << r) + Size) % Size)];
    }

    /// <inheritdoc/>
    public int Rank => _team.Rank;

    /// <inheritdoc/>
    public int Size => _team.Size;

    /// <summary>A dissemination barrier: in round r a byte to the rank 2^r ahead and one from the rank 2^r behind.
    /// Ours, because the skew in which ranks leave the libraries' own differs from library to library.
    /// Source: Hensgen, Finkel and Manber, Int. J. Parallel Programming 17, 1988.</summary>
    public void Barrier()
    {
        byte sent = 0, received;
        for (int r = 0; r < _ahead.Length; r++)
            _team.SendReceive(&sent, 1, _ahead[r], &received, 1, _behind[r], Datatype.Byte, 0);
    }

    /// <inheritdoc/>
    public void Max(Span<long> values) => _team.AllReduceInPlace(values, ReduceOp.Max);

    /// <inheritdoc/>
    public void Sum(Span<double> values) => _team.AllReduceInPlace(values, ReduceOp.Sum);

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values, int root) => _team.Broadcast(values, root);

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<long> part, Span<long> all) => _team.Gather(part, all, 0);

    /// <inheritdoc/>
    public void Send(long value, int to) => _team.Send(&value, sizeof(long), Datatype.Byte, to, 0);

    /// <inheritdoc/>
    public long Receive(int from)
    {
        long value;
        _team.Receive(&value, sizeof(long), Datatype.Byte, from, 0);
        return value;
    }
}
