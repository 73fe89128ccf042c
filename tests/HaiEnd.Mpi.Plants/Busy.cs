using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Plants;

/// <summary>A case of the busy benchmark.</summary>
/// <param name="Steps">of the chain in a repeat</param>
public sealed record BusyCase(long Steps);

/// <summary>A benchmark whose time is known, for what looks for changes of it.</summary>
public sealed class Busy : Benchmark<BusyCase, IToyKernel>
{
    /// <inheritdoc/>
    public override string Name => "busy";

    /// <inheritdoc/>
    public override string Summary => "Follows a chain of multiply-adds.";

    /// <inheritdoc/>
    public override string Source => "this file";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("steps", "1", Role.Problem, 1_000_000)];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string FlopModel => "2 steps";

    /// <inheritdoc/>
    public override string ByteModel => "0";

    /// <inheritdoc/>
    public override BusyCase Bind(Point p, int ranks) => new(p.Number("steps"));

    /// <inheritdoc/>
    public override Work WorkOf(BusyCase c, int rank) => new(2 * c.Steps, 0, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(BusyCase c, IToyKernel k, Rigour r, IHarness h) =>
        Verdict.Of(h.Max(Math.Abs((double)k.Counted / h.Repeats - 1)), 0, "count");
}

/// <summary>The chain, a given percentage longer than it was asked to be. That percentage is tuning, so that what is
/// slower on purpose is compared with what is not.</summary>
public sealed class BusyChain : Realisation<BusyCase, IToyKernel>
{
    /// <inheritdoc/>
    public override string Name => "chain";

    /// <inheritdoc/>
    public override string Summary => "Each step waits for the one before, so that only the clock decides.";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Numbers("slower", "1", Role.Tuning, 0)];

    /// <inheritdoc/>
    public override Availability Check(BusyCase c, Point p, Place at) => Availability.Yes;

    /// <inheritdoc/>
    public override long FootprintBytes(BusyCase c, Point p, Place at) => 8;

    /// <inheritdoc/>
    public override IToyKernel Prepare(BusyCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c.Steps * (100 + p.Number("slower")) / 100);

    private sealed class Kernel(long steps) : IToyKernel
    {
        private double _value = 1;

        public long Counted { get; private set; }

        public int MaxBatch => int.MaxValue;

        public void Reset() => Counted = 0;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats; i++)
            {
                _value = Chain(_value, steps);
                Counted++;
            }
        }

        public void Dispose()
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static double Chain(double x, long steps)
        {
            for (long i = 0; i < steps; i++)
                x = Math.FusedMultiplyAdd(x, 0.5, 0.5);
            return x;
        }
    }
}
