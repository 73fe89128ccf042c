using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Ways that need a power of two: ranks beyond the largest one first hand their numbers to a neighbour, and
/// get the sum back last. Source: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005,
/// section 4.5.</summary>
public abstract class FoldedAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank)
    {
        int rounds = BitOperations.Log2((uint)c.Ranks), beyond = c.Ranks - (1 << rounds);
        bool isPaired = rank < 2 * beyond;
        return new(0, 0, 0, isPaired && rank % 2 == 0 ? 1 : MessagesOf(rounds) + (isPaired ? 1 : 0));
    }

    /// <summary>Messages that a rank of a power of two sends.</summary>
    /// <param name="rounds">the power</param>
    protected abstract int MessagesOf(int rounds);

    /// <inheritdoc/>
    protected override long ScratchBytes(AllreduceCase c, Point p) => c.Bytes;
}

/// <summary>Sums among a power of two of the ranks.</summary>
/// <typeparam name="T">an element</typeparam>
public abstract unsafe class FoldedKernel<T> : AllreduceKernel<T>
    where T : unmanaged, INumber<T>
{
    private readonly NativeBuffer<T> _received;
    private readonly int _beyond;

    /// <summary>Allocates room for what is received.</summary>
    protected FoldedKernel(AllreduceCase c, Place at)
        : base(c, at)
    {
        _received = at.Memory.Allocate<T>(Length);
        Rounds = BitOperations.Log2((uint)Ranks);
        _beyond = Ranks - (1 << Rounds);
    }

    /// <summary>The power of two.</summary>
    protected int Rounds { get; }

    /// <summary>Room for a buffer from elsewhere.</summary>
    protected T* Received => _received.Pointer;

    /// <inheritdoc/>
    protected sealed override void Once(Communicator team)
    {
        if (Rank >= 2 * _beyond)
        {
            Among(team, Rank - _beyond, Source);
        }
        else if (Rank % 2 == 0)
        {
            Send(team, Source, Length, Rank + 1);
            Receive(team, Target, Length, Rank + 1);
        }
        else
        {
            Receive(team, Received, Length, Rank - 1);
            Add(Target, Source, Received, Length);
            Among(team, Rank / 2, Target);
            Send(team, Target, Length, Rank - 1);
        }
    }

    /// <summary>Sums among the power of two.</summary>
    /// <param name="team">all ranks</param>
    /// <param name="mine">this rank's number among them</param>
    /// <param name="numbers">what this rank brings: it stays as it is, unless it is the target</param>
    protected abstract void Among(Communicator team, int mine, T* numbers);

    /// <summary>The rank of a number among the power of two.</summary>
    protected int RankOf(int number) => number < _beyond ? 2 * number + 1 : number + _beyond;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _received.Dispose();
        base.Dispose(disposing);
    }
}
