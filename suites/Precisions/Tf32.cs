using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>IEEE 754 binary32 in memory and in sums, of which matrix units multiply the first 11 bits of the
/// significand. For products of matrices alone.</summary>
public sealed class Tf32 : Precision<float, float>
{
    /// <inheritdoc/>
    public override string Name => "tf32";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp32, ElementKind.Tf32, ElementKind.Fp32, ElementKind.Fp32);
}
