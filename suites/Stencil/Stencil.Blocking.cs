using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Exchanges all halos, then steps all points: nothing overlaps, so the phases add up to the time.</summary>
public sealed class BlockingStencil : Realisation<StencilCase, IStencilKernel>
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "all halos are exchanged, then all points are stepped";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes => [Axis.Names("local", Role.Method, "simd", "reference")];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["pack", "wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at) => PartOf(p, at).Check(p.Precision, at);

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        BlockMemory.FootprintBytes(c.Blocks.BoxOf(at.Rank), c.Store.Bytes());

    /// <inheritdoc/>
    public override IStencilKernel Prepare(StencilCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(c, at, PartOf(p, at).Create(p.Precision, at)));

    private static Part<ILocalStencil> PartOf(Point p, Place at) => at.Parts.Part<ILocalStencil>(p["local"]);

    private sealed class Maker(StencilCase c, Place at, ILocalStencil local) : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            new Kernel<TStore>(c, at, (ILocalStencil<TStore>)local);
    }

    private sealed class Kernel<T>(StencilCase c, Place at, ILocalStencil<T> local) : StencilKernel<T>(c, at)
        where T : unmanaged, INumber<T>
    {
        protected override void Step(Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            Field.Pack();
            long packed = Stopwatch.GetTimestamp();
            Halos.Post();
            Halos.Wait();
            long received = Stopwatch.GetTimestamp();
            local.Step(Field.Block, Field.AllLines);
            phaseTicks[0] += packed - begin;
            phaseTicks[1] += received - packed;
            phaseTicks[2] += Stopwatch.GetTimestamp() - received;
        }
    }
}
