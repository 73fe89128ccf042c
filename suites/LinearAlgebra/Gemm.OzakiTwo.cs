using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures <see cref="OzakiTwo"/>.</summary>
public sealed class GemmOzakiTwo : EmulatedGemmRealisation
{
    private const string Count = "moduli", Scaling = "scaling";

    /// <summary>How many moduli.</summary>
    internal static readonly Axis ModuliAxis = Axis.Numbers(Count, "1", Role.Method, 15, 14, 16);

    /// <inheritdoc/>
    public override string Name => "ozaki2";

    /// <inheritdoc/>
    public override string Summary => "fp64 by products of residues that fit in 8 bits: scheme II of Ozaki";

    /// <inheritdoc/>
    protected override IReadOnlyList<Axis> OwnAxes { get; } =
    [
        ModuliAxis,
        Axis.Names(Scaling, Role.Method, "fast", "accurate", "exponent"),
    ];

    /// <inheritdoc/>
    protected override IEmulation EmulationOf(Point p, ISmallProduct product) =>
        new OzakiTwo(ModuliOf(p), p.Word<ModuliScaling>(Scaling), product);

    /// <summary>The value of <see cref="ModuliAxis"/>.</summary>
    /// <exception cref="ArgumentException">there are not so few or so many</exception>
    internal static Moduli ModuliOf(Point p) => new(p.Number(Count, Moduli.Least, Moduli.Most));
}
