using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Compute;

/// <summary>The chains in vectors as wide as the processor's. One thread.</summary>
public sealed class PeakFlopsSimd : Realisation<PeakCase, IPeakKernel>
{
    /// <inheritdoc/>
    public override string Name => "simd";

    /// <inheritdoc/>
    public override string Summary => "vectors as wide as the processor's, in C#";

    /// <inheritdoc/>
    public override Availability Check(PeakCase c, Point p, Place at) => NativeArithmetic.Check(c.Precision);

    /// <inheritdoc/>
    public override long FootprintBytes(PeakCase c, Point p, Place at) => 24 * 64;

    /// <inheritdoc/>
    public override IPeakKernel Prepare(PeakCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(at.Memory));

    private sealed class Maker(MemoryBudget memory) : IGeneric<IPeakKernel>
    {
        public IPeakKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Lanes.Widest(new OfWidth<TAccumulate>(memory));
    }

    private sealed class OfWidth<T>(MemoryBudget memory) : IForLanes<T, IPeakKernel>
        where T : unmanaged, INumber<T>
    {
        public IPeakKernel For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => new FmaChains<TLanes, T>(memory);
    }
}
