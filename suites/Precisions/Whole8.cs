using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Precisions;

/// <summary>Whole numbers of 8 bits, whose products are summed exactly in 32.</summary>
public sealed class Whole8 : Precision<sbyte, int>
{
    /// <inheritdoc/>
    public override string Name => "int8";

    /// <inheritdoc/>
    public override Formats Formats { get; } =
        new(ElementKind.Int8, ElementKind.Int32, ElementKind.Int32, ElementKind.Int8);
}
