using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>The ring whose segments go in chunks: while one is added, the next is on its way, and the added one is
/// still in the cache when it is sent on. Source: Patarasuk and Yuan, J. Parallel Distrib. Comput. 69, 2009, cut into
/// chunks as NCCL does.</summary>
public sealed class PipelinedRingAllreduce : AllreduceRealisation
{
    private const string ChunkAxis = "chunk";

    /// <inheritdoc/>
    public override string Name => "pipelined-ring";

    /// <inheritdoc/>
    public override string Summary => "the ring in chunks, added while the next is on its way";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers(ChunkAxis, "byte", Role.Tuning, 512 << 10, 128 << 10, 2 << 20)];

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => p.Number(ChunkAxis) >= c.ElementBytes
        ? Availability.Yes
        : Availability.No($"a chunk has at least one element of {c.ElementBytes} bytes");

    /// <inheritdoc/>
    public override Work TrafficOf(AllreduceCase c, Point p, int rank) =>
        new(0, 0, 0, 2L * (c.Ranks - 1) * ChunksOf(c, p));

    /// <inheritdoc/>
    protected override long ScratchBytes(AllreduceCase c, Point p) => 2 * LongestOf(c, p) * c.ElementBytes;

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link) =>
        new Kernel<T>(c, at, ChunksOf(c, p), (nint)LongestOf(c, p));

    /// <summary>Chunks of a segment: as many for each, so that all ranks count alike.</summary>
    private static int ChunksOf(AllreduceCase c, Point p)
    {
        long elements = p.Number(ChunkAxis) / c.ElementBytes;
        return checked((int)Math.Max(1, (Partition.Of(c.Elements, c.Ranks, 0).Length + elements - 1) / elements));
    }

    /// <summary>Elements of the longest chunk.</summary>
    private static long LongestOf(AllreduceCase c, Point p) =>
        Partition.Of(Partition.Of(c.Elements, c.Ranks, 0).Length, ChunksOf(c, p), 0).Length;

    private sealed unsafe class Kernel<T>(AllreduceCase c, Place at, int chunks, nint longest)
        : AllreduceKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        private readonly NativeBuffer<T> _received = at.Memory.Allocate<T>(2 * longest);

        /// <summary>Message k is chunk k modulo chunks of step k / chunks; what it carries was received by message
        /// k - chunks. The first half of the messages are added, the others are put in their place.</summary>
        protected override void Once(Communicator team)
        {
            long messages = 2L * (Ranks - 1) * chunks;
            Request next = messages > 0 ? Begin(team, 0) : default;
            for (long k = 0; k < messages; k++)
            {
                Partition sent = Chunk(Rank, k), received = Chunk(Rank - 1, k);
                Count((nint)sent.Length);
                Request send = team.ISend(
                    (k < chunks ? Source : Target) + sent.Offset, sent.Length * sizeof(T), Datatype.Byte,
                    (Rank + 1) % Ranks, 0);
                Request arriving = next;
                // In place on two ranks, the next arrives where a lone chunk leaves from.
                if (chunks == 1)
                    send.Wait();
                if (k + 1 < messages)
                    next = Begin(team, k + 1);
                arriving.Wait();
                if (IsAdded(k))
                    Add(Target + received.Offset, Source + received.Offset, Room(k), (nint)received.Length);
                send.Wait();
            }

            if (messages == 0)
                Copy(Source, Target, Length);
        }

        private bool IsAdded(long k) => k < (Ranks - 1L) * chunks;

        private T* Room(long k) => _received.Pointer + (nint)(k & 1) * longest;

        /// <summary>Begins to receive message k.</summary>
        private Request Begin(Communicator team, long k)
        {
            Partition chunk = Chunk(Rank - 1, k);
            return team.IReceive(
                IsAdded(k) ? Room(k) : Target + chunk.Offset, chunk.Length * sizeof(T), Datatype.Byte,
                (Rank + Ranks - 1) % Ranks, 0);
        }

        /// <summary>What a rank sends as message k: of the segment that it summed a step before, at first of its
        /// own.</summary>
        private Partition Chunk(int rank, long k)
        {
            (long step, long index) = Math.DivRem(k, chunks);
            Partition segment = Partition.Of(Length, Ranks, (int)((rank - step + 2 * Ranks) % Ranks));
            Partition chunk = Partition.Of(segment.Length, chunks, (int)index);
            return chunk with { Offset = segment.Offset + chunk.Offset };
        }

        protected override void Dispose(bool disposing)
        {
            _received.Dispose();
            base.Dispose(disposing);
        }
    }
}
