using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>IEEE 754 binary64 throughout.</summary>
public sealed class Fp64 : Precision<double, double>
{
    /// <inheritdoc/>
    public override string Name => "fp64";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Fp64, ElementKind.Fp64, ElementKind.Fp64, ElementKind.Fp64);
}
