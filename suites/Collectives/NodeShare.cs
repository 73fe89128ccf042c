using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Memory of the ranks of a node that all of them address (MPI 4.0, section 12.2.3), with some counters each,
/// by which they wait for each other without messages; and a communicator between the ranks that have the same number
/// on every node. Where a node has more ranks than another, its last ones have no partner there.</summary>
internal sealed unsafe class NodeShare : IDisposable
{
    // Two lines, because processors fetch them in pairs.
    private const int CounterBytes = 128;
    private const int Counters = 3;
    private const int PageBytes = 4096;

    // Some tens of microseconds. Ranks wait for so long wherever one has a little more to do, and where the machine has
    // other work, a processor that is given away does not come back for milliseconds.
    private const int SpinsBeforeYield = 1 << 16;

    private readonly Communicator _team;
    private readonly Communicator _node;
    private readonly Window<byte>? _window;
    private readonly byte*[] _parts;

    /// <summary>Allocates a part on each rank; collective.</summary>
    /// <param name="team">all ranks</param>
    /// <param name="node">those of this node; it is disposed of with this object</param>
    /// <param name="bytes">of each rank's part, the same on all</param>
    public NodeShare(Communicator team, Communicator node, long bytes)
    {
        (_team, _node) = (team, node);
        Pairs = team.AllReduce(node.Size, ReduceOp.Min);
        Between = team.Split(node.Rank < Pairs ? node.Rank : Bindings.Mpi.Ranks.NoColor);
        _parts = new byte*[node.Size];
        TakenBytes = bytes + OverheadBytes;
        _window = Allocated(TakenBytes);
        if (_window is null)
            return;
        _window.LockAll(Promises.NoCheck);
        for (int r = 0; r < _parts.Length; r++)
            _parts[r] = (byte*)(((nint)_window.Of(r).Pointer + PageBytes - 1) & ~(PageBytes - 1));
        (*Arrived(Rank), *Summed(Rank), *Taken(Rank)) = (0, 0, 0);
        _window.Sync();
        node.Barrier();
    }

    /// <summary>What a part takes beside the bytes asked for: the counters, and as much as brings it to the start of a
    /// page.</summary>
    public static long OverheadBytes => PageBytes + Counters * CounterBytes;

    /// <summary>What this rank's part takes [byte].</summary>
    public long TakenBytes { get; }

    /// <summary>The system had room for the memory of this node.</summary>
    public bool HasRoom => _window is not null;

    /// <summary>This rank on its node.</summary>
    public int Rank => _node.Rank;

    /// <summary>Ranks of this node.</summary>
    public int Ranks => _node.Size;

    /// <summary>Ranks of the node that has the fewest: so many have a partner on every node.</summary>
    public int Pairs { get; }

    /// <summary>The ranks that have this rank's number on their nodes; null where it has no partners.</summary>
    public Communicator? Between { get; }

    /// <summary>The part of a rank of this node, aligned to cache lines.</summary>
    public byte* Part(int rank) => _parts[rank] + Counters * CounterBytes;

    /// <summary>How often a rank has come to where its numbers may be read.</summary>
    public long* Arrived(int rank) => (long*)_parts[rank];

    /// <summary>How often it has come to where its part of the sum may be read.</summary>
    public long* Summed(int rank) => (long*)(_parts[rank] + CounterBytes);

    /// <summary>How often it has come to where it has read all parts.</summary>
    public long* Taken(int rank) => (long*)(_parts[rank] + 2 * CounterBytes);

    /// <summary>Returns when a counter has come so far. A rank that waits long gives its processor away, for the other
    /// may need it, and lets MPI move messages that others may be waiting for.</summary>
    public void Await(long* counter, long least)
    {
        for (int spins = 1; Volatile.Read(ref *counter) < least; spins++)
        {
            if (spins % SpinsBeforeYield != 0)
                continue;
            _team.TryProbe(Bindings.Mpi.Ranks.Any, Bindings.Mpi.Ranks.AnyTag, out _);
            Thread.Yield();
        }
    }

    /// <summary>Frees the memory and the communicators; collective.</summary>
    public void Dispose()
    {
        _window?.UnlockAll();
        _window?.Dispose();
        Between?.Dispose();
        _node.Dispose();
    }

    /// <summary>The memory of this node; null where the system has no room for it. It is asked first, because some
    /// libraries take what there is not and are ended by a bus error.</summary>
    private Window<byte>? Allocated(long bytes)
    {
        const string SharedMemory = "/dev/shm";
        long free = Directory.Exists(SharedMemory) ? new DriveInfo(SharedMemory).AvailableFreeSpace : long.MaxValue;
        if (_node.AllReduce(free, ReduceOp.Min) / _node.Size < bytes)
            return null;
        Window<byte>? window = null;
        try
        {
            window = _node.AllocateSharedWindow<byte>((nint)bytes);
        }
        catch (MpiException)
        {
            // No room is an answer here: the point ends as oom.
        }

        if (_node.AllReduce(window is null ? 0 : 1, ReduceOp.Min) == 1)
            return window;
        window?.Dispose();
        return null;
    }
}
