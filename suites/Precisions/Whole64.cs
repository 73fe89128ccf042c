using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>Whole numbers of 64 bits, whose sums are exact.</summary>
public sealed class Whole64 : Precision<long, long>
{
    /// <inheritdoc/>
    public override string Name => "int64";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Int64, ElementKind.Int64, ElementKind.Int64, ElementKind.Int64);
}
