using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Panels of A go along the rows of a grid of ranks, panels of B along its columns, and each rank adds their
/// product to its block of C. A panel lies within one owner's block; owners multiply from their own block.
/// Source: SUMMA, van de Geijn and Watts, Concurrency 9 (1997).</summary>
public sealed class PgemmSumma : SummaRealisation
{
    /// <inheritdoc/>
    public override string Name => "summa";

    /// <inheritdoc/>
    public override string Summary =>
        "broadcasts of panels along the rows and columns of a grid, and a local product for each";

    /// <summary>Where a device multiplies, panels are transferred to it, and C stays there.</summary>
    public override IReadOnlyList<string> Phases => ["wire", "compute", "transfer"];

    private protected override int Buffers => 1;

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link) =>
        new SummaProduct(PlanOf(c, p, at.Rank), (SummaLinks?)link, LocalOf(c, p, at), at.Memory);
}

internal unsafe class SummaProduct : DistributedProduct
{
    private readonly SummaPlan _plan;
    private readonly SummaLinks? _links;
    private readonly SummaBlocks _blocks;
    private readonly Matrix _panelA, _panelB, _c;
    private readonly DeviceSum? _onDevice;
    private readonly Belongings _own = new();
    private bool _isRead = true;

    public SummaProduct(SummaPlan plan, SummaLinks? links, ILocalGemm gemm, MemoryBudget memory)
        : base(gemm)
    {
        (_plan, _links) = (plan, links);
        Precision precision = plan.Product.Precision;
        var device = gemm as DeviceGemm;
        try
        {
            _blocks = _own.Add(device is null
                ? new SummaBlocks(plan, memory)
                : new SummaBlocks(plan, PageLocked(plan.A), PageLocked(plan.B)));
            (_panelA, _panelB) = (Panel(plan.PanelA), Panel(plan.PanelB));
            _c = _own.Add(Matrix.Accumulate(precision, plan.C, memory));
            _onDevice = device is null ? null : _own.Add(new DeviceSum(device, _c));
        }
        catch
        {
            Dispose();
            throw;
        }

        Matrix Panel(Block panel) => _own.Add(device is null
            ? Matrix.Store(precision, panel, memory)
            : Matrix.StoreAt(precision, panel, PageLocked(panel)));

        // What a device copies by itself.
        nint PageLocked(Block block) =>
            (nint)_own.Add(device!.Device.AllocateHost(memory, block.Count * plan.ElementBytes)).Pointer;
    }

    public override Block Held => _plan.C;

    public override void Fill(Entries a, Entries b) => _blocks.Fill(a, b);

    public override void ReadRow(int row, Span<double> values)
    {
        if (!_isRead)
            _onDevice?.Read();
        _isRead = true;
        _c.ReadRow(row, values);
    }

    /// <summary>The blocks of A and B of this rank.</summary>
    protected SummaBlocks Blocks => _blocks;

    /// <summary>What is freed with the product.</summary>
    protected Belongings Own => _own;

    /// <summary>This rank's block of C.</summary>
    protected Matrix C => _c;

    protected override void Once()
    {
        _isRead = false;
        foreach (SummaStep step in _plan.Steps)
        {
            nint a = step.ColumnOfA == _plan.Column ? _blocks.A(step) : _panelA.Address;
            nint b = step.RowOfB == _plan.Row ? _blocks.B(step) : _panelB.Address;
            Broadcast(_links?.Row, a, _plan.BytesOfA(step), step.ColumnOfA);
            Broadcast(_links?.Column, b, _plan.BytesOfB(step), step.RowOfB);
            Add(step, a, b);
        }
    }

    /// <summary>Adds the product of a panel of A, whose rows follow each other, and of rows of B to C.</summary>
    protected virtual void Add(SummaStep step, nint a, nint b)
    {
        if (_onDevice is { } sum)
            Compute(sum, step.Width, new(a, step.Width), new(b, _c.Stride), accumulate: step.Start > 0);
        else
            Compute(
                _plan.C.Rows, _plan.C.Columns, step.Width, a, step.Width, b, _c.Stride, _c.Address, _c.Stride,
                accumulate: step.Start > 0);
    }

    protected override void DisposeBlocks() => _own.Dispose();

    private void Broadcast(Communicator? among, nint panel, long bytes, int owner)
    {
        if (among is null || among.Size == 1)
            return;
        among.Broadcast((void*)panel, bytes, Datatype.Byte, owner);
        if (among.Rank == owner)
            Count(bytes, among.Size - 1);
    }
}
