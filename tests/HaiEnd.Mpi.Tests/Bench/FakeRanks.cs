using System.Collections.Concurrent;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>N threads that play N ranks. A collective copies every rank's piece to a shared table between two barriers;
/// ranks that call different collectives are told so instead of hanging, because a barrier has a limit.</summary>
internal sealed class FakeRanks
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Barrier _barrier;
    private readonly Array[] _pieces;
    private readonly string[] _calls;
    private readonly ConcurrentDictionary<(int From, int To), BlockingCollection<long>> _messages = new();

    private FakeRanks(int size)
    {
        _barrier = new Barrier(size);
        _pieces = new Array[size];
        _calls = new string[size];
    }

    /// <summary>The clock of this machine [ns].</summary>
    public static long NowNs() => TimerFacts.Nanoseconds(System.Diagnostics.Stopwatch.GetTimestamp());

    /// <summary>Runs the action once per rank and returns what each made, in their order; the first exception is
    /// thrown.</summary>
    public static T[] Run<T>(int size, Func<IRanks, T> action)
    {
        var world = new FakeRanks(size);
        var results = new T[size];
        var faults = new Exception?[size];
        var threads = new Thread[size];
        for (int r = 0; r < size; r++)
        {
            int rank = r;
            threads[r] = new Thread(() =>
            {
                try
                {
                    results[rank] = action(new Member(world, rank));
                }
                catch (Exception e)
                {
                    faults[rank] = e;
                }
            })
            {
                Name = $"rank {rank}",
            };
            threads[r].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
        if (Array.Find(faults, f => f is not null) is { } fault)
            throw new AggregateException(fault);
        return results;
    }

    /// <summary>Runs the action once per rank, with teams of the first ranks, all said to be on so many
    /// nodes.</summary>
    public static T[] RunTeams<T>(int size, Catalog catalog, Func<ITeams, T> action, int nodes = 1)
    {
        var worlds = new ConcurrentDictionary<int, FakeRanks>();
        return Run(size, all => action(new Teams(all, catalog, worlds, nodes)));
    }

    private Array[] Exchange(int rank, string call, Array piece)
    {
        _calls[rank] = call;
        _pieces[rank] = piece;
        Wait();
        if (_calls.Any(c => c != call))
            throw new InvalidOperationException($"ranks called different collectives: {string.Join(", ", _calls)}");
        Array[] all = [.. _pieces];
        Wait();
        return all;
    }

    private void Wait()
    {
        if (!_barrier.SignalAndWait(Limit))
            throw new TimeoutException("a rank did not come to a collective");
    }

    private BlockingCollection<long> Messages(int from, int to) => _messages.GetOrAdd((from, to), _ => []);

    private sealed class Teams(
        IRanks all, Catalog catalog, ConcurrentDictionary<int, FakeRanks> worlds, int nodes) : ITeams
    {
        public IRanks All => all;

        public IReadOnlyList<int> NodeOfRank =>
            [.. Enumerable.Range(0, all.Size).Select(r => r * nodes / all.Size)];

        public Team? Of(int ranks)
        {
            var place = new Place(null, 1, new MemoryBudget(1 << 20), catalog);
            IRanks team = ranks == all.Size ? all
                : new Member(worlds.GetOrAdd(ranks, size => new FakeRanks(size)), all.Rank);
            return all.Rank < ranks ? new(team, place, nodes, () => double.NaN) : null;
        }

        public void Meet() => all.Barrier();
    }

    private sealed class Member(FakeRanks world, int rank) : IRanks
    {
        public int Rank => rank;

        public int Size => world._calls.Length;

        public void Barrier() => world.Exchange(rank, "barrier", Array.Empty<byte>());

        public void Max(Span<long> values)
        {
            foreach (long[] other in world.Exchange(rank, $"max {values.Length}", values.ToArray()))
                for (int i = 0; i < other.Length; i++)
                    values[i] = Math.Max(values[i], other[i]);
        }

        public void Sum(Span<double> values)
        {
            Array[] all = world.Exchange(rank, $"sum {values.Length}", values.ToArray());
            values.Clear();
            foreach (double[] other in all)
                for (int i = 0; i < other.Length; i++)
                    values[i] += other[i];
        }

        public void Broadcast(Span<byte> values, int root)
        {
            Array[] all = world.Exchange(rank, $"broadcast {values.Length} from {root}", values.ToArray());
            ((byte[])all[root]).CopyTo(values);
        }

        public void Gather(ReadOnlySpan<long> part, Span<long> all)
        {
            Array[] pieces = world.Exchange(rank, $"gather {part.Length}", part.ToArray());
            for (int r = 0; rank == 0 && r < pieces.Length; r++)
                ((long[])pieces[r]).CopyTo(all[(r * part.Length)..]);
        }

        public void Send(long value, int to) => world.Messages(rank, to).Add(value);

        public long Receive(int from) => world.Messages(from, rank).TryTake(out long value, Limit)
            ? value : throw new TimeoutException($"no message came from rank {from}");
    }
}
