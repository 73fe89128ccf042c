using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Numbers and sums lie in memory that the ranks of a node share. Each rank sums one segment of all buffers of
/// its node, sums it with its partners on other nodes by another way, and takes the other segments from the ranks of
/// its node; counters say when. Short buffers on one node are copied where all read them, and every rank sums them all.
/// Messages depend on the nodes and are not counted.
/// Source: MPI 4.0, section 12.2.3; Graham and Shipman, MPI support for multi-core architectures, EuroPVM/MPI 2008.
/// </summary>
public class HierarchicalAllreduce : AllreduceRealisation
{
    private const string BetweenAxis = "between";

    /// <summary>Up to here, over all ranks, it costs less that each reads all than that each sums a segment: between
    /// 2 KiB and 4 KiB on two ranks of one Zen 5 [byte].</summary>
    private const int ShortBytes = 4096;

    /// <summary>What is summed before it is written elsewhere stays in the first cache [byte].</summary>
    private const int BlockBytes = 8192;

    private const int LineBytes = 64;

    /// <summary>Where the number of the call stands in the first line of a slot [byte].</summary>
    private const int CallOffset = LineBytes - sizeof(long);

    /// <summary>A short buffer after a line of its own.</summary>
    private const int SlotBytes = LineBytes + ShortBytes;

    /// <inheritdoc/>
    public override string Name => "hierarchical";

    /// <inheritdoc/>
    public override string Summary => "shared memory inside nodes, another way between them";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Names(BetweenAxis, Role.Method, "ring", "recursive-doubling", "rabenseifner", "library")];

    /// <inheritdoc/>
    public override Availability Check(AllreduceCase c, Point p, Place at) => BetweenOf(p, at) is { } way
        ? way.Check(c, p, at)
        : Availability.No($"{p[BetweenAxis]} is no way between nodes");

    /// <inheritdoc/>
    public override IDisposable? Connect(AllreduceCase c, Point p, Place at) => at.Team is null
        ? null
        : new NodeShare(at.Team, NodeOf(at.Team), (c.InPlace ? 1 : 2) * Rounded(c.Bytes) + 2 * SlotBytes);

    /// <summary>The ranks of this node; collective.</summary>
    protected virtual Communicator NodeOf(Communicator team) => team.SplitShared();

    /// <summary>That of a way between nodes comes to it, and is refused where it is allocated: how many nodes there are
    /// is not known before.</summary>
    protected override long ScratchBytes(AllreduceCase c, Point p) =>
        BlockBytes + NodeShare.OverheadBytes + 2 * SlotBytes + 2 * (Rounded(c.Bytes) - c.Bytes);

    /// <inheritdoc/>
    protected override AllreduceKernel<T> Make<T>(AllreduceCase c, Point p, Place at, IDisposable? link)
    {
        if (link is not NodeShare share)
            return new Kernel<T>(c, at);
        if (!share.HasRoom)
            throw new InsufficientMemoryException(
                $"the system has no {share.TakenBytes} bytes of shared memory for each rank of the node");
        AllreduceKernel<T>? between = null;
        if (share.Between is { Size: > 1 })
        {
            Partition segment = Partition.Of(c.Elements, share.Pairs, share.Rank);
            AllreduceCase part = c with
            {
                Elements = segment.Length,
                Numbers = c.Numbers with { Ranks = share.Between.Size },
                InPlace = false,
            };
            Place partners = at with { Team = share.Between };
            between = (AllreduceKernel<T>)BetweenOf(p, at)!.Prepare(part, p, partners, null);
        }

        try
        {
            return new Kernel<T>(c, at, share, between);
        }
        catch
        {
            between?.Dispose();
            throw;
        }
    }

    private static AllreduceRealisation? BetweenOf(Point p, Place at) =>
        at.Parts.RealisationsOf(at.Parts.Benchmark("allreduce")).OfType<AllreduceRealisation>()
            .FirstOrDefault(r => r.Name == p[BetweenAxis] && r.Axes.Count == 0);

    /// <summary>Whole cache lines.</summary>
    private static long Rounded(long bytes) => (bytes + LineBytes - 1) & ~(LineBytes - 1L);

    private sealed unsafe class Kernel<T> : AllreduceKernel<T>
        where T : unmanaged, INumber<T>
    {
        private readonly Place _at;
        private readonly NodeShare? _share;
        private readonly AllreduceKernel<T>? _between;
        private readonly NativeBuffer<T> _block;
        private readonly T*[] _sources = [];
        private readonly T*[] _targets = [];
        private readonly Partition _segment;
        private readonly bool _isShort;
        private readonly int _slotHead;
        private long _calls;

        /// <summary>For one rank alone.</summary>
        public Kernel(AllreduceCase c, Place at)
            : base(c, at)
        {
            _at = at;
            _block = at.Memory.Allocate<T>(0);
        }

        public Kernel(AllreduceCase c, Place at, NodeShare share, AllreduceKernel<T>? between)
            : base(c, at, SourceOf(share, share.Rank), TargetOf(share, share.Rank, c))
        {
            (_at, _share, _between) = (at, share, between);
            at.Memory.Take(share.TakenBytes);
            _block = at.Memory.Allocate<T>(BlockBytes / sizeof(T));
            (_sources, _targets) = (new T*[share.Ranks], new T*[share.Ranks]);
            for (int r = 0; r < share.Ranks; r++)
            {
                _sources[r] = SourceOf(share, r);
                _targets[r] = TargetOf(share, r, c);
            }

            _segment = share.Rank < share.Pairs ? Partition.Of(Length, share.Pairs, share.Rank) : default;
            _isShort = share.Ranks == Ranks && c.Bytes * Ranks <= ShortBytes;
            // A very short buffer travels in one cache line with the number of the call.
            _slotHead = c.Bytes <= CallOffset ? 0 : LineBytes;
            for (_calls = 0; _calls < 2; _calls++)
                *Call(share.Rank) = -1;
            _calls = 0;
        }

        protected override void Once(Communicator team)
        {
            _calls++;
            if (_isShort)
                Short(_share!);
            else
                Long(_share!);
        }

        /// <summary>Every rank sums all buffers. A slot may be written again two calls later: who has come to the call
        /// between has read it.</summary>
        private void Short(NodeShare share)
        {
            Copy(Source, Numbers(share.Rank), Length);
            Volatile.Write(ref *Call(share.Rank), _calls);
            share.Await(Call(0), _calls);
            T* sum = Numbers(0);
            for (int r = 1; r < share.Ranks; r++)
            {
                share.Await(Call(r), _calls);
                Add(Target, sum, Numbers(r), Length);
                sum = Target;
            }

            Copy(sum, Target, Length);
        }

        /// <summary>Each rank that has partners sums its segment; all take the segments of the others, and none leaves
        /// before its own was taken.</summary>
        private void Long(NodeShare share)
        {
            (int me, int pairs) = (share.Rank, share.Pairs);
            Volatile.Write(ref *share.Arrived(me), _calls);
            if (_segment.Length > 0)
            {
                for (int r = 0; r < share.Ranks; r++)
                    share.Await(share.Arrived(r), _calls);
                T* sum = Target + _segment.Offset;
                SumSegment(_between is null ? sum : _between.Source);
                if (_between is not null)
                {
                    _between.Run(1, []);
                    Copy(_between.Target, sum, (nint)_segment.Length);
                }
            }

            Volatile.Write(ref *share.Summed(me), _calls);
            // Each begins with another, or all would read the same rank's memory at once.
            for (int i = 1; i <= pairs; i++)
            {
                int r = (me + i) % pairs;
                share.Await(share.Summed(r), _calls);
                Partition other = Partition.Of(Length, pairs, r);
                Copy(_targets[r] + other.Offset, Target + other.Offset, (nint)other.Length);
            }

            Volatile.Write(ref *share.Taken(me), _calls);
            for (int r = 0; r < share.Ranks && _segment.Length > 0; r++)
                share.Await(share.Taken(r), _calls);
        }

        /// <summary>Sums this rank's segment over the ranks of the node.</summary>
        private void SumSegment(T* to)
        {
            nint block = _block.Length;
            for (nint done = 0; done < _segment.Length; done += block)
            {
                nint offset = (nint)_segment.Offset + done, length = Math.Min(block, (nint)_segment.Length - done);
                T* sum = _sources[0] + offset;
                for (int r = 1; r < _sources.Length; r++)
                {
                    // In place, the last one may go over what has been read, the others not.
                    T* into = r == _sources.Length - 1 ? to + done : _block.Pointer;
                    Add(into, sum, _sources[r] + offset, length);
                    sum = into;
                }

                Copy(sum, to + done, length);
            }
        }

        /// <summary>In which call a slot was written.</summary>
        private long* Call(int rank) => (long*)(Slot(rank) + CallOffset);

        private T* Numbers(int rank) => (T*)(Slot(rank) + _slotHead);

        private byte* Slot(int rank) => _share!.Part(rank) + (_calls & 1) * SlotBytes;

        private static T* SourceOf(NodeShare share, int rank) =>
            (T*)(share.Part(rank) + 2 * SlotBytes);

        private static T* TargetOf(NodeShare share, int rank, AllreduceCase c) =>
            SourceOf(share, rank) + (c.InPlace ? 0 : Rounded(c.Bytes) / sizeof(T));

        protected override void Dispose(bool disposing)
        {
            _block.Dispose();
            _between?.Dispose();
            _at.Memory.Return(_share?.TakenBytes ?? 0);
            base.Dispose(disposing);
        }
    }
}
