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
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Names("local", Role.Method, "simd", "reference")];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases { get; } = ["pack", "wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at) => PartOf(p, at).Check(p.Precision, at);

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        BlockMemory.FootprintBytes(c.Blocks.BoxOf(at.Rank), c.Store.Bytes());

    /// <inheritdoc/>
    public override IStencilKernel Prepare(StencilCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(this, c, at, PartOf(p, at).Create(p.Precision, at)));

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract StencilKernel<T> Make<T>(StencilCase c, Place at, ILocalStencil<T> local)
        where T : unmanaged, INumber<T>;

    private static Part<ILocalStencil> PartOf(Point p, Place at) => at.Parts.Part<ILocalStencil>(p["local"]);

    private sealed class Maker(StencilRealisation method, StencilCase c, Place at, ILocalStencil local)
        : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => method.Make(c, at, (ILocalStencil<TStore>)local);
    }
}
