using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>LU without pivoting of a matrix that is dealt in tiles: panels are factorised in the accumulate format,
/// rounded to the store format and sent in it while the ranks update the rest with those of the step before. Source:
/// right-looking LU with look-ahead of depth 1 as in HPL: Petitet, Whaley, Dongarra, Cleary 2000.</summary>
public sealed class MxpLookAhead : Realisation<MxpCase, IMixedSolver>
{
    private const string LocalAxis = "local", GridAxis = "grid", TileAxis = "tile", RefineAxis = "refine";

    /// <inheritdoc/>
    public override string Name => "lookahead";

    /// <inheritdoc/>
    public override string Summary => "block-cyclic LU whose next panel travels during the update, then refinement";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Names(RefineAxis, Role.Method, "gmres", "classic"),
        Axis.Parts<ILocalGemm>(LocalAxis, "simd", "blas"),
        Axis.Names(GridAxis, Role.Method, PgemmRealisation.Auto),
        Axis.Numbers(TileAxis, "1", Role.Tuning, 128),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["panel", "broadcast", "update", "solve", "refine"];

    /// <inheritdoc/>
    public override Availability Check(MxpCase c, Point p, Place at)
    {
        _ = Grid.Parse(p[GridAxis], c.Ranks);
        _ = HowOf(p);
        if (!int.TryParse(p[TileAxis], CultureInfo.InvariantCulture, out int tile) || tile < 1)
            return Availability.No($"a tile has 1 to {int.MaxValue} rows, not {p[TileAxis]}");
        if (c.Precision.Formats.Accumulate is not (ElementKind.Fp32 or ElementKind.Fp64))
            return Availability.No($"panels are factorised in fp32 or fp64, not in the sums of {c.Precision.Name}");
        Part<ILocalGemm> local = at.Parts.Part<ILocalGemm>(p[LocalAxis]);
        Availability product = local.Check(c.Precision, at);
        return product.IsYes ? local.Check(OfPanels(c, at), at) : product;
    }

    /// <inheritdoc/>
    public override long FootprintBytes(MxpCase c, Point p, Place at)
    {
        Part<ILocalGemm> local = at.Parts.Part<ILocalGemm>(p[LocalAxis]);
        return c.Precision.Apply(new Sizer(PlanOf(c, p, at)))
            + local.FootprintBytes(c.Precision, at) + local.FootprintBytes(OfPanels(c, at), at);
    }

    /// <summary>What is sent for the factorisation; how much the refinement sends depends on what it finds.</summary>
    public override Work TrafficOf(MxpCase c, Point p, int rank) =>
        new LuPlan(c, Grid.Parse(p[GridAxis], c.Ranks), (int)p.Number(TileAxis), rank).Traffic;

    /// <inheritdoc/>
    public override IDisposable? Connect(MxpCase c, Point p, Place at) =>
        at.Team is null ? null : new SummaLinks(at.Team, Grid.Parse(p[GridAxis], c.Ranks));

    /// <inheritdoc/>
    public override IMixedSolver Prepare(MxpCase c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(p, at, PlanOf(c, p, at), (SummaLinks?)link));

    private static LuPlan PlanOf(MxpCase c, Point p, Place at) =>
        new(c, Grid.Parse(p[GridAxis], c.Ranks), (int)p.Number(TileAxis), at.Rank);

    /// <summary>The precision of the accumulate format alone.</summary>
    private static Precision OfPanels(MxpCase c, Place at) =>
        at.Parts.Precision(c.Precision.Formats.Accumulate == ElementKind.Fp64 ? "fp64" : "fp32");

    private static Refinement HowOf(Point p) => p[RefineAxis] switch
    {
        "gmres" => Refinement.Gmres,
        "classic" => Refinement.Classic,
        var other => throw new ArgumentException($"refine is {other}; it is gmres or classic"),
    };

    private sealed class Maker(Point p, Place at, LuPlan plan, SummaLinks? links) : IGeneric<IMixedSolver>
    {
        public IMixedSolver For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate>
        {
            Part<ILocalGemm> local = at.Parts.Part<ILocalGemm>(p[LocalAxis]);
            var factors = new LuFactors<TStore, TAccumulate>(
                plan, links, local.Create(plan.Case.Precision, at), local.Create(OfPanels(plan.Case, at), at),
                at.Memory);
            return new MxpSolver<TStore, TAccumulate>(plan, links, at, factors, HowOf(p));
        }
    }

    private sealed class Sizer(LuPlan plan) : IGeneric<long>
    {
        public long For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            LuFactors<TStore, TAccumulate>.Bytes(plan) + LuSolve<TStore, TAccumulate>.Bytes(plan)
            + RefinedSolve.Bytes(plan);
    }
}
