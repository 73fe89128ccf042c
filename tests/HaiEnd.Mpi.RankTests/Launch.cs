using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.RankTests;

/// <summary>The launch that all tests share, and what makes them short to write.</summary>
internal static class Launch
{
    private static MpiSession? _session;

    internal static MpiSession Session => _session ?? throw new InvalidOperationException("MPI was not started.");

    internal static Communicator World => Session.World;

    internal static int Rank => World.Rank;

    internal static int Size => World.Size;

    /// <summary>The root of every test: whoever takes rank 0 for granted fails.</summary>
    internal static int Last => Size - 1;

    internal static int Next => (Rank + 1) % Size;

    internal static int Previous => (Rank + Size - 1) % Size;

    internal static MemoryBudget Memory { get; } = new();

    internal static void Start() => _session = MpiSession.Start();

    /// <summary>Values that name their rank and place.</summary>
    internal static int[] Mine(int count, int rank) => [.. Enumerable.Range(0, count).Select(i => (100 * rank) + i)];

    internal static NativeBuffer<T> Native<T>(params ReadOnlySpan<T> values) where T : unmanaged
    {
        NativeBuffer<T> buffer = Memory.Allocate<T>(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>The ranks' values one after the other.</summary>
    internal static int[] Everyones(int count) => [.. Enumerable.Range(0, Size).SelectMany(r => Mine(count, r))];
}
