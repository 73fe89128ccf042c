using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>bfloat16 in memory and on the wire, binary32 in registers: products of two such numbers are exact
/// there.</summary>
public sealed class Bf16 : Precision<Numerics.Bf16, float>
{
    /// <inheritdoc/>
    public override string Name => "bf16";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Bf16, ElementKind.Fp32, ElementKind.Fp32, ElementKind.Bf16);
}
