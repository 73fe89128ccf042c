using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>One answer for every order and number of ranks: the buffers' greatest magnitude is found, their numbers are
/// cut into words of whole numbers below it, and MPI sums those. What it loses is told by
/// <see cref="FixedPointSum"/>.</summary>
public sealed class ReproducibleAllreduce : AllreduceRealisation
{
    /// <inheritdoc/>
    public override string Name => "reproducible";

    /// <inheritdoc/>
    public override string Summary => "MPI_Allreduce of whole numbers cut from the elements: one answer in any order";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("words", "1", Role.Method, 2, 1, 3)];

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) =>
        c.Precision.Formats.Store.IsWhole() ? Availability.No("sums of whole numbers are the same in any order")
        : p.Number("words") is < 1 or > 3 ? Availability.No($"a number is cut into 1 to 3 words, not {p["words"]}")
        : c.Ranks > FixedPointSum.MaxTerms ? Availability.No($"words have room for {FixedPointSum.MaxTerms} ranks")
        : Availability.Yes;

    /// <inheritdoc/>
    protected override long ScratchBytes(AllreduceCase c, Point p) => WordBytes(c, p) + Kernel<double>.ChunkBytes;

    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank) => new(
        0, 0, Partition.Of(2 * (c.Ranks - 1) * WordBytes(c, p), c.Ranks, rank).Length - c.LeastSent(rank), 0);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at, (int)p.Number("words"));

    private static long WordBytes(AllreduceCase c, Point p) => c.Elements * p.Number("words") * sizeof(long);

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at, int count) : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        public const int ChunkBytes = Chunk * sizeof(double);

        private const int Chunk = 1024;

        private readonly NativeBuffer<long> _words = at.Memory.Allocate<long>(count * (nint)c.Elements);
        private readonly NativeBuffer<double> _chunk = at.Memory.Allocate<double>(Chunk);

        protected override void Once(Communicator team) => Sum(team);

        protected override void Alone() => Sum(null);

        protected override void Dispose(bool disposing)
        {
            _words.Dispose();
            _chunk.Dispose();
            base.Dispose(disposing);
        }

        private void Sum(Communicator? team)
        {
            long greatest = Greatest();
            team?.AllReduce(Communicator.InPlace, &greatest, 1, Datatype.Of<long>(), ReduceOp.Max);
            if (FixedPointSum.Exponent(greatest) is not { } exponent)
            {
                for (nint i = 0; i < Length; i++)
                    Target[i] = T.CreateChecked(double.NaN);
                return;
            }

            for (nint i = 0; i < Length; i += Chunk)
            {
                int length = ChunkAt(i);
                FixedPointSum.Split(_chunk.Pointer, length, exponent, _words.Pointer + i, count, Length);
            }

            team?.AllReduce(
                Communicator.InPlace, _words.Pointer, _words.Length, Datatype.Of<long>(), ReduceOp.Sum);
            for (nint i = 0; i < Length; i += Chunk)
            {
                nint length = Math.Min(Chunk, Length - i);
                FixedPointSum.Fold(_words.Pointer + i, count, Length, exponent, _chunk.Pointer, length);
                Conversion.Convert(_chunk.Pointer, Target + i, length);
            }
        }

        private long Greatest()
        {
            long greatest = 0;
            for (nint i = 0; i < Length; i += Chunk)
                greatest = Math.Max(greatest, FixedPointSum.Greatest(_chunk.Pointer, ChunkAt(i)));
            return greatest;
        }

        /// <summary>Reads a chunk of the buffer as fp64.</summary>
        private int ChunkAt(nint first)
        {
            int length = (int)Math.Min(Chunk, Length - first);
            Conversion.Convert(Source + first, _chunk.Pointer, length);
            return length;
        }
    }
}
