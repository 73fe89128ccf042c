using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>On s x s ranks, blocks of A go round the rows and blocks of B round the columns; each rank multiplies the
/// two that it has while the next ones travel. First, row i of A goes i places to the left and column j of B j places
/// up. Every message goes to one neighbour, whole blocks at a time.
/// Source: Cannon, A cellular computer to implement the Kalman filter algorithm, thesis, 1969.</summary>
public sealed class PgemmCannon : PgemmRealisation
{
    /// <inheritdoc/>
    public override string Name => "cannon";

    /// <inheritdoc/>
    public override string Summary => "blocks go round the rows and columns of a square of ranks, to neighbours only";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [LocalAxis, SlicesAxis];

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        int side = Side(c), next = side + 1;
        return side * side == c.Ranks
            ? base.Check(c, p, at)
            : Availability.No(
                $"cannon needs a square number of ranks, {side * side} or {next * next}, not {c.Ranks}; "
                + "summa takes any");
    }

    /// <inheritdoc/>
    public override Work TrafficOf(PgemmCase c, Point p, int rank) =>
        Side(c) * Side(c) == c.Ranks ? new CannonPlan(c.Product, Side(c), rank).Traffic : Work.None;

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) =>
        at.Team is null ? null : new SummaLinks(at.Team, new(Side(c), Side(c)));

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link)
    {
        var blocks = new CannonBlocks(new(c.Product, Side(c), at.Rank), (SummaLinks?)link, at.Memory);
        return new CannonProduct(blocks, LocalOf(c, p, at), at.Memory, SlicesOf(p, at));
    }

    /// <inheritdoc/>
    protected override long BlockBytes(PgemmCase c, Point p, Place at) =>
        new CannonPlan(c.Product, Side(c), at.Rank).Bytes;

    private static int Side(PgemmCase c) => (int)Math.Sqrt(c.Ranks);
}

/// <summary>Who holds and sends what.</summary>
internal sealed class CannonPlan
{
    private readonly Grid _grid;
    private readonly int _store, _accumulate;

    public CannonPlan(ProductCase product, int side, int rank)
    {
        (Product, Side, _grid) = (product, side, new(side, side));
        (Row, Column) = (_grid.RowOf(rank), _grid.ColumnOf(rank));
        C = _grid.BlockOf(product.M, product.N, rank);
        _store = product.Precision.Formats.Store.Bytes();
        _accumulate = product.Precision.Formats.Accumulate.Bytes();
    }

    public ProductCase Product { get; }

    public int Side { get; }

    public int Row { get; }

    public int Column { get; }

    public Block C { get; }

    public int ElementBytes => _store;

    /// <summary>Room for the largest block of A that comes by; none on one rank.</summary>
    public Block RoomA => new(0, Side > 1 ? C.Rows : 0, 0, Terms(0).Width);

    /// <summary>Room for the largest block of B that comes by; none on one rank.</summary>
    public Block RoomB => new(0, Side > 1 ? Terms(0).Width : 0, 0, C.Columns);

    /// <summary>Memory on this rank: its own blocks and two more of A and of B [byte].</summary>
    public long Bytes =>
        (A(Column).Count + B(Row).Count + 2 * (RoomA.Count + RoomB.Count)) * _store + C.Count * _accumulate;

    /// <summary>What this rank sends: its own blocks, where they do not begin in their place, and then s - 1 times the
    /// ones that it has. Over the ranks, with m_0 the first block's rows and n_0 its columns,
    /// k (m - m_0) + k (n - n_0) + (s - 1)(m k + k n) elements in 2 s (s - 1)(s + 1) messages.</summary>
    public Work Traffic
    {
        get
        {
            long elements = (Row > 0 ? A(Column).Count : 0) + (Column > 0 ? B(Row).Count : 0);
            long messages = (Row > 0 ? 1 : 0) + (Column > 0 ? 1 : 0);
            for (int turn = 0; turn < Side - 1; turn++)
            {
                int part = PartAt(turn);
                elements += A(part).Count + B(part).Count;
                messages += 2;
            }

            return new(0, 0, elements * _store, messages);
        }
    }

    /// <summary>Which part of the terms this rank multiplies in a turn.</summary>
    public int PartAt(int turn) => (Row + Column + turn) % Side;

    /// <summary>The block of A in this row with a part of the terms.</summary>
    public Block A(int part) => new(C.Row, C.Rows, Terms(part).Start, Terms(part).Width);

    /// <summary>The block of B in this column with a part of the terms.</summary>
    public Block B(int part) => new(Terms(part).Start, Terms(part).Width, C.Column, C.Columns);

    /// <summary>A place in the ring of a row or column.</summary>
    public int Wrap(int place) => (place % Side + Side) % Side;

    private (int Start, int Width) Terms(int part)
    {
        var terms = Partition.Of(Product.K, Side, part);
        return ((int)terms.Offset, (int)terms.Length);
    }
}

/// <summary>A rank's own blocks, room for those that come by, and the messages that bring them.</summary>
internal sealed class CannonBlocks : IDisposable
{
    private readonly SummaLinks? _links;
    private readonly Matrix _a, _b;
    private readonly Matrix[] _roomA, _roomB;

    public CannonBlocks(CannonPlan plan, SummaLinks? links, MemoryBudget memory)
    {
        Precision precision = plan.Product.Precision;
        (Plan, _links) = (plan, links);
        _a = Matrix.Store(precision, plan.A(plan.Column), memory);
        _b = Matrix.Store(precision, plan.B(plan.Row), memory);
        _roomA = [Matrix.Store(precision, plan.RoomA, memory), Matrix.Store(precision, plan.RoomA, memory)];
        _roomB = [Matrix.Store(precision, plan.RoomB, memory), Matrix.Store(precision, plan.RoomB, memory)];
        Fill(plan.Product.A, plan.Product.B);
    }

    public CannonPlan Plan { get; }

    public void Fill(Entries a, Entries b)
    {
        _a.Fill(a);
        _b.Fill(b);
    }

    /// <summary>All turns.</summary>
    public Turn[] Turns()
    {
        var turns = new Turn[Plan.Side];
        turns[0] = Skewed();
        for (int t = 1; t < turns.Length; t++)
        {
            (int had, int next) = (Plan.PartAt(t - 1), Plan.PartAt(t));
            nint a = _roomA[t % 2].Address, b = _roomB[t % 2].Address;
            turns[t] = new(Plan.A(next).Columns, a, b,
            [
                Sent(_links!.Row, Plan.Column - 1, turns[t - 1].A, Plan.A(had), t),
                Received(_links.Row, Plan.Column + 1, a, Plan.A(next), t),
                Sent(_links.Column, Plan.Row - 1, turns[t - 1].B, Plan.B(had), t),
                Received(_links.Column, Plan.Row + 1, b, Plan.B(next), t),
            ]);
        }

        return turns;
    }

    public void Dispose()
    {
        foreach (Matrix matrix in (Matrix[])[_a, _b, .. _roomA, .. _roomB])
            matrix.Dispose();
    }

    /// <summary>The first turn: blocks that do not begin in their place have come there.</summary>
    private Turn Skewed()
    {
        var parcels = new List<Parcel>();
        int part = Plan.PartAt(0);
        (nint a, nint b) = (_a.Address, _b.Address);
        if (Plan.Row > 0)
        {
            a = _roomA[0].Address;
            parcels.Add(Sent(_links!.Row, Plan.Column - Plan.Row, _a.Address, _a.Block, 0));
            parcels.Add(Received(_links.Row, Plan.Column + Plan.Row, a, Plan.A(part), 0));
        }

        if (Plan.Column > 0)
        {
            b = _roomB[0].Address;
            parcels.Add(Sent(_links!.Column, Plan.Row - Plan.Column, _b.Address, _b.Block, 0));
            parcels.Add(Received(_links.Column, Plan.Row + Plan.Column, b, Plan.B(part), 0));
        }

        return new(Plan.A(part).Columns, a, b, [.. parcels]);
    }

    private Parcel Sent(Communicator along, int to, nint at, Block block, int turn) =>
        new(along, Plan.Wrap(to), IsSent: true, at, block.Count * Plan.ElementBytes, turn);

    private Parcel Received(Communicator along, int from, nint at, Block block, int turn) =>
        new(along, Plan.Wrap(from), IsSent: false, at, block.Count * Plan.ElementBytes, turn);
}

internal sealed class CannonProduct(CannonBlocks blocks, ILocalGemm gemm, MemoryBudget memory, int slices)
    : TurnProduct(
        gemm, Matrix.Accumulate(blocks.Plan.Product.Precision, blocks.Plan.C, memory), blocks.Turns(), slices,
        areBuffersSent: true)
{
    protected override int BytesOfB => blocks.Plan.ElementBytes;

    public override void Fill(Entries a, Entries b) => blocks.Fill(a, b);

    protected override void DisposeBlocks()
    {
        base.DisposeBlocks();
        blocks.Dispose();
    }
}
