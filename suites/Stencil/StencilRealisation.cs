using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all methods of stepping share: the choice of the local part, and that they are written once for all
/// number types.</summary>
public abstract class StencilRealisation : Realisation<StencilCase, IStencilKernel>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Parts<ILocalStencil>("local", "simd", "reference")];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases { get; } = ["pack", "wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at) => c.Wave.Points == 7 || TakesCorners
        ? PartOf(p, at).Check(p.Precision, at)
        : Availability.No("27 points need those beyond edges and corners, which deep-halo and temporal exchange");

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        BlockMemory.FootprintBytes(c.Blocks.BoxOf(at.Rank), c.Store.Bytes());

    /// <summary>In each step, a layer of the block across each inner face that messages cross.</summary>
    public override Work TrafficOf(StencilCase c, Point p, int rank) =>
        c.HaloTraffic(rank, neighbour => Sends(p, rank, neighbour));

    /// <inheritdoc/>
    public override IStencilKernel Prepare(StencilCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(this, (c, p, at, link), PartOf(p, at).Create(p.Precision, at)));

    /// <summary>Makes the kernel for a number type.</summary>
    /// <param name="c">the case</param>
    /// <param name="p">for the realisation's own axes</param>
    /// <param name="at">where</param>
    /// <param name="link">what Connect returned</param>
    /// <param name="local">steps a rank's own points</param>
    protected abstract IStencilKernel Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local)
        where T : unmanaged, INumber<T>;

    /// <summary>Whether points beyond edges and corners of a block are exchanged.</summary>
    protected virtual bool TakesCorners => false;

    /// <summary>Whether a layer goes to a neighbour as a message.</summary>
    protected virtual bool Sends(Point p, int rank, int neighbour) => true;

    private static Part<ILocalStencil> PartOf(Point p, Place at) => at.Parts.Part<ILocalStencil>(p["local"]);

    private sealed class Maker(
        StencilRealisation method, (StencilCase Case, Point Point, Place Place, IDisposable? Link) at,
        ILocalStencil local) : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            method.Make(at.Case, at.Point, at.Place, at.Link, (ILocalStencil<TStore>)local);
    }
}
