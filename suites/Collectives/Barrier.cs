using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Ranks that wait for each other.</summary>
/// <param name="Ranks">how many</param>
public sealed record BarrierCase(int Ranks);

/// <summary>What a realisation must show: nothing but that it waits.</summary>
public interface IBarrierKernel : IKernel;

/// <summary>
/// PURPOSE how long ranks take to learn that all have come.
/// SOURCE  MPI 4.0, 6.3.
/// COST    ceil(log2 p) messages one after the other, the least that a message can say.
/// CHECK   while one rank is late on purpose, no other gets through; several ranks in turn.
/// </summary>
public sealed class Barrier : Benchmark<BarrierCase, IBarrierKernel>
{
    private const int MostLateRanks = 8;
    private const int Tries = 5;
    private const int LateMs = 5;

    /// <inheritdoc/>
    public override string Name => "barrier";

    /// <inheritdoc/>
    public override string Summary => "every rank waits until all have come";

    /// <inheritdoc/>
    public override string Source => "MPI 4.0, section 6.3";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes => [];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Link;

    /// <inheritdoc/>
    public override string FlopModel => "none";

    /// <inheritdoc/>
    public override string ByteModel => "none: its time is what counts";

    /// <inheritdoc/>
    public override BarrierCase Bind(Point p, int ranks) => new(ranks);

    /// <inheritdoc/>
    public override Work WorkOf(BarrierCase c, int rank) => Work.None;

    /// <summary>A rank that was kept from its processor sees a wait that is too short, so each late rank has several
    /// tries.</summary>
    public override Verdict Verify(BarrierCase c, IBarrierKernel k, Rigour r, IHarness h)
    {
        int late = Math.Min(c.Ranks, MostLateRanks);
        double worst = 0;
        for (int i = 0; i < late; i++)
        {
            double least = double.PositiveInfinity;
            for (int t = 0; t < Tries && least > 0; t++)
                least = Math.Min(least, h.Max(IsLeft(k, h, (int)((long)i * c.Ranks / late)) ? 1 : 0));
            worst = Math.Max(worst, least);
        }

        return Verdict.Of(worst, 0, "ranks that left before the last had come");
    }

    /// <summary>Whether this rank got through while one was late; collective.</summary>
    private static bool IsLeft(IBarrierKernel k, IHarness h, int lateRank)
    {
        h.Max(0);
        long begin = Stopwatch.GetTimestamp();
        // Asleep, it leaves the processor to those whose wait is looked at.
        if (h.Rank == lateRank)
            Thread.Sleep(LateMs);
        k.Run(1, []);
        return h.Rank != lateRank && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < LateMs / 2.0;
    }
}
