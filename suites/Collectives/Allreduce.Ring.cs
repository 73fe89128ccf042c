using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Reduce-scatter, then all-gather, around a ring: each rank sends 2 (p - 1) / p of the buffer, the least
/// possible, in 2 (p - 1) messages. Source: Patarasuk and Yuan, J. Parallel Distrib. Comput. 69, 2009.</summary>
public sealed class RingAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => "ring";

    /// <inheritdoc/>
    public override string Summary => "reduce-scatter and all-gather around a ring of ranks";

    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank) => new(0, 0, 0, 2 * (c.Ranks - 1));

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Place at) => new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at) : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(Communicator team)
        {
            Copy(Segment(Rank), Source, Target);
            for (int step = 0; step < Ranks - 1; step++)
            {
                Partition received = Pass(team, Rank - step);
                Add(Target + received.Offset, Source + received.Offset, (nint)received.Length);
            }

            for (int step = 0; step < Ranks - 1; step++)
                Pass(team, Rank + 1 - step);
        }

        /// <summary>Sends a segment of the result to the next rank, and receives the one before it from the rank
        /// before.</summary>
        private Partition Pass(Communicator team, int segment)
        {
            Partition sent = Segment(segment), received = Segment(segment - 1);
            Exchange(
                team, Target + sent.Offset, (nint)sent.Length, (Rank + 1) % Ranks,
                Target + received.Offset, (nint)received.Length, (Rank + Ranks - 1) % Ranks);
            return received;
        }

        private Partition Segment(int index) => Partition.Of(Length, Ranks, (index + 2 * Ranks) % Ranks);

        private static void Copy(Partition part, T* from, T* to) => Buffer.MemoryCopy(
            from + part.Offset, to + part.Offset, part.Length * sizeof(T), part.Length * sizeof(T));
    }
}
