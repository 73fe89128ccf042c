using System.Numerics;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Suites;

/// <summary>A local piece in vectors as wide as the processor's, for fp64 and fp32.</summary>
/// <typeparam name="TPart">what it makes</typeparam>
public abstract class SimdPart<TPart> : Part<TPart>
    where TPart : class
{
    /// <inheritdoc/>
    public sealed override string Name => "simd";

    /// <inheritdoc/>
    public sealed override Availability Check(Precision precision, Place at) => NativeArithmetic.Check(precision);

    /// <inheritdoc/>
    public sealed override TPart Create(Precision precision, Place at) => precision.Apply(new Maker(this));

    /// <summary>Makes it for a number type and the lanes of this processor.</summary>
    private protected abstract TPart Make<T, TLanes>()
        where T : unmanaged, INumber<T>
        where TLanes : struct, ILanes<TLanes, T>;

    private sealed class Maker(SimdPart<TPart> part) : IGeneric<TPart>
    {
        public TPart For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => Lanes.Widest(new OfWidth<TStore>(part));
    }

    private sealed class OfWidth<T>(SimdPart<TPart> part) : IForLanes<T, TPart>
        where T : unmanaged, INumber<T>
    {
        public TPart For<TLanes>()
            where TLanes : struct, ILanes<TLanes, T> => part.Make<T, TLanes>();
    }
}
