using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.Collectives;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>The blocks of all ranks of a node in memory that all of them address, and how far each has come: a rank may
/// step when its neighbours have come as far as itself, and what it then writes over, they have read.</summary>
public sealed unsafe class StencilShare : IDisposable
{
    private const int LineBytes = 64;

    private readonly NodeShare _memory;
    private readonly int[] _numberOf;
    private readonly long _arrayBytes;

    /// <summary>Allocates; collective.</summary>
    /// <param name="c">the case</param>
    /// <param name="team">all ranks</param>
    public StencilShare(StencilCase c, Communicator team)
    {
        Communicator node = team.SplitShared();
        var members = new int[node.Size];
        node.AllGather<int>([team.Rank], members);
        _numberOf = [.. Enumerable.Range(0, team.Size).Select(r => Array.IndexOf(members, r))];
        // The first rank's block is the largest.
        long bytes = BlockMemory.PointsLength(c.Blocks.BoxOf(0), c.Store.Bytes()) * c.Store.Bytes();
        _arrayBytes = (bytes + LineBytes - 1) / LineBytes * LineBytes;
        _memory = new(team, node, 2 * _arrayBytes);
    }

    /// <summary>The system had room for the memory of this node.</summary>
    public bool HasRoom => _memory.HasRoom;

    /// <summary>What this rank's part takes [byte].</summary>
    public long TakenBytes => _memory.TakenBytes;

    /// <summary>What a rank's part takes beside its points, at most [byte].</summary>
    public static long OverheadBytes => NodeShare.OverheadBytes + 2 * LineBytes;

    /// <summary>Whether a rank is of this node.</summary>
    public bool Has(int rank) => _numberOf[rank] >= 0;

    /// <summary>One of the two arrays of a rank of this node.</summary>
    public T* Points<T>(int rank, int which)
        where T : unmanaged => (T*)(_memory.Part(_numberOf[rank]) + which * _arrayBytes);

    /// <summary>This rank has written all of its points once more.</summary>
    public void Publish()
    {
        long* steps = _memory.Arrived(_memory.Rank);
        Volatile.Write(ref *steps, *steps + 1);
    }

    /// <summary>Returns when a rank of this node has come as far as this one.</summary>
    public void Await(int rank) => _memory.Await(_memory.Arrived(_numberOf[rank]), *_memory.Arrived(_memory.Rank));

    /// <summary>Frees the memory; collective.</summary>
    public void Dispose() => _memory.Dispose();
}
