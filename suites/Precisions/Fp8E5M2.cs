using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>8 bits in memory and on the wire, to 57344 with 3 significant bits; binary32 in registers, where products
/// of two such numbers are exact. For products of matrices alone.</summary>
public sealed class Fp8E5M2 : Precision<Fp8<E5M2>, float>
{
    /// <inheritdoc/>
    public override string Name => "fp8-e5m2";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp8E5M2, ElementKind.Fp32, ElementKind.Fp32, ElementKind.Fp8E5M2);
}
