using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>What goes wrong in a toy, and on which rank; the harness must come out the same on all ranks.</summary>
public enum Plant
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Check throws.</summary>
    Check,

    /// <summary>Check says no.</summary>
    Unavailable,

    /// <summary>Prepare throws.</summary>
    Prepare,

    /// <summary>Prepare runs out of memory.</summary>
    Memory,

    /// <summary>Run throws.</summary>
    Run,

    /// <summary>The answer is wrong.</summary>
    Wrong,

    /// <summary>Verify throws before its second collective.</summary>
    Verify,

    /// <summary>The footprint is beyond any limit.</summary>
    Footprint,
}

/// <summary>A case of the toy benchmark.</summary>
public sealed record ToyCase(Plant Plant, int PlantRank, int Ranks);

/// <summary>What a toy shows of its answer: the sum of all ranks' counts.</summary>
public interface IToyKernel : IKernel
{
    /// <summary>What it has counted since the last reset.</summary>
    long Counted { get; }
}

/// <summary>A benchmark that counts its repeats.</summary>
public sealed class Toy : Benchmark<ToyCase, IToyKernel>
{
    /// <inheritdoc/>
    public override string Name => "toy";

    /// <inheritdoc/>
    public override string Summary => "Counts its repeats.";

    /// <inheritdoc/>
    public override string Source => "this file";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Names("plant", Role.Problem, [.. Enum.GetNames<Plant>()]), Axis.Numbers("rank", "1", Role.Problem, 0),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string FlopModel => "100";

    /// <inheritdoc/>
    public override string ByteModel => "0";

    /// <inheritdoc/>
    public override ToyCase Bind(Point p, int ranks) => new(Enum.Parse<Plant>(p["plant"]), (int)p.Number("rank"), ranks);

    /// <inheritdoc/>
    public override Work WorkOf(ToyCase c, int rank) => new(100, 0, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(ToyCase c, IToyKernel k, Rigour r, IHarness h)
    {
        Span<double> sum = [k.Counted];
        h.Sum(sum);
        if (c.Plant == Plant.Verify && h.Rank == c.PlantRank)
            throw new InvalidOperationException("planted fault in Verify");
        return Verdict.Of(h.Max(Math.Abs(sum[0] / (h.Repeats * h.Size) - 1)), 0, "count");
    }
}

/// <summary>The toy without limits on a batch.</summary>
public sealed class PlainToy : Realisation<ToyCase, IToyKernel>
{
    /// <inheritdoc/>
    public override string Name => "plain";

    /// <inheritdoc/>
    public override string Summary => "Adds one.";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("batch", "1", Role.Tuning, int.MaxValue)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["count"];

    /// <inheritdoc/>
    public override Availability Check(ToyCase c, Point p, Place at) => c.Plant switch
    {
        Plant.Check when Thread.CurrentThread.Name == $"rank {c.PlantRank}" => throw new InvalidOperationException("planted fault in Check"),
        Plant.Unavailable => Availability.No("planted absence"),
        _ => Availability.Yes,
    };

    /// <inheritdoc/>
    public override long FootprintBytes(ToyCase c, Point p, Place at) => c.Plant == Plant.Footprint ? long.MaxValue : 8;

    /// <inheritdoc/>
    public override IToyKernel Prepare(ToyCase c, Point p, Place at, IDisposable? link) => c.Plant switch
    {
        Plant.Prepare => throw new InvalidOperationException("planted fault in Prepare"),
        Plant.Memory => throw new OutOfMemoryException("planted lack of memory"),
        _ => new Kernel(c.Plant, (int)p.Number("batch")),
    };

    private sealed class Kernel(Plant plant, int batch) : IToyKernel
    {
        public long Counted { get; private set; }

        public int MaxBatch => batch;

        public void Reset() => Counted = 0;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            if (plant == Plant.Run)
                throw new InvalidOperationException("planted fault in Run");
            for (int i = 0; i < repeats; i++)
                Counted++;
            phaseTicks[0] += repeats;
            if (plant == Plant.Wrong)
                Counted++;
        }

        public void Dispose()
        {
        }
    }
}
