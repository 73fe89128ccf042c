using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Whole buffers between ranks whose numbers differ in one bit: log2 p messages, best for short buffers. Ranks
/// beyond the largest power of two first hand their buffer to a neighbour, and get the sum back last.
/// Source: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005, section 4.5.</summary>
public sealed class RecursiveDoublingAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => "recursive-doubling";

    /// <inheritdoc/>
    public override string Summary => "whole buffers exchanged along the dimensions of a hypercube";

    /// <inheritdoc/>
    protected override int Buffers => 3;

    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank)
    {
        int rounds = BitOperations.Log2((uint)c.Ranks), beyond = c.Ranks - (1 << rounds);
        bool gives = rank < 2 * beyond && rank % 2 == 0, takes = rank < 2 * beyond && rank % 2 == 1;
        return new(0, 0, 0, gives ? 1 : rounds + (takes ? 1 : 0));
    }

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly NativeBuffer<T> _received = at.Memory.Allocate<T>((nint)c.Elements);

        protected override void Once(Communicator team)
        {
            Copy(Source, Target);
            int rounds = BitOperations.Log2((uint)Ranks), beyond = Ranks - (1 << rounds);
            bool paired = Rank < 2 * beyond;
            if (paired && Rank % 2 == 0)
            {
                team.Send(Target, Length * sizeof(T), Datatype.Byte, Rank + 1, 0);
                team.Receive(Target, Length * sizeof(T), Datatype.Byte, Rank + 1, 0);
                return;
            }

            if (paired)
            {
                team.Receive(_received.Pointer, Length * sizeof(T), Datatype.Byte, Rank - 1, 0);
                Add(Target, _received.Pointer, Length);
            }

            int mine = paired ? Rank / 2 : Rank - beyond;
            for (int bit = 1; bit < 1 << rounds; bit <<= 1)
            {
                int other = mine ^ bit;
                int rank = other < beyond ? 2 * other + 1 : other + beyond;
                Exchange(team, Target, Length, rank, _received.Pointer, Length, rank);
                Add(Target, _received.Pointer, Length);
            }

            if (paired)
                team.Send(Target, Length * sizeof(T), Datatype.Byte, Rank - 1, 0);
        }

        protected override void Dispose(bool disposing)
        {
            _received.Dispose();
            base.Dispose(disposing);
        }
    }
}
