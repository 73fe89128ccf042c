using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Topology;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Both ranks write the next number in turn, in memory of an MPI-3 shared window.</summary>
public sealed unsafe class FlagCoreLatency : Realisation<CoreLatencyCase, ICoreLatencyKernel>
{
    /// <inheritdoc/>
    public override string Name => "flag";

    /// <inheritdoc/>
    public override string Summary => "both write the next number in turn, in memory that they share";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Pinning.Axis];

    /// <inheritdoc/>
    public override Availability Check(CoreLatencyCase c, Point p, Place at)
    {
        bool together = Enumerable.Range(0, c.Ranks)
            .Any(r => c.PartnerOf(r) is >= 0 and var partner && at.NodeOf(r) == at.NodeOf(partner));
        return at.Ranks < 2 ? Availability.No("a line between two cores needs two ranks")
            : together ? Pinning.Check(p, at)
            : Availability.No("no pair of this round is on one node");
    }

    /// <inheritdoc/>
    public override long FootprintBytes(CoreLatencyCase c, Point p, Place at) => SharedLines.BytesOfRank;

    /// <inheritdoc/>
    public override IDisposable? Connect(CoreLatencyCase c, Point p, Place at) => new SharedLines(at.Team!);

    /// <inheritdoc/>
    public override ICoreLatencyKernel Prepare(CoreLatencyCase c, Point p, Place at, IDisposable? link)
    {
        int partner = c.PartnerOf(at.Rank);
        return new Kernel(
            ((SharedLines)link!).Of(at.Rank, partner), begins: at.Rank < partner, Pinning.Hold(p, at));
    }

    /// <summary>A cache line of each rank that the others of its node address.</summary>
    private sealed class SharedLines : IDisposable
    {
        /// <summary>Two lines, because processors fetch them in pairs, and as much again to begin at such a
        /// pair.</summary>
        private const int LinePairBytes = 128, Numbers = 2 * LinePairBytes / sizeof(long);

        private readonly Communicator _node;
        private readonly Window<long> _window;
        private readonly int[] _members;

        public SharedLines(Communicator team)
        {
            _node = team.SplitShared();
            _members = new int[_node.Size];
            _node.AllGather([team.Rank], _members);
            _window = _node.AllocateSharedWindow<long>(Numbers);
            _window.LockAll(Promises.NoCheck);
            *Line(_node.Rank) = 0;
            _window.Sync();
            _node.Barrier();
        }

        public const int BytesOfRank = 2 * LinePairBytes;

        /// <summary>The line of the lesser rank; null where the other is not on this node.</summary>
        public long* Of(int rank, int partner) =>
            partner < 0 || Array.IndexOf(_members, partner) < 0 ? null
            : Line(Array.IndexOf(_members, Math.Min(rank, partner)));

        public void Dispose()
        {
            _window.UnlockAll();
            _window.Dispose();
            _node.Dispose();
        }

        private long* Line(int member) => (long*)(
            ((nint)_window.Of(member).Pointer + LinePairBytes - 1) & ~(nint)(LinePairBytes - 1));
    }

    private sealed class Kernel(long* line, bool begins, PinnedThread? pin) : ICoreLatencyKernel
    {
        /// <summary>Ranks that share a processor would each wait for the end of the other's time slice.</summary>
        private const int SpinsBeforeYield = 4096;

        private long _written, _atReset;

        public int MaxBatch => int.MaxValue;

        public long Ways => line == null ? -1 : Volatile.Read(ref *line) - _atReset;

        public void Reset() => _atReset = _written;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            if (line == null)
                return;
            long end = _written + 2L * repeats;
            for (long at = _written; at < end; at += 2)
            {
                if (begins)
                    Volatile.Write(ref *line, at + 1);
                Await(begins ? at + 2 : at + 1);
                if (!begins)
                    Volatile.Write(ref *line, at + 2);
            }

            _written = end;
        }

        public void Dispose() => pin?.Dispose();

        private void Await(long number)
        {
            for (int spins = 1; Volatile.Read(ref *line) != number; spins++)
                if (spins % SpinsBeforeYield == 0)
                    Thread.Yield();
        }
    }
}
