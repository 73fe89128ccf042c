using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>Whole numbers of 32 bits, whose sums are exact.</summary>
public sealed class Whole32 : Precision<int, int>
{
    /// <inheritdoc/>
    public override string Name => "int32";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Int32, ElementKind.Int32, ElementKind.Int32, ElementKind.Int32);
}
