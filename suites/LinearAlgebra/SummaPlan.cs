using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>What the ways of SUMMA share: a grid of ranks that hold one block of each matrix, and the width of a
/// panel.</summary>
public abstract class SummaRealisation : PgemmRealisation
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        LocalAxis, Axis.Names(GridAxis, Role.Method, Auto), Axis.Numbers(PanelAxis, "1", Role.Tuning, 512),
    ];

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        _ = GridOf(c, p);
        return base.Check(c, p, at);
    }

    /// <inheritdoc/>
    public override Work TrafficOf(PgemmCase c, Point p, int rank) => PlanOf(c, p, rank).Traffic;

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) =>
        at.Team is null ? null : new SummaLinks(at.Team, GridOf(c, p));

    /// <inheritdoc/>
    protected override long BlockBytes(PgemmCase c, Point p, Place at) => PlanOf(c, p, at.Rank).Bytes(Buffers);

    /// <summary>Panels of A, and of B, of others that there is room for at once.</summary>
    private protected abstract int Buffers { get; }

    private protected virtual SummaPlan PlanOf(PgemmCase c, Point p, int rank) =>
        new(c.Product, GridOf(c, p), (int)p.Number(PanelAxis), rank);

    private protected virtual Grid GridOf(PgemmCase c, Point p) => Grid.Parse(p[GridAxis], c.Ranks);
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
    private readonly Partition _terms;
    private readonly int _store, _accumulate;

    /// <summary>Plans a product, or the part of it that is in some of the terms.</summary>
    /// <param name="product">the whole</param>
    /// <param name="grid">of the ranks</param>
    /// <param name="panel">most terms in a step</param>
    /// <param name="rank">in the grid</param>
    /// <param name="terms">which terms of the sums; all where it is null</param>
    public SummaPlan(ProductCase product, Grid grid, int panel, int rank, Partition? terms = null)
    {
        _terms = terms ?? new(0, product.K);
        Product = product;
        Grid = grid;
        Rank = rank;
        A = BlockOfA(rank);
        B = BlockOfB(rank);
        C = grid.BlockOf(product.M, product.N, rank);
        Steps = [.. Cut((int)_terms.Offset, (int)_terms.Length, grid, panel)];
        _store = product.Precision.Formats.Store.Bytes();
        _accumulate = product.Precision.Formats.Accumulate.Bytes();
    }

    public ProductCase Product { get; }

    public Grid Grid { get; }

    public int Rank { get; }

    public int Row => Grid.RowOf(Rank);

    public int Column => Grid.ColumnOf(Rank);

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

    /// <summary>Size of an element of A and of B [byte].</summary>
    public int ElementBytes => _store;

    /// <summary>Memory on this rank, with room for so many panels of each matrix [byte].</summary>
    public long Bytes(int buffers) =>
        (A.Count + B.Count + buffers * (PanelA.Count + PanelB.Count)) * _store + C.Count * _accumulate;

    /// <summary>What this rank sends, counted once for each receiver: its block of A to the other Q - 1 ranks of its
    /// row, its block of B to the other P - 1 of its column. Over the ranks, m k (Q - 1) + k n (P - 1)
    /// elements.</summary>
    public Work Traffic => TrafficTo(_ => true);

    /// <summary>What this rank sends where only some of the others need messages.</summary>
    /// <param name="needs">whether a rank does</param>
    public Work TrafficTo(Func<int, bool> needs)
    {
        int inRow = 0, inColumn = 0;
        for (int c = 0; c < Grid.Columns; c++)
            inRow += c != Column && needs(Grid.RankAt(Row, c)) ? 1 : 0;
        for (int r = 0; r < Grid.Rows; r++)
            inColumn += r != Row && needs(Grid.RankAt(r, Column)) ? 1 : 0;
        long messages = 0;
        foreach (SummaStep step in Steps)
        {
            messages += step.ColumnOfA == Column ? inRow : 0;
            messages += step.RowOfB == Row ? inColumn : 0;
        }

        return new(0, 0, (A.Count * inRow + B.Count * inColumn) * _store, messages);
    }

    /// <summary>The step that the ranks of a row do at a position where each row begins with the rows of B that it
    /// holds: nobody waits for the first step, and no two rows want the same panel at once.</summary>
    public SummaStep StepAt(int row, int position)
    {
        int first = Math.Max(0, Array.FindIndex(Steps, s => s.RowOfB == row));
        return Steps[(first + position) % Steps.Length];
    }

    /// <summary>The block of A that a rank holds.</summary>
    public Block BlockOfA(int rank)
    {
        Block block = Grid.BlockOf(Product.M, (int)_terms.Length, rank);
        return block with { Column = (int)_terms.Offset + block.Column };
    }

    /// <summary>The block of B that a rank holds.</summary>
    public Block BlockOfB(int rank)
    {
        Block block = Grid.BlockOf((int)_terms.Length, Product.N, rank);
        return block with { Row = (int)_terms.Offset + block.Row };
    }

    /// <summary>Where the panel of a step begins in its owner's block of A [byte].</summary>
    public nint OffsetOfA(SummaStep step)
    {
        Block block = BlockOfA(OwnerOfA(step));
        return (nint)block.Rows * (step.Start - block.Column) * _store;
    }

    /// <summary>Where the rows of a step begin in their owner's block of B [byte].</summary>
    public nint OffsetOfB(SummaStep step)
    {
        Block block = BlockOfB(OwnerOfB(step));
        return (nint)block.Columns * (step.Start - block.Row) * _store;
    }

    /// <summary>Bytes of the panel of A of a step.</summary>
    public long BytesOfA(SummaStep step) => (long)C.Rows * step.Width * _store;

    /// <summary>Bytes of the rows of B of a step.</summary>
    public long BytesOfB(SummaStep step) => (long)C.Columns * step.Width * _store;

    /// <summary>Who holds the columns of A of a step that this rank needs.</summary>
    public int OwnerOfA(SummaStep step) => Grid.RankAt(Row, step.ColumnOfA);

    /// <summary>Who holds the rows of B of a step that this rank needs.</summary>
    public int OwnerOfB(SummaStep step) => Grid.RankAt(step.RowOfB, Column);

    /// <summary>Cuts the terms where an owner of A or of B ends, and where a panel is full.</summary>
    private static IEnumerable<SummaStep> Cut(int first, int k, Grid grid, int panel)
    {
        int columnOfA = 0, rowOfB = 0;
        for (int start = 0; start < k;)
        {
            int endOfA = (int)Partition.Of(k, grid.Columns, columnOfA).End;
            int endOfB = (int)Partition.Of(k, grid.Rows, rowOfB).End;
            int width = Math.Min(panel, Math.Min(endOfA, endOfB) - start);
            if (width > 0)
                yield return new(first + start, width, columnOfA, rowOfB);
            start += width;
            if (start == endOfA)
                columnOfA++;
            if (start == endOfB)
                rowOfB++;
        }
    }
}
