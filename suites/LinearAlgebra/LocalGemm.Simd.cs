using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures our own product.</summary>
public sealed class GemmSimd : TeamGemmRealisation<SimdGemm>;

/// <summary>Ours, in C#: see <see cref="BlockedGemm{TLanes, TStore, T}"/>.</summary>
public sealed class SimdGemm : LocalGemmPart
{
    /// <inheritdoc/>
    public override string Name => "simd";

    /// <inheritdoc/>
    public override string Summary =>
        "our own: packed panels and register tiles in C#, vectors as wide as the processor's";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at) =>
        IsWhole(precision) || precision.Apply(new CanDo())
            ? CheckProcessor(precision)
            : Availability.No($"vector registers hold sums in fp64 or fp32, not in that of {precision.Name}");

    /// <inheritdoc/>
    public override long FootprintBytes(Precision precision, Place at) =>
        IsWhole(precision) ? DotGemm<sbyte>.Bytes : GemmBlocks.Bytes(precision);

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at) =>
        IsWhole(precision) ? new DotGemm<sbyte>(new WholeTile(), at.Memory) : precision.Apply(new Maker(at.Memory));

    private static bool IsWhole(Precision precision) =>
        precision.Formats is { Store: ElementKind.Int8, Accumulate: ElementKind.Int32 };

    private sealed class CanDo : IGeneric<bool>
    {
        public bool For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            typeof(TAccumulate) == typeof(double) || typeof(TAccumulate) == typeof(float);
    }

    private sealed class Maker(MemoryBudget memory) : IGeneric<ILocalGemm>
    {
        public ILocalGemm For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            Lanes.Widest(new OfWidth<TStore, TAccumulate>(memory));
    }

    private sealed class OfWidth<TStore, TAccumulate>(MemoryBudget memory) : IForLanes<TAccumulate, ILocalGemm>
        where TStore : unmanaged, INumber<TStore>
        where TAccumulate : unmanaged, INumber<TAccumulate>
    {
        public ILocalGemm For<TLanes>()
            where TLanes : struct, ILanes<TLanes, TAccumulate> => new BlockedGemm<TLanes, TStore, TAccumulate>(memory);
    }
}
