using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all methods share that exchange many layers at once and then make as many steps without a message.
/// Points of neighbours are stepped as well, and are not counted.</summary>
public abstract class DeepStencilRealisation : StencilRealisation
{
    private const string DepthAxis = "depth";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes => [.. base.Axes, Axis.Numbers(DepthAxis, "1", Role.Method, 4)];

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at)
    {
        int depth = DepthOf(p);
        if (depth < 1 || c.Steps % depth != 0)
            return Availability.No($"the {c.Steps} steps of a repeat are no whole number of times depth={depth}");
        return depth <= c.Blocks.LeastLength
            ? base.Check(c, p, at)
            : Availability.No($"a block of {c.Blocks.LeastLength} layers has no {depth} for its neighbour");
    }

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at)
    {
        int depth = DepthOf(p), width = c.Store.Bytes();
        return BlockMemory.FootprintBytes(c.Blocks.BoxOf(at.Rank, depth), width)
            + 2 * width * c.LayersAcross(at.Rank, depth).Points;
    }

    /// <summary>Every depth steps, depth layers across each inner face, with those that came across others.</summary>
    public override Work TrafficOf(StencilCase c, Point p, int rank) => c.TrafficAcross(rank, DepthOf(p));

    /// <inheritdoc/>
    protected sealed override bool TakesCorners => true;

    /// <inheritdoc/>
    protected sealed override IStencilKernel Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local) =>
        Make(c, at, local, DepthOf(p));

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract IStencilKernel Make<T>(StencilCase c, Place at, ILocalStencil<T> local, int depth)
        where T : unmanaged, INumber<T>;

    /// <summary>Layers, and steps from one exchange to the next.</summary>
    protected static int DepthOf(Point p) => (int)p.Number(DepthAxis);
}

/// <summary>Exchanges, and then steps without a message.</summary>
/// <typeparam name="T">a point</typeparam>
/// <param name="c">the case</param>
/// <param name="at">where</param>
/// <param name="depth">steps from one exchange to the next</param>
public abstract class DeepStencilKernel<T>(StencilCase c, Place at, int depth) : StencilKernel<T>(c, at, depth)
    where T : unmanaged, INumber<T>
{
    /// <summary>Steps from one exchange to the next.</summary>
    protected int Depth { get; } = depth;

    /// <inheritdoc/>
    protected sealed override void Step(Span<long> phaseTicks)
    {
        long begin = Stopwatch.GetTimestamp();
        Layers!.Exchange(Halos);
        long received = Stopwatch.GetTimestamp();
        Advance();
        phaseTicks[1] += received - begin;
        phaseTicks[2] += Stopwatch.GetTimestamp() - received;
    }

    /// <summary>Makes all the steps.</summary>
    protected abstract void Advance();
}
