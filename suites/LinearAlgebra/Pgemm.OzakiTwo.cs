using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>SUMMA whose local products are emulated, with the same bits for every number of ranks, every grid and every
/// width of panels: rows and columns are scaled by the greatest exponents of the whole matrices, which two all-reduces
/// of maxima tell, panels travel as doubles, and their residues add up without error.</summary>
public sealed class PgemmOzakiTwo : SummaRealisation
{
    /// <inheritdoc/>
    public override string Name => "ozaki2";

    /// <inheritdoc/>
    public override string Summary => "SUMMA of fp64 by residues that fit in 8 bits: the same bits on any grid";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        EmulatedGemmRealisation.LocalAxis, GemmOzakiTwo.ModuliAxis, Axis.Names(GridAxis, Role.Method, Auto),
        Axis.Numbers(PanelAxis, "1", Role.Tuning, 512),
    ];

    private protected override int Buffers => 1;

    private protected override Precision LocalPrecision(PgemmCase c) => EmulatedGemmRealisation.Small;

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        if (EmulatedGemmRealisation.CheckEmulated(c.Product.Precision) is { IsYes: false } no)
            return no;
        Availability there = base.Check(c, p, at);
        return there.IsYes && p.Number(PanelAxis) > ISmallProduct.MostTerms
            ? Availability.No($"sums of 32 bits have room for a panel of {ISmallProduct.MostTerms} at most")
            : there;
    }

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link) =>
        new EmulatedSumma(
            PlanOf(c, p, at.Rank), (SummaLinks?)link, new SmallProduct(LocalOf(c, p, at)), GemmOzakiTwo.ModuliOf(p),
            at.Memory);

    /// <inheritdoc/>
    protected override long BlockBytes(PgemmCase c, Point p, Place at)
    {
        SummaPlan plan = PlanOf(c, p, at.Rank);
        return base.BlockBytes(c, p, at)
            + new OzakiTwo(GemmOzakiTwo.ModuliOf(p), ModuliScaling.Exponent, EmulatedGemmRealisation.None.Instance)
                .WorkspaceBytes(plan.C.Rows, plan.C.Columns, plan.Width);
    }
}

internal sealed unsafe class EmulatedSumma : SummaProduct
{
    private readonly SummaPlan _plan;
    private readonly SummaLinks? _links;
    private readonly OzakiTwo _emulation;
    private readonly NativeBuffer<byte> _workspace;
    private readonly double[] _rows, _columns;

    public EmulatedSumma(SummaPlan plan, SummaLinks? links, SmallProduct product, Moduli moduli, MemoryBudget memory)
        : base(plan, links, product.Gemm, memory)
    {
        (_plan, _links) = (plan, links);
        _emulation = new(moduli, ModuliScaling.Exponent, product);
        (_rows, _columns) = (new double[plan.C.Rows], new double[plan.C.Columns]);
        try
        {
            _workspace = Own.Add(memory.Allocate<byte>(
                (nint)_emulation.WorkspaceBytes(plan.C.Rows, plan.C.Columns, plan.Width)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override IReadOnlyList<PointFact> Facts => EmulatedGemm.FactsOf(_emulation);

    public override double? Bound(in EntryTerms terms) => _emulation.Bound(terms);

    protected override void Once()
    {
        FindGreatest();
        _emulation.Open(_rows, _columns, _plan.Product.K, _plan.Width, _workspace.Pointer);
        base.Once();
        long begin = Stopwatch.GetTimestamp();
        _emulation.Close((double*)C.Address, C.Stride, accumulate: false);
        AddComputed(begin);
    }

    protected override void Add(SummaStep step, nint a, nint b)
    {
        long begin = Stopwatch.GetTimestamp();
        _emulation.Add(new((double*)a, _plan.C.Rows, step.Width), new((double*)b, step.Width, _plan.C.Columns));
        AddComputed(begin);
    }

    /// <summary>The greatest magnitudes of this rank's rows of A, all columns of it, and of its columns of B.</summary>
    private void FindGreatest()
    {
        long begin = Stopwatch.GetTimestamp();
        Array.Clear(_rows);
        foreach (SummaStep step in _plan.Steps)
            if (step.ColumnOfA == _plan.Column)
                Magnitudes.OfRows(new((double*)Blocks.A(step), _plan.C.Rows, step.Width), _rows);
        Array.Clear(_columns);
        foreach (SummaStep step in _plan.Steps)
            if (step.RowOfB == _plan.Row)
                Magnitudes.OfColumns(new((double*)Blocks.B(step), step.Width, _plan.C.Columns), _columns);
        AddComputed(begin);
        _links?.Row.AllReduceInPlace<double>(_rows, ReduceOp.Max);
        _links?.Column.AllReduceInPlace<double>(_columns, ReduceOp.Max);
    }
}
