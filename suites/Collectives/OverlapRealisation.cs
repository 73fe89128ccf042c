using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What all ways of computing during a collective share.</summary>
public abstract class OverlapRealisation : Realisation<OverlapCase, IOverlapKernel>
{
    /// <inheritdoc/>
    public override Availability Check(OverlapCase c, Point p, Place at) =>
        at.Ranks > 1 ? Availability.Yes : Availability.No("one rank has nobody to communicate with");

    /// <inheritdoc/>
    public override long FootprintBytes(OverlapCase c, Point p, Place at) =>
        (c.Inputs(at.Rank) + c.Outputs(at.Rank)) * c.ElementBytes;

    /// <inheritdoc/>
    public override IDisposable? Connect(OverlapCase c, Point p, Place at) => new OverlapLink(c, at);

    /// <inheritdoc/>
    public override IOverlapKernel Prepare(OverlapCase c, Point p, Place at, IDisposable? link) =>
        Make(c, p, at, (OverlapLink)link!);

    /// <summary>Makes the kernel.</summary>
    protected abstract OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link);
}

/// <summary>The ring of neighbours, and how much is computed.</summary>
public sealed class OverlapLink : IDisposable
{
    private const int Trials = 7;

    /// <summary>Makes the ring, and finds out how many steps of computation last as long as the collective alone does
    /// on the slowest rank. Collective.</summary>
    public OverlapLink(OverlapCase c, Place at)
    {
        Ring = at.Team!.CreateCartesian([at.Ranks], [true])!;
        using var trial = new WaitingOverlap.Kernel(c, at, this);
        Span<double> seconds = stackalloc double[Trials];
        foreach (ref double s in seconds)
            s = Overlap.Seconds(trial.Communicate);
        seconds.Sort();
        Span<double> slowest = [seconds[Trials / 2]];
        at.Team.AllReduceInPlace<double>(slowest, ReduceOp.Max);
        Steps = (long)(slowest[0] / Chain.SecondsOfAStep());
    }

    /// <summary>Each rank has the one before and the one after it as neighbours.</summary>
    public Communicator Ring { get; }

    /// <summary>Steps of <see cref="Chain"/> in a computation.</summary>
    public long Steps { get; }

    /// <inheritdoc/>
    public void Dispose() => Ring.Dispose();
}

/// <summary>Computation that needs no memory, so that all it can lose to the collective is the core.</summary>
internal static class Chain
{
    /// <summary>Where it begins.</summary>
    public const double Start = 0.5;

    private const long Trial = 100_000;

    /// <summary>So many multiplications and additions, each of which waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double After(double x, long steps)
    {
        for (long i = 0; i < steps; i++)
            x = (x * 0.999) + 1e-3;
        return x;
    }

    /// <summary>The least of some trials: what else ran meanwhile is not a step's time.</summary>
    public static double SecondsOfAStep()
    {
        double least = double.PositiveInfinity, x = Start;
        for (int i = 0; i < 5; i++)
            least = Math.Min(least, Overlap.Seconds(() => x = After(x, Trial)));
        return x > 0 ? least / Trial : double.NaN;
    }
}

/// <summary>A collective and a computation, alone and together.</summary>
public abstract unsafe class OverlapKernel : CollectiveKernel<double>, IOverlapKernel
{
    private readonly OverlapCase _case;
    private readonly Communicator _ring;
    private double _computed;

    /// <summary>Allocates.</summary>
    protected OverlapKernel(OverlapCase c, Place at, OverlapLink link)
        : base(c, at) => (_case, _ring, Steps) = (c, link.Ring, link.Steps);

    /// <inheritdoc/>
    public bool HasComputed => _computed == Computed();

    /// <summary>Steps of the computation.</summary>
    protected long Steps { get; }

    /// <inheritdoc/>
    public void Communicate()
    {
        Request request = Begin();
        request.Wait();
    }

    /// <inheritdoc/>
    public void Compute() => _computed = Computed();

    /// <inheritdoc/>
    protected override void Repeat(Communicator team, int repeats)
    {
        for (int i = 0; i < repeats; i++)
            _computed = Together();
    }

    /// <summary>Both at once.</summary>
    /// <returns>what was computed</returns>
    protected abstract double Together();

    /// <summary>The whole computation.</summary>
    protected double Computed() => Chain.After(Chain.Start, Steps);

    /// <summary>Begins the collective.</summary>
    protected Request Begin() => _case.Operation switch
    {
        Overlap.Broadcast => _ring.IBroadcast(new NativeSlice<double>(Rank == 0 ? Source : Target, Length), 0),
        Overlap.Neighbours => _ring.INeighborAllGather(
            new NativeSlice<double>(Source, Length), new NativeSlice<double>(Target, 2 * Length)),
        _ => _ring.IAllReduce(Source, Target, Length, Datatype.Of<double>(), ReduceOp.Sum),
    };

    private nint Length => (nint)_case.Elements;
}
