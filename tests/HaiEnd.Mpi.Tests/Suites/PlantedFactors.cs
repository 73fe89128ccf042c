using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.LinearAlgebra;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>A local product that leaves one out.</summary>
public sealed class SkippingGemm : LocalGemmPart
{
    private readonly SimdGemm _right = new();

    public override string Name => "planted-skip";

    public override string Summary => "a defect in the update";

    public override Availability Check(Precision precision, Place at) => _right.Check(precision, at);

    public override ILocalGemm Create(Precision precision, Place at) => new Skipping(_right.Create(precision, at));

    private sealed class Skipping(ILocalGemm gemm) : ILocalGemm
    {
        private int _calls;

        /// <summary>The fifth that is of more than a few rows and columns: one of the pieces of an early update.
        /// </summary>
        public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate)
        {
            if (m <= 32 || n <= 32 || ++_calls != 5)
                gemm.Multiply(m, n, k, a, b, c, ldc, accumulate);
        }

        public void Dispose() => gemm.Dispose();
    }
}

/// <summary>Defects in what a right solver shows.</summary>
internal sealed class Planted(MxpCase c, IMixedSolver solver) : IMixedSolver
{
    /// <summary>What is shown as the solution.</summary>
    public double[] Altered { get; } = solver.Solution.ToArray();

    /// <summary>An entry of L or U that is shown one per cent too large.</summary>
    public (int Row, int Column) WrongEntry { get; set; } = (-1, -1);

    public int MaxBatch => 1;

    public Block Held => solver.Held;

    public int Tile => solver.Tile;

    public ReadOnlySpan<double> Solution => Altered;

    public double FactorSeconds => solver.FactorSeconds;

    public Work Sent => solver.Sent;

    public FactorError Error => new LuCheck(c, this, new Alone(1)).Factors();

    public static Planted On(string spec)
    {
        PointSpec asked = PointSpec.Parse(spec);
        Point p = Alone.Catalog.Bind(asked, 1).Point;
        MxpCase c = new Mxp().Bind(p, 1);
        IMixedSolver solver = new MxpLookAhead().Prepare(c, p, Alone.Place, null);
        solver.Run(1, new long[5]);
        return new(c, solver);
    }

    public Verdict Judge() => new Mxp().Verify(c, this, Rigour.Full, new Alone(1));

    public void ReadRow(int row, Span<double> values)
    {
        solver.ReadRow(row, values);
        if (row == WrongEntry.Row)
            values[WrongEntry.Column] *= 1.01;
    }

    public int? Refine(Refinement how) => solver.Refine(how);

    public void Reset() => solver.Reset();

    public void Run(int repeats, Span<long> phaseTicks) => solver.Run(repeats, phaseTicks);

    public void Dispose() => solver.Dispose();
}
