using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>IEEE 754 binary32 throughout.</summary>
public sealed class Fp32 : Precision<float, float>
{
    /// <inheritdoc/>
    public override string Name => "fp32";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp32, ElementKind.Fp32, ElementKind.Fp32, ElementKind.Fp32);
}
