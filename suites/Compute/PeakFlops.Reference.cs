using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Compute;

/// <summary>The chains one number at a time: what a program gets that is not vectorised.</summary>
public sealed class PeakFlopsReference : Realisation<PeakCase, IPeakKernel>
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override string Summary => "one number at a time";

    /// <inheritdoc/>
    public override Availability Check(PeakCase c, Point p, Place at) => NativeArithmetic.Check(c.Precision);

    /// <inheritdoc/>
    public override long FootprintBytes(PeakCase c, Point p, Place at) => 24 * 8;

    /// <inheritdoc/>
    public override IPeakKernel Prepare(PeakCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(at.Memory));

    private sealed class Maker(MemoryBudget memory) : IGeneric<IPeakKernel>
    {
        public IPeakKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            new FmaChains<OneLane<TAccumulate>, TAccumulate>(memory);
    }
}
