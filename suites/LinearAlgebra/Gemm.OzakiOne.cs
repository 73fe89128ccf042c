using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures <see cref="OzakiOne"/>.</summary>
public sealed class GemmOzakiOne : EmulatedGemmRealisation
{
    private const string Digits = "digits", Slices = "slices";

    /// <inheritdoc/>
    public override string Name => "ozaki1";

    /// <inheritdoc/>
    public override string Summary => "fp64 by products of 8-bit digits: scheme I of Ozaki";

    /// <inheritdoc/>
    protected override IReadOnlyList<Axis> OwnAxes { get; } =
    [
        Axis.Names(Digits, Role.Method, "unsigned", "nearest", "truncated"),
        Axis.Numbers(Slices, "1", Role.Method, 8, 7, 9),
    ];

    /// <inheritdoc/>
    protected override IEmulation EmulationOf(Point p, ISmallProduct product) =>
        new OzakiOne(p.Word<DigitScheme>(Digits), p.Number(Slices, 1, OzakiOne.MostSlices), product);
}
