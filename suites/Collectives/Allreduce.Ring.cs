using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
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
    protected override long ScratchBytes(AllreduceCase c, Point p) =>
        c.InPlace ? Partition.Of(c.Elements, c.Ranks, 0).Length * c.ElementBytes : 0;

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at);

    private sealed unsafe class Kernel<T> : AllreduceKernel<T>
        where T : unmanaged, INumber<T>
    {
        private readonly NativeBuffer<T> _received;

        public Kernel(AllreduceCase c, Place at)
            : base(c, at) =>
            _received = at.Memory.Allocate<T>(InPlace ? (nint)Segment(0).Length : 0);

        protected override void Once(Communicator team)
        {
            T* sum = Source;
            for (int step = 0; step < Ranks - 1; step++)
            {
                Partition segment = Segment(Rank - step - 1);
                // In place, the numbers that are still to be added lie where the sum goes.
                T* received = InPlace ? _received.Pointer : Target + segment.Offset;
                Pass(team, sum, Rank - step, received);
                Add(Target + segment.Offset, Source + segment.Offset, received, (nint)segment.Length);
                sum = Target;
            }

            for (int step = 0; step < Ranks - 1; step++)
                Pass(team, Target, Rank + 1 - step, Target + Segment(Rank - step).Offset);
            Copy(sum, Target, Length);
        }

        /// <summary>Sends a segment to the next rank, and receives the one before it from the rank before.</summary>
        private void Pass(Communicator team, T* from, int segment, T* received)
        {
            Partition sent = Segment(segment);
            Exchange(
                team, from + sent.Offset, (nint)sent.Length, (Rank + 1) % Ranks,
                received, (nint)Segment(segment - 1).Length, (Rank + Ranks - 1) % Ranks);
        }

        private Partition Segment(int index) => Partition.Of(Length, Ranks, (index + 2 * Ranks) % Ranks);

        protected override void Dispose(bool disposing)
        {
            _received.Dispose();
            base.Dispose(disposing);
        }
    }
}
