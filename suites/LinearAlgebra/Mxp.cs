using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What repairs the solution that factors of few digits give.</summary>
public enum Refinement
{
    /// <summary>GMRES on (L U)^-1 A. Source: Carson and Higham, SIAM J. Sci. Comput. 40 (2018) A817.</summary>
    Gmres,

    /// <summary>x += (L U)^-1 (b - A x). Source: Wilkinson; Higham 2002, chapter 12.</summary>
    Classic,
}

/// <summary>A x = b that all ranks solve together.</summary>
/// <param name="Matrix">A and b</param>
/// <param name="Precision">of the factorisation: panels are rounded to its store format, all else is done in its
/// accumulate format</param>
/// <param name="Ranks">how many</param>
public sealed record MxpCase(LuMatrix Matrix, Precision Precision, int Ranks)
{
    /// <summary>Order.</summary>
    public int N => Matrix.Order;
}

/// <summary>A solver that is timed, and what it found.</summary>
public interface IMixedSolver : IKernel
{
    /// <summary>Which entries of the factors this rank holds.</summary>
    Block Held { get; }

    /// <summary>Rows, and columns, of a tile: within a tile of the diagonal nothing is rounded to the store
    /// format.</summary>
    int Tile { get; }

    /// <summary>A row of the held block: U on and right of the diagonal, L below it, without its ones.</summary>
    /// <param name="row">within the block</param>
    /// <param name="values">as long as the block is wide</param>
    void ReadRow(int row, Span<double> values);

    /// <summary>All of x, on every rank.</summary>
    ReadOnlySpan<double> Solution { get; }

    /// <summary>Solves anew with the factors that are there; the answer is <see cref="Solution"/>. Collective.
    /// </summary>
    /// <returns>iterations until the criterion was met; null where it was not</returns>
    int? Refine(Refinement how);

    /// <summary>Time that the last factorisation took on this rank [s].</summary>
    double FactorSeconds { get; }

    /// <summary>What this rank sent for the last factorisation, counted where it was sent.</summary>
    Work Sent { get; }
}

/// <summary>PURPOSE what a linear system costs where its LU factorisation is done with few digits and the rest is
/// repaired in fp64. COST (2/3) n^3 + (3/2) n^2 operations over the time of factorisation, solves and refinement.
/// CHECK the criterion of HPL-MxP, and <see cref="LuCheck"/>: that the residual is small does not show that the factors
/// are right.</summary>
public sealed class Mxp : Benchmark<MxpCase, IMixedSolver>
{
    /// <summary>The residual, scaled, must be below this [1]. Source: rules of HPL-MxP.</summary>
    public const double Criterion = 16;

    /// <inheritdoc/>
    public override string Name => "mxp";

    /// <inheritdoc/>
    public override string Summary =>
        "solution of A x = b by an LU factorisation of few digits, refined to fp64 (HPL-MxP)";

    /// <inheritdoc/>
    public override string Source => "HPL-MxP: rules at hpl-mxp.org; Dongarra and Luszczek, arXiv 2509.19618";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("n", "1", Role.Problem, 1024, 4096),
        Axis.Precisions("fp32", "bf16", "fp16", "fp64"),
        Axis.Names("matrix", Role.Problem, "fasi-higham-1e3", "mild", "dominant"),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string FlopModel =>
        "(2/3) n^3 + (3/2) n^2, whatever is done (rules of HPL-MxP), shared by the ranks";

    /// <inheritdoc/>
    public override string ByteModel => "n^2 accumulate: the factors written once, shared by the ranks";

    /// <inheritdoc/>
    public override MxpCase Bind(Point p, int ranks)
    {
        int n = checked((int)p.Number("n"));
        return n > 0
            ? new(LuMatrix.Parse(p["matrix"], n), p.FloatingPoint, ranks)
            : throw new ArgumentException($"n is at least 1, not {n.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <inheritdoc/>
    public override Work WorkOf(MxpCase c, int rank)
    {
        Int128 n = c.N;
        return new(
            Partition.Of((long)((4 * n * n * n + 9 * n * n) / 6), c.Ranks, rank).Length,
            Partition.Of((long)n * c.N * c.Precision.Formats.Accumulate.Bytes(), c.Ranks, rank).Length, 0, 0);
    }

    /// <summary>The official criterion; then, whether what was factorised is the matrix.</summary>
    public override Verdict Verify(MxpCase c, IMixedSolver k, Rigour r, IHarness h)
    {
        var check = new LuCheck(c, k, h);
        double residual = check.Residual(k.Solution);
        Verdict official = new(residual < Criterion, residual, Criterion, "scaled residual of HPL-MxP");
        if (!official.Passed)
            return official;
        Verdict factors = Verdict.Of(check.Factors().Ratio, 1, "(A - L U) v over its bound, v of +1 and -1");
        return factors.Passed ? official : factors;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(MxpCase c, IMixedSolver k, IHarness h)
    {
        var check = new LuCheck(c, k, h);
        double residual = check.Residual(k.Solution);
        FactorError error = check.Factors();
        int? jacobi = check.JacobiSteps();
        double seconds = h.Max(k.FactorSeconds);
        Span<double> sent = [k.Sent.WireBytes, k.Sent.Messages];
        h.Sum(sent);
        List<PointFact> facts =
        [
            PointFact.Of("hpl_residual", "1", residual),
            PointFact.Of("lu_error", "1", error.Error), PointFact.Of("lu_error_bound", "1", error.Bound),
            PointFact.Of("growth", "1", error.Growth),
            Steps("gmres_iterations", k.Refine(Refinement.Gmres)),
            Steps("classic_iterations", k.Refine(Refinement.Classic)),
            Steps("jacobi_steps", jacobi),
            PointFact.Of("sent_bytes", "byte", sent[0]), PointFact.Of("sent_messages", "1", sent[1]),
        ];
        if (jacobi is not null)
            facts.Add(new("matrix_kind", "", "insensitive matrix: Jacobi's method solves it without factors"));
        if (double.IsFinite(c.Matrix.Condition))
            facts.Add(PointFact.Of("condition", "1", c.Matrix.Condition));
        if (double.IsFinite(error.OfKnown))
            facts.Add(PointFact.Of("known_factor_error", "1", error.OfKnown));
        if (seconds > 0)
            facts.Add(PointFact.Of("lu_rate_not_the_score", "flop/s", 2.0 / 3 * Math.Pow(c.N, 3) / seconds));
        return facts;
    }

    private static PointFact Steps(string name, int? steps) =>
        steps is { } count ? PointFact.Of(name, "1", count) : new(name, "", "fails");
}
