using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Plants;

/// <summary>What goes wrong in a toy; the harness must come out the same on all ranks.</summary>
public enum Plant
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Check throws on the chosen rank.</summary>
    Check,

    /// <summary>Check says no.</summary>
    Unavailable,

    /// <summary>Prepare throws on the chosen rank.</summary>
    Prepare,

    /// <summary>Prepare runs out of memory on the chosen rank.</summary>
    Memory,

    /// <summary>Run throws on the chosen rank.</summary>
    Run,

    /// <summary>Run never returns on the chosen rank.</summary>
    Hang,

    /// <summary>Run ends the process of the chosen rank with SIGKILL.</summary>
    Kill,

    /// <summary>The answer is wrong.</summary>
    Wrong,

    /// <summary>Verify throws on the chosen rank before its second collective.</summary>
    Verify,

    /// <summary>The footprint is beyond any limit.</summary>
    Footprint,

    /// <summary>Run takes half as long again on the chosen rank.</summary>
    Slow,
}

/// <summary>A case of the toy benchmark.</summary>
/// <param name="Plant">what goes wrong</param>
/// <param name="Rank">where</param>
/// <param name="Milliseconds">a repeat lasts this long [ms]</param>
public sealed record ToyCase(Plant Plant, int Rank, int Milliseconds);

/// <summary>What a toy shows of its answer.</summary>
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
        Axis.Names("plant", Role.Problem, [.. Enum.GetNames<Plant>()]),
        Axis.Numbers("rank", "1", Role.Problem, 0),
        Axis.Numbers("milliseconds", "ms", Role.Problem, 0),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string FlopModel => "100";

    /// <inheritdoc/>
    public override string ByteModel => "0";

    /// <inheritdoc/>
    public override ToyCase Bind(Point p, int ranks) =>
        new(Enum.Parse<Plant>(p["plant"]), (int)p.Number("rank"), (int)p.Number("milliseconds"));

    /// <inheritdoc/>
    public override Work WorkOf(ToyCase c, int rank) => new(100, 0, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(ToyCase c, IToyKernel k, Rigour r, IHarness h)
    {
        Span<double> sum = [k.Counted];
        h.Sum(sum);
        if (c.Plant == Plant.Verify && h.Rank == c.Rank)
            throw new InvalidOperationException("planted fault in Verify");
        return Verdict.Of(h.Max(Math.Abs(sum[0] / (h.Repeats * h.Size) - 1)), 0, "count");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(ToyCase c, IToyKernel k, IHarness h)
    {
        k.Reset();
        return [PointFact.Of("toys", "1", h.Max(h.Rank + 1)), new("colour", "", "red")];
    }
}

/// <summary>Adds one, and does what is planted. Ranks that are threads are told apart by the thread's name.</summary>
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
    public override Availability Check(ToyCase c, Point p, Place at) => PlantOn(c, at) switch
    {
        Plant.Check => throw new InvalidOperationException("planted fault in Check"),
        Plant.Unavailable => Availability.No("planted absence"),
        _ => Availability.Yes,
    };

    /// <inheritdoc/>
    public override long FootprintBytes(ToyCase c, Point p, Place at) => c.Plant == Plant.Footprint ? long.MaxValue : 8;

    /// <inheritdoc/>
    public override IToyKernel Prepare(ToyCase c, Point p, Place at, IDisposable? link) => PlantOn(c, at) switch
    {
        Plant.Prepare => throw new InvalidOperationException("planted fault in Prepare"),
        Plant.Memory => throw new InsufficientMemoryException("planted lack of memory"),
        Plant plant => new Kernel(plant, c.Milliseconds, (int)p.Number("batch")),
    };

    private static Plant PlantOn(ToyCase c, Place at)
    {
        bool here = at.Team is null
            ? Thread.CurrentThread.Name is null || Thread.CurrentThread.Name == $"rank {c.Rank}"
            : at.Rank == c.Rank;
        return here ? c.Plant : Plant.None;
    }

    private sealed class Kernel(Plant plant, int milliseconds, int batch) : IToyKernel
    {
        public long Counted { get; private set; }

        public int MaxBatch => batch;

        public void Reset() => Counted = 0;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            switch (plant)
            {
                case Plant.Run:
                    throw new InvalidOperationException("planted fault in Run");
                case Plant.Hang:
                    Thread.Sleep(Timeout.Infinite);
                    break;
                case Plant.Kill:
                    Process.GetCurrentProcess().Kill();
                    break;
                case Plant.Wrong:
                    Counted++;
                    break;
            }

            for (int i = 0; i < repeats; i++)
            {
                Counted++;
                if (milliseconds > 0)
                    Thread.Sleep(plant == Plant.Slow ? milliseconds * 3 / 2 : milliseconds);
            }

            phaseTicks[0] += repeats;
        }

        public void Dispose()
        {
        }
    }
}
