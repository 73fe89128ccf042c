using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>Exchanges all halos, then steps all points: nothing overlaps, so the phases add up to the time.</summary>
public sealed class BlockingStencil : StencilRealisation
{
    /// <inheritdoc/>
    public override string Name => "blocking";

    /// <inheritdoc/>
    public override string Summary => "all halos are exchanged, then all points are stepped";

    /// <inheritdoc/>
    protected override StencilKernel<T> Make<T>(
        StencilCase c, Point p, Place at, IDisposable? link, ILocalStencil<T> local) =>
        new Kernel<T>(c, at, local);

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
