using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Whole buffers between ranks whose numbers differ in one bit: log2 p messages, best for short buffers.
/// Source: Thakur, Rabenseifner and Gropp, Int. J. High Perform. Comput. Appl. 19, 2005, section 4.5.</summary>
public sealed class RecursiveDoublingAllreduce : FoldedAllreduce
{
    /// <inheritdoc/>
    public override string Name => "recursive-doubling";

    /// <inheritdoc/>
    public override string Summary => "whole buffers exchanged along the dimensions of a hypercube";

    /// <inheritdoc/>
    protected override int MessagesOf(int rounds) => rounds;

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : FoldedKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Among(Communicator team, int mine, T* numbers)
        {
            T* sum = numbers;
            for (int bit = 1; bit < 1 << Rounds; bit <<= 1)
            {
                int other = RankOf(mine ^ bit);
                Exchange(team, sum, Length, other, Received, Length, other);
                Add(Target, sum, Received, Length);
                sum = Target;
            }

            Copy(sum, Target, Length);
        }
    }
}
