using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Several layers of ranks, each with a copy of C of its own: a layer does SUMMA over its share of the terms,
/// then the copies are summed, and each layer keeps some rows of every block. A layer holds only the parts of A and B
/// that it multiplies, so that memory pays for messages with C alone.
/// Source: Solomonik and Demmel, Communication-optimal parallel 2.5D matrix multiplication, Euro-Par 2011, and
/// Schatz, van de Geijn and Poulson, SIAM J. Sci. Comput. 38 (2016), stationary C in three dimensions.</summary>
public sealed class PgemmTwoAndAHalf : SummaRealisation
{
    private const string CopiesAxis = "copies";

    /// <inheritdoc/>
    public override string Name => "2.5d";

    /// <inheritdoc/>
    public override string Summary =>
        "layers of ranks do SUMMA on a share of the terms each, then sum their copies of C";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes =>
        [.. base.Axes, SlicesAxis, Axis.Names(CopiesAxis, Role.Method, Auto)];

    private protected override int Buffers => 2;

    /// <inheritdoc/>
    public override Work TrafficOf(PgemmCase c, Point p, int rank) => LayersOf(c, p, rank).Traffic;

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) =>
        at.Team is null ? null : new LayerLinks(at.Team, GridOf(c, p));

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        (LayerPlan layers, var links) = (LayersOf(c, p, at.Rank), (LayerLinks?)link);
        SummaPlan plan = layers.Summa;
        var panels = new SummaPanels(plan, links?.Grid, new SummaBlocks(plan, at.Memory), at.Memory, Buffers);
        return new LayerProduct(layers, panels, links?.Depth, LocalOf(c, p, at), at.Memory, SlicesOf(p, at));
    }

    /// <inheritdoc/>
    protected override long BlockBytes(PgemmCase c, Point p, Place at) =>
        LayersOf(c, p, at.Rank).Bytes(Buffers);

    /// <summary>The grid of a layer.</summary>
    private protected override Grid GridOf(PgemmCase c, Point p)
    {
        int copies = CopiesOf(c, p);
        return Grid.Parse(p[GridAxis], c.Ranks / copies);
    }

    private LayerPlan LayersOf(PgemmCase c, Point p, int rank) =>
        new(c.Product, GridOf(c, p), CopiesOf(c, p), (int)p.Number(PanelAxis), rank);

    private static int CopiesOf(PgemmCase c, Point p)
    {
        if (p[CopiesAxis] == Auto)
            return LayerPlan.FewestWords(c.Product, c.Ranks);
        return int.TryParse(p[CopiesAxis], NumberStyles.None, CultureInfo.InvariantCulture, out int copies)
            && copies > 0 && c.Ranks % copies == 0
                ? copies
                : throw new ArgumentException(
                    $"copies is auto or divides the number of ranks, {c.Ranks}; it is {p[CopiesAxis]}");
    }
}

/// <summary>The ranks of this layer, and those that have this rank's place in every layer.</summary>
internal sealed class LayerLinks : IDisposable
{
    private readonly Communicator _layer;

    public LayerLinks(Communicator team, Grid grid)
    {
        _layer = team.Split(team.Rank / grid.Ranks, team.Rank)!;
        Grid = new(_layer, grid);
        Depth = team.Split(team.Rank % grid.Ranks, team.Rank)!;
    }

    public SummaLinks Grid { get; }

    public Communicator Depth { get; }

    public void Dispose()
    {
        Depth.Dispose();
        Grid.Dispose();
        _layer.Dispose();
    }
}

/// <summary>Who holds and sends what.</summary>
internal sealed class LayerPlan
{
    private readonly long _rowBytes;

    public LayerPlan(ProductCase product, Grid grid, int copies, int panel, int rank)
    {
        (int layer, int place) = Math.DivRem(rank, grid.Ranks);
        Copies = copies;
        Summa = new(product, grid, panel, place, Partition.Of(product.K, copies, layer));
        Kept = RowsOf(layer);
        _rowBytes = (long)Summa.C.Columns * product.Precision.Formats.Accumulate.Bytes();
    }

    /// <summary>The layer's own product.</summary>
    public SummaPlan Summa { get; }

    /// <summary>Layers.</summary>
    public int Copies { get; }

    /// <summary>Rows of the block of C that this rank sums up and keeps.</summary>
    public Partition Kept { get; }

    /// <summary>Room for what another layer has for these rows.</summary>
    public Block Room => new(0, Copies > 1 ? (int)Kept.Length : 0, 0, Summa.C.Columns);

    /// <summary>Memory on this rank [byte].</summary>
    public long Bytes(int buffers) => Summa.Bytes(buffers) + Room.Rows * _rowBytes;

    /// <summary>What this rank sends: SUMMA in its layer, and the rows of its block of C that others keep. Over the
    /// ranks, m k (Q - 1) + k n (P - 1) elements of A and B and (c - 1) m n of C.</summary>
    public Work Traffic =>
        Summa.Traffic + new Work(0, 0, (Summa.C.Rows - Kept.Length) * _rowBytes, Copies - 1);

    /// <summary>Rows of the block of C that a layer keeps.</summary>
    public Partition RowsOf(int layer) => Partition.Of(Summa.C.Rows, Copies, layer);

    /// <summary>The number of copies with which the most square grids send least; where two send the same, the fewer.
    /// More than the cube root of the ranks never help (Solomonik and Demmel 2011, section 3).</summary>
    public static int FewestWords(ProductCase product, int ranks)
    {
        (int best, double least) = (1, double.PositiveInfinity);
        for (int copies = 1; (long)copies * copies * copies <= ranks; copies++)
        {
            if (ranks % copies != 0)
                continue;
            var grid = Grid.MostSquare(ranks / copies);
            (double m, double n, double k) = (product.M, product.N, product.K);
            double words = m * k * (grid.Columns - 1) + k * n * (grid.Rows - 1) + (copies - 1) * m * n;
            if (words < least)
                (best, least) = (copies, words);
        }

        return best;
    }
}

internal sealed unsafe class LayerProduct(
    LayerPlan plan, SummaPanels panels, Communicator? depth, ILocalGemm gemm, MemoryBudget memory, int slices)
    : SummaTurns(panels, gemm, memory, slices)
{
    private readonly Matrix _room = Matrix.Accumulate(panels.Plan.Product.Precision, plan.Room, memory);

    public override Block Held { get; } =
        plan.Summa.C with { Row = plan.Summa.C.Row + (int)plan.Kept.Offset, Rows = (int)plan.Kept.Length };

    public override void ReadRow(int row, Span<double> values) => base.ReadRow((int)plan.Kept.Offset + row, values);

    protected override void Once()
    {
        base.Once();
        if (depth is not null)
            for (int away = 1; away < plan.Copies; away++)
                Exchange(depth, (depth.Rank + away) % plan.Copies, (depth.Rank - away + plan.Copies) % plan.Copies);
    }

    protected override void DisposeBlocks()
    {
        base.DisposeBlocks();
        _room.Dispose();
    }

    /// <summary>Sends the rows that another layer keeps, and adds what a third has for the rows kept here.</summary>
    private void Exchange(Communicator among, int to, int from)
    {
        Partition theirs = plan.RowsOf(to);
        int rowBytes = C.Block.Columns * C.ElementBytes;
        long bytes = theirs.Length * rowBytes;
        among.SendReceive(
            (void*)C.At((int)theirs.Offset, 0), bytes, to, (void*)_room.Address, plan.Kept.Length * rowBytes, from,
            Datatype.Byte, 0);
        Count(bytes);
        C.AddRows(_room.Address, (int)plan.Kept.Offset, (int)plan.Kept.Length);
    }
}
