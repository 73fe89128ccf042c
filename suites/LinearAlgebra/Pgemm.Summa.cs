using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Panels of A go along the rows of a grid of ranks, panels of B along its columns, and each rank adds their
/// product to its block of C. A panel lies within one owner's block; owners multiply from their own block where they
/// can. Source: SUMMA, van de Geijn and Watts, Concurrency 9 (1997).</summary>
public sealed class PgemmSumma : Realisation<PgemmCase, IProduct>
{
    /// <inheritdoc/>
    public override string Name => "summa";

    /// <inheritdoc/>
    public override string Summary =>
        "broadcasts of panels along the rows and columns of a grid, and a local product for each";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Names("local", Role.Method, "blas", "simd"), Axis.Names("grid", Role.Method, "auto"),
        Axis.Numbers("panel", "1", Role.Tuning, 512),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["wire", "compute"];

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        _ = GridOf(c, p);
        return p.Number("panel") is > 0 and <= int.MaxValue
            ? Local(p, at).Check(c.Product.Precision, at)
            : Availability.No($"a panel is 1 to {int.MaxValue} wide, not {p["panel"]}");
    }

    /// <inheritdoc/>
    public override long FootprintBytes(PgemmCase c, Point p, Place at) =>
        new SummaPlan(c.Product, GridOf(c, p), (int)p.Number("panel"), at.Rank).Bytes
        + Local(p, at).FootprintBytes(c.Product.Precision, at);

    /// <inheritdoc/>
    public override Work TrafficOf(PgemmCase c, Point p, int rank) =>
        new SummaPlan(c.Product, GridOf(c, p), (int)p.Number("panel"), rank).Traffic;

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) =>
        at.Team is null ? null : new SummaLinks(at.Team, GridOf(c, p));

    /// <inheritdoc/>
    public override IProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        var plan = new SummaPlan(c.Product, GridOf(c, p), (int)p.Number("panel"), at.Rank);
        return new SummaProduct(plan, (SummaLinks?)link, Local(p, at).Create(c.Product.Precision, at), at.Memory);
    }

    private static Grid GridOf(PgemmCase c, Point p) => Grid.Parse(p["grid"], c.Ranks);

    private static Part<ILocalGemm> Local(Point p, Place at) => at.Parts.Part<ILocalGemm>(p["local"]);
}

/// <summary>The ranks in the same row and in the same column of the grid.</summary>
internal sealed class SummaLinks(Communicator team, Grid grid) : IDisposable
{
    /// <summary>Along a row: this rank's number in it is its column.</summary>
    public Communicator Row { get; } = team.Split(grid.RowOf(team.Rank), team.Rank)!;

    /// <summary>Along a column: this rank's number in it is its row.</summary>
    public Communicator Column { get; } = team.Split(grid.ColumnOf(team.Rank), team.Rank)!;

    public void Dispose()
    {
        Row.Dispose();
        Column.Dispose();
    }
}

/// <summary>One step: columns of A and rows of B that have the same indices, and one owner each.</summary>
/// <param name="Start">first of the indices</param>
/// <param name="Width">how many</param>
/// <param name="ColumnOfA">the grid's column that holds the panel of A</param>
/// <param name="RowOfB">the grid's row that holds the panel of B</param>
internal readonly record struct SummaStep(int Start, int Width, int ColumnOfA, int RowOfB);

/// <summary>Who holds and sends what.</summary>
internal sealed class SummaPlan
{
    private readonly int _store, _accumulate;

    public SummaPlan(ProductCase product, Grid grid, int panel, int rank)
    {
        Product = product;
        Grid = grid;
        Rank = rank;
        A = grid.BlockOf(product.M, product.K, rank);
        B = grid.BlockOf(product.K, product.N, rank);
        C = grid.BlockOf(product.M, product.N, rank);
        Steps = [.. Cut(product.K, grid, panel)];
        _store = product.Precision.Formats.Store.Bytes();
        _accumulate = product.Precision.Formats.Accumulate.Bytes();
    }

    public ProductCase Product { get; }

    public Grid Grid { get; }

    public int Rank { get; }

    public Block A { get; }

    public Block B { get; }

    public Block C { get; }

    public SummaStep[] Steps { get; }

    /// <summary>The widest step.</summary>
    public int Width => Steps.Length == 0 ? 0 : Steps.Max(s => s.Width);

    /// <summary>Room for a panel of A; empty where no one else holds columns of A.</summary>
    public Block PanelA => new(0, Grid.Columns > 1 ? C.Rows : 0, 0, Width);

    /// <summary>Room for a panel of B; empty where no one else holds rows of B.</summary>
    public Block PanelB => new(0, Grid.Rows > 1 ? Width : 0, 0, C.Columns);

    /// <summary>Memory on this rank [byte].</summary>
    public long Bytes => (A.Count + B.Count + PanelA.Count + PanelB.Count) * _store + C.Count * _accumulate;

    /// <summary>What this rank sends, counted once for each receiver: its block of A to the other Q - 1 ranks of its
    /// row, its block of B to the other P - 1 of its column. Over the ranks, m k (Q - 1) + k n (P - 1)
    /// elements.</summary>
    public Work Traffic
    {
        get
        {
            int inRow = Grid.Columns - 1, inColumn = Grid.Rows - 1;
            long messages = 0;
            foreach (SummaStep step in Steps)
            {
                messages += step.ColumnOfA == Grid.ColumnOf(Rank) ? inRow : 0;
                messages += step.RowOfB == Grid.RowOf(Rank) ? inColumn : 0;
            }

            return new(0, 0, (A.Count * inRow + B.Count * inColumn) * _store, messages);
        }
    }

    /// <summary>Cuts 0..k where an owner of A or of B ends, and where a panel is full.</summary>
    private static IEnumerable<SummaStep> Cut(int k, Grid grid, int panel)
    {
        int columnOfA = 0, rowOfB = 0;
        for (int start = 0; start < k;)
        {
            int endOfA = (int)Partition.Of(k, grid.Columns, columnOfA).End;
            int endOfB = (int)Partition.Of(k, grid.Rows, rowOfB).End;
            int width = Math.Min(panel, Math.Min(endOfA, endOfB) - start);
            if (width > 0)
                yield return new(start, width, columnOfA, rowOfB);
            start += width;
            if (start == endOfA)
                columnOfA++;
            if (start == endOfB)
                rowOfB++;
        }
    }
}

internal sealed unsafe class SummaProduct : IProduct
{
    private readonly SummaPlan _plan;
    private readonly SummaLinks? _links;
    private readonly ILocalGemm _gemm;
    private readonly Matrix _a, _b, _c, _panelA, _panelB;

    public SummaProduct(SummaPlan plan, SummaLinks? links, ILocalGemm gemm, Bindings.MemoryBudget memory)
    {
        Precision precision = plan.Product.Precision;
        _plan = plan;
        _links = links;
        _gemm = gemm;
        _a = Matrix.Store(precision, plan.A, memory);
        _b = Matrix.Store(precision, plan.B, memory);
        _c = Matrix.Accumulate(precision, plan.C, memory);
        _panelA = Matrix.Store(precision, plan.PanelA, memory);
        _panelB = Matrix.Store(precision, plan.PanelB, memory);
        _a.Fill(plan.Product.A);
        _b.Fill(plan.Product.B);
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => _c.Block;

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            foreach (SummaStep step in _plan.Steps)
            {
                long begin = Stopwatch.GetTimestamp();
                nint a = PanelOfA(step, out int lda);
                nint b = PanelOfB(step);
                long sent = Stopwatch.GetTimestamp();
                _gemm.Multiply(
                    _c.Block.Rows, _c.Block.Columns, step.Width, a, lda, b, _b.Stride, _c.Address, _c.Stride,
                    accumulate: step.Start > 0);
                phaseTicks[0] += sent - begin;
                phaseTicks[1] += Stopwatch.GetTimestamp() - sent;
            }
    }

    public void ReadRow(int row, Span<double> values) => _c.ReadRow(row, values);

    public void Dispose()
    {
        _gemm.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
        _panelA.Dispose();
        _panelB.Dispose();
    }

    /// <summary>The step's columns of A, for this rank's rows: sent along the row, after the owner has put them side by
    /// side.</summary>
    private nint PanelOfA(SummaStep step, out int lda)
    {
        nint mine = _a.At(0, step.Start - _a.Block.Column);
        lda = _a.Stride;
        if (_links is null || _links.Row.Size == 1)
            return mine;
        bool owner = _links.Row.Rank == step.ColumnOfA;
        nint panel = _panelA.Address;
        if (owner && step.Width == lda)
            panel = mine;
        else if (owner)
            Pack(mine, step.Width);
        long bytes = (long)_a.Block.Rows * step.Width * _a.ElementBytes;
        _links.Row.Broadcast((void*)panel, bytes, Datatype.Byte, step.ColumnOfA);
        if (owner)
            return mine;
        lda = step.Width;
        return panel;
    }

    private void Pack(nint from, int width)
    {
        nint bytes = (nint)width * _a.ElementBytes, stride = (nint)_a.Stride * _a.ElementBytes;
        for (int i = 0; i < _a.Block.Rows; i++)
            Buffer.MemoryCopy((void*)(from + i * stride), (void*)(_panelA.Address + i * bytes), bytes, bytes);
    }

    /// <summary>The step's rows of B, for this rank's columns: sent along the column as they lie.</summary>
    private nint PanelOfB(SummaStep step)
    {
        nint mine = _b.At(step.Start - _b.Block.Row, 0);
        if (_links is null || _links.Column.Size == 1)
            return mine;
        nint panel = _links.Column.Rank == step.RowOfB ? mine : _panelB.Address;
        long bytes = (long)step.Width * _b.Block.Columns * _b.ElementBytes;
        _links.Column.Broadcast((void*)panel, bytes, Datatype.Byte, step.RowOfB);
        return panel;
    }
}
