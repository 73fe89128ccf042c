using System.Numerics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>A chase that is timed.</summary>
public interface IChase : IKernel
{
    /// <summary>The line that it has come to; it begins at line 0.</summary>
    long Line { get; }
}

/// <summary>PURPOSE how long a load takes that the next one waits for, from the first cache to memory, all ranks at
/// once. CHECK the line that is reached is the one that as many steps of the rule lead to.</summary>
public sealed class LoadLatency : Benchmark<WorkingSet, IChase>
{
    /// <summary>Loads of a repeat, whatever the size of the set: 0.1 ms in the first cache, 10 ms in memory.</summary>
    public const int Loads = 1 << 16;

    /// <inheritdoc/>
    public override string Name => "load-latency";

    /// <inheritdoc/>
    public override string Summary =>
        "loads that wait for each other, in random order over a working set on every rank";

    /// <inheritdoc/>
    public override string Source => "lat_mem_rd: McVoy and Staelin, lmbench, USENIX 1996";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [WorkingSet.Axis];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string FlopModel => "none";

    /// <inheritdoc/>
    public override string ByteModel => $"{WorkingSet.LineBytes} x {Loads} loads: each takes a line";

    /// <inheritdoc/>
    public override WorkingSet Bind(Point p, int ranks) => WorkingSet.Of(p);

    /// <inheritdoc/>
    public override Work WorkOf(WorkingSet c, int rank) => new(0, (long)Loads * WorkingSet.LineBytes, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(WorkingSet c, IChase k, Rigour r, IHarness h)
    {
        long steps = Loads * h.Repeats, line = 0;
        for (long i = steps % c.Lines; i > 0; i--)
            line = Next(line, c.Lines);
        return Verdict.Of(k.Line == line ? 0 : 1, 0, $"the line after {steps} loads");
    }

    /// <summary>The line after a line: one cycle through all of them, in an order that no prefetcher foresees. Numbers
    /// of a linear congruential generator whose period is the next power of two (Hull and Dobell, SIAM Review 4, 1962;
    /// multiplier: Knuth, TAOCP 2, 3.3.4), those left out that are no line.</summary>
    /// <param name="line">from 0 to <paramref name="lines"/> - 1</param>
    /// <param name="lines">at least 1</param>
    public static long Next(long line, long lines)
    {
        ulong mask = BitOperations.RoundUpToPowerOf2((ulong)lines) - 1, next = (ulong)line;
        do
            next = unchecked((next * 6364136223846793005UL) + 1442695040888963407UL) & mask;
        while (next >= (ulong)lines);
        return (long)next;
    }
}
