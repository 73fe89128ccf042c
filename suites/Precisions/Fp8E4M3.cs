using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>8 bits in memory and on the wire, to 448 with 4 significant bits; binary32 in registers, where products
/// of two such numbers are exact. For products of matrices alone.</summary>
public sealed class Fp8E4M3 : Precision<Fp8<E4M3>, float>
{
    /// <inheritdoc/>
    public override string Name => "fp8-e4m3";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp8E4M3, ElementKind.Fp32, ElementKind.Fp32, ElementKind.Fp8E4M3);
}
