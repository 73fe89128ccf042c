using System.Diagnostics;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Bench;

/// <summary>The time in which a cache line reaches the neighbour: the first two ranks of each node take turns to write
/// a number in memory that both address. It tells whether ranks share a core, a cache or neither, which a hypervisor or
/// a wrong binding may change from launch to launch. Where they share one processor, the time limit ends it.
/// Source: the latency test of Hackenberg, Molka and Nagel, MICRO 2009, reduced to a turn.</summary>
public sealed unsafe class CacheLineProbe : IDisposable
{
    private const int LineNumbers = 16;
    private const int BatchTurns = 100;
    private const int Batches = 20;
    private const int SpinsBetweenClocks = 64;
    private const double LimitSeconds = 0.005;
    private const int MostTries = 3;

    private readonly Communicator _world;
    private readonly Communicator _node;
    private readonly Window<long>? _window;
    private readonly long* _turn;

    /// <summary>Allocates a line on every node; collective.</summary>
    public CacheLineProbe(Communicator world)
    {
        _world = world.Dup();
        _node = world.SplitShared();
        if (_node.Size < 2)
            return;
        _window = _node.AllocateSharedWindow<long>(_node.Rank == 0 ? LineNumbers : 0);
        _window.LockAll(Promises.NoCheck);
        const nint LineBytes = LineNumbers / 2 * sizeof(long);
        _turn = (long*)(((nint)_window.Of(0).Pointer + LineBytes - 1) & ~(LineBytes - 1));
    }

    /// <summary>Ranks on this node.</summary>
    public int NodeRanks => _node.Size;

    /// <summary>This rank on its node.</summary>
    public int NodeRank => _node.Rank;

    /// <summary>How many nodes there are; collective.</summary>
    public int CountNodes() => _world.AllReduce(_node.Rank == 0 ? 1 : 0, ReduceOp.Sum);

    /// <summary>One way of a cache line [ns]: the median of batches, of the slowest node; NaN where no node has two
    /// ranks, or none got through a batch in time. Collective, and over in some milliseconds.</summary>
    public double OneWayNs()
    {
        double found = double.NaN;
        // A rank that was not scheduled in time is tried again; ranks that share a processor fail each time.
        for (int tries = 0; tries < MostTries && double.IsNaN(found); tries++)
            found = Try();
        return found;
    }

    /// <summary>Frees the line; collective.</summary>
    public void Dispose()
    {
        _window?.UnlockAll();
        _window?.Dispose();
        _node.Dispose();
        _world.Dispose();
    }

    private double Try()
    {
        double mine = double.NegativeInfinity;
        if (_window is not null)
        {
            if (_node.Rank == 0)
                Volatile.Write(ref *_turn, 0);
            _window.Sync();
            _node.Barrier();
            if (_node.Rank < 2)
                mine = Play(_node.Rank);
            _node.Barrier();
        }

        double slowest = _world.AllReduce(mine, ReduceOp.Max);
        return double.IsNegativeInfinity(slowest) ? double.NaN : slowest;
    }

    /// <summary>Median time of a turn over the batches that ended in time [ns]; negative infinity without
    /// one.</summary>
    private double Play(int player)
    {
        Span<long> batches = stackalloc long[Batches];
        long begin = Stopwatch.GetTimestamp();
        long end = begin + (long)(LimitSeconds * Stopwatch.Frequency);
        int done = -1;
        for (long turn = player; done < Batches; turn += 2)
        {
            if (!Await(turn, end))
                break;
            Volatile.Write(ref *_turn, turn + 1);
            if (turn / 2 % BatchTurns != BatchTurns - 1)
                continue;
            long now = Stopwatch.GetTimestamp();
            if (done >= 0)
                batches[done] = now - begin;
            begin = now;
            done++;
        }

        if (done < 1)
            return double.NegativeInfinity;
        batches = batches[..done];
        batches.Sort();
        return batches[done / 2] * TimerFacts.NanosecondsPerTick / (2.0 * BatchTurns);
    }

    private bool Await(long turn, long end)
    {
        for (int spins = 1; Volatile.Read(ref *_turn) != turn; spins++)
        {
            if (spins % SpinsBetweenClocks == 0 && Stopwatch.GetTimestamp() > end)
                return false;
        }

        return true;
    }
}
