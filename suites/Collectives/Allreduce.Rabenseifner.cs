using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Reduce-scatter by recursive halving, all-gather by recursive doubling: 2 (p - 1) / p of the buffer in
/// 2 log2 p messages. The longest messages go to the nearest rank.
/// Source: Rabenseifner, Optimization of collective reduction operations, ICCS 2004.</summary>
public sealed class RabenseifnerAllreduce : FoldedAllreduce
{
    /// <inheritdoc/>
    public override string Name => "rabenseifner";

    /// <inheritdoc/>
    public override string Summary => "reduce-scatter by recursive halving, all-gather by recursive doubling";

    /// <inheritdoc/>
    protected override int MessagesOf(int rounds) => 2 * rounds;

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : FoldedKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Among(Communicator team, int mine, T* numbers)
        {
            T* sum = numbers;
            for (int round = 0; round < Rounds; round++)
            {
                int other = RankOf(mine ^ (1 << round));
                (Partition kept, Partition given) = (Part(mine, round + 1), Part(mine ^ (1 << round), round + 1));
                Exchange(
                    team, sum + given.Offset, (nint)given.Length, other, Received, (nint)kept.Length, other);
                Add(Target + kept.Offset, sum + kept.Offset, Received, (nint)kept.Length);
                sum = Target;
            }

            for (int round = Rounds - 1; round >= 0; round--)
            {
                int other = RankOf(mine ^ (1 << round));
                (Partition held, Partition missing) = (Part(mine, round + 1), Part(mine ^ (1 << round), round + 1));
                Exchange(
                    team, Target + held.Offset, (nint)held.Length, other,
                    Target + missing.Offset, (nint)missing.Length, other);
            }

            Copy(sum, Target, Length);
        }

        /// <summary>What a rank sums after a number of halvings: the lowest bits of its number choose the halves, so
        /// that ranks beside each other exchange the most.</summary>
        private Partition Part(int number, int halvings)
        {
            (long offset, long length) = (0, Length);
            for (int i = 0; i < halvings; i++)
            {
                Partition half = Partition.Of(length, 2, (number >> i) & 1);
                (offset, length) = (offset + half.Offset, half.Length);
            }

            return new(offset, length);
        }
    }
}
