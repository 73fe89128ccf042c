using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>IEEE 754 binary16 in memory and on the wire, binary32 in registers: products of two such numbers are exact
/// there.</summary>
public sealed class Fp16 : Precision<Half, float>
{
    /// <inheritdoc/>
    public override string Name => "fp16";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp16, ElementKind.Fp32, ElementKind.Fp32, ElementKind.Fp16);
}
