using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all methods share: the choice of the local part, and that they are written once for all number
/// types.</summary>
public abstract class StarRealisation : Realisation<StarCase, IStarKernel>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [Axis.Parts<ILocalStar>("local", "simd", "reference")];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases { get; } = ["pack", "wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(StarCase c, Point p, Place at) => PartOf(p, at).Check(p.Precision, at);

    /// <inheritdoc/>
    public override long FootprintBytes(StarCase c, Point p, Place at) => c.FootprintBytes(at.Rank);

    /// <inheritdoc/>
    public override IStarKernel Prepare(StarCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(this, c, at, PartOf(p, at).Create(p.Precision, at)));

    /// <summary>Makes the kernel for a number type.</summary>
    protected abstract StarKernel<T> Make<T>(StarCase c, Place at, ILocalStar<T> local)
        where T : unmanaged, INumber<T>;

    private static Part<ILocalStar> PartOf(Point p, Place at) => at.Parts.Part<ILocalStar>(p["local"]);

    private sealed class Maker(StarRealisation method, StarCase c, Place at, ILocalStar local) : IGeneric<IStarKernel>
    {
        public IStarKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => method.Make(c, at, (ILocalStar<TStore>)local);
    }
}
