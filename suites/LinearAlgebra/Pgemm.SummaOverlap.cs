using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>SUMMA whose panels travel while the ranks multiply those of the turn before: two buffers for each matrix,
/// and messages in place of broadcasts, so that each row of the grid may begin with the rows of B that it holds.
/// Source: van de Geijn and Watts 1997, section 4; double buffers as in Kwasniewski et al., COSMA, SC 2019.</summary>
public sealed class PgemmSummaOverlap : SummaRealisation
{
    /// <inheritdoc/>
    public override string Name => "summa-overlap";

    /// <inheritdoc/>
    public override string Summary => "SUMMA whose next panels travel while the ranks multiply";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes => [.. base.Axes, SlicesAxis];

    private protected override int Buffers => 2;

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        SummaPlan plan = PlanOf(c, p, at.Rank);
        var panels = new SummaPanels(plan, (SummaLinks?)link, new SummaBlocks(plan, at.Memory), at.Memory, Buffers);
        return new SummaTurns(panels, LocalOf(c, p, at), at.Memory, SlicesOf(p, at));
    }
}

/// <summary>Where a rank finds the panels of each turn, and which messages bring them.</summary>
/// <param name="plan">of this rank</param>
/// <param name="links">null for one rank alone</param>
/// <param name="blocks">those of this rank; disposed of with this object</param>
/// <param name="memory">for the panels of others</param>
/// <param name="buffers">room for so many of each matrix: two, or none where nobody sends any</param>
internal class SummaPanels(
    SummaPlan plan, SummaLinks? links, SummaBlocks blocks, MemoryBudget memory, int buffers) : IDisposable
{
    private readonly Matrix[] _panelsA = Room(plan, plan.PanelA, memory, buffers);
    private readonly Matrix[] _panelsB = Room(plan, plan.PanelB, memory, buffers);

    public SummaPlan Plan => plan;

    public SummaBlocks Blocks => blocks;

    /// <summary>All turns: a row of the grid begins with the rows of B that it holds.</summary>
    public Turn[] Turns() => [.. Enumerable.Range(0, plan.Steps.Length).Select(TurnAt)];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (Matrix panel in (Matrix[])[.. _panelsA, .. _panelsB])
            panel.Dispose();
        blocks.Dispose();
    }

    /// <summary>Where a panel of A of another rank can be read; 0 where it must be sent.</summary>
    protected virtual nint InReachA(SummaStep step) => 0;

    /// <summary>Where rows of B of another rank can be read; 0 where they must be sent.</summary>
    protected virtual nint InReachB(SummaStep step) => 0;

    /// <summary>Whether another rank needs messages of this one.</summary>
    protected virtual bool IsOutOfReach(int rank) => true;

    private Turn TurnAt(int position)
    {
        SummaStep step = plan.StepAt(plan.Row, position);
        var parcels = new List<Parcel>();
        nint a = step.ColumnOfA == plan.Column ? blocks.A(step) : InReachA(step);
        nint b = step.RowOfB == plan.Row ? blocks.B(step) : InReachB(step);
        if (a == 0)
        {
            a = _panelsA[position % 2].Address;
            parcels.Add(new(links!.Row, step.ColumnOfA, IsSent: false, a, plan.BytesOfA(step), Tag(step)));
        }

        if (b == 0)
        {
            b = _panelsB[position % 2].Address;
            parcels.Add(new(links!.Column, step.RowOfB, IsSent: false, b, plan.BytesOfB(step), Tag(step)));
        }

        AddSent(position, parcels);
        return new(step.Width, a, b, [.. parcels]);
    }

    /// <summary>What others want at this position: the ranks of a row all the same step, those of a column each
    /// another.</summary>
    private void AddSent(int position, List<Parcel> parcels)
    {
        SummaStep mine = plan.StepAt(plan.Row, position);
        for (int c = 0; c < plan.Grid.Columns && mine.ColumnOfA == plan.Column; c++)
            if (c != plan.Column && IsOutOfReach(plan.Grid.RankAt(plan.Row, c)))
                parcels.Add(new(links!.Row, c, IsSent: true, blocks.A(mine), plan.BytesOfA(mine), Tag(mine)));
        for (int r = 0; r < plan.Grid.Rows; r++)
        {
            SummaStep theirs = plan.StepAt(r, position);
            if (r != plan.Row && theirs.RowOfB == plan.Row && IsOutOfReach(plan.Grid.RankAt(r, plan.Column)))
                parcels.Add(
                    new(links!.Column, r, IsSent: true, blocks.B(theirs), plan.BytesOfB(theirs), Tag(theirs)));
        }
    }

    /// <summary>MPI promises no more than 2^15 tags.</summary>
    private static int Tag(SummaStep step) => step.Start & short.MaxValue;

    private static Matrix[] Room(SummaPlan plan, Block block, MemoryBudget memory, int buffers) =>
        [.. Enumerable.Range(0, buffers).Select(_ => Matrix.Store(plan.Product.Precision, block, memory))];
}

/// <summary>SUMMA in turns.</summary>
internal class SummaTurns(SummaPanels panels, ILocalGemm gemm, MemoryBudget memory, int slices)
    : TurnProduct(
        gemm, Matrix.Accumulate(panels.Plan.Product.Precision, panels.Plan.C, memory), panels.Turns(), slices,
        areBuffersSent: false)
{
    protected override int BytesOfB => panels.Plan.ElementBytes;

    public override void Fill(Entries a, Entries b) => panels.Blocks.Fill(a, b);

    protected override void DisposeBlocks()
    {
        base.DisposeBlocks();
        panels.Dispose();
    }
}
