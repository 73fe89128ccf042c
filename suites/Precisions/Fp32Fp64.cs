using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>IEEE 754 binary32 in memory and on the wire, binary64 in registers and sums: half the bytes of fp64, and
/// the only error is the rounding of what is stored.</summary>
public sealed class Fp32Fp64 : Precision<float, double>
{
    /// <inheritdoc/>
    public override string Name => "fp32-fp64";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp32, ElementKind.Fp64, ElementKind.Fp64, ElementKind.Fp32);
}
