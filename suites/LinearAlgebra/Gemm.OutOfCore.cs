using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Matrices that are larger than the memory: a square tile of C stays in it, panels of A and of B come from a
/// temporary file, and the tile is as large as memory allows. Source: Hong and Kung, STOC 1981, for the least traffic;
/// Smith et al., arXiv 1702.02017, for this order.</summary>
public sealed class GemmOutOfCore : Realisation<GemmCase, IProduct>
{
    /// <inheritdoc/>
    public override string Name => "outofcore";

    /// <inheritdoc/>
    public override string Summary => "a tile of C in memory, panels of A and B from a temporary file";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Parts<ILocalGemm>("local", "simd", "blas"), Axis.Numbers("panel", "1", Role.Tuning, 256),
        Axis.Numbers("tile", "1", Role.Tuning, 0),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => ["read", "compute", "write"];

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at)
    {
        if (c != new GemmCase(c.Product with { M = c.Product.N, K = c.Product.N }))
            return Availability.No("the file holds square matrices, neither transposed nor padded");
        if (p.Number("panel") is < 1 or > int.MaxValue || p.Number("tile") is < 0 or > int.MaxValue)
            return Availability.No($"a panel is at least 1 wide, not {p["panel"]}, and a tile 0 (as large as memory "
                + $"allows) or more, not {p["tile"]}");
        long wanted = PlanOf(c, p, at).FileBytes * at.Ranks;
        return ScratchFile.Holds(wanted) is { IsYes: false } no ? no : Local(p, at).Check(c.Product.Precision, at);
    }

    /// <inheritdoc/>
    public override long FootprintBytes(GemmCase c, Point p, Place at) =>
        PlanOf(c, p, at).MemoryBytes + Local(p, at).FootprintBytes(c.Product.Precision, at);

    /// <inheritdoc/>
    public override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link) => new OutOfCoreProduct(
        PlanOf(c, p, at), Local(p, at).Create(c.Product.Precision, at), at.Memory);

    private static OutOfCorePlan PlanOf(GemmCase c, Point p, Place at) =>
        OutOfCorePlan.Of(c.Product, (int)p.Number("tile"), (int)p.Number("panel"),
            at.Memory.LimitBytes - Local(p, at).FootprintBytes(c.Product.Precision, at));

    private static Part<ILocalGemm> Local(Point p, Place at) => at.Parts.Part<ILocalGemm>(p["local"]);
}

/// <summary>How a product is cut.</summary>
/// <param name="Product">of order n</param>
/// <param name="Tile">rows and columns of a tile of C; the last ones may be smaller</param>
/// <param name="Panel">columns of a panel of A and rows of one of B; the last may be smaller</param>
internal sealed record OutOfCorePlan(ProductCase Product, int Tile, int Panel)
{
    private readonly int _store = Product.Precision.Formats.Store.Bytes();
    private readonly int _accumulate = Product.Precision.Formats.Accumulate.Bytes();

    /// <summary>The plan with this tile, or with the largest whose memory fits: t^2 + 2 t kb elements. Tiles are then
    /// made equal, which never takes more of them.</summary>
    /// <param name="product">of order n</param>
    /// <param name="tile">0 for the largest</param>
    /// <param name="panel">at least 1</param>
    /// <param name="bytes">of memory; where it does not suffice for a tile of 1, that is the plan [byte]</param>
    public static OutOfCorePlan Of(ProductCase product, int tile, int panel, long bytes)
    {
        int most = Math.Max(1, product.N);
        panel = Math.Clamp(panel, 1, Math.Max(1, product.K));
        if (tile > 0)
            return new(product, Math.Min(tile, most), panel);
        int fits = 1;
        for (int above = most + 1; above - fits > 1;)
        {
            int middle = fits + (above - fits) / 2;
            (fits, above) = new OutOfCorePlan(product, middle, panel).MemoryBytes <= bytes
                ? (middle, above)
                : (fits, middle);
        }

        int tiles = CountOf(most, fits);
        return new(product, CountOf(most, tiles), panel);
    }

    /// <summary>Tiles down and across.</summary>
    public int Tiles => CountOf(Product.N, Tile);

    /// <summary>Memory: a tile of C, a panel of A, a panel of B, and a row of C for the check [byte].</summary>
    public long MemoryBytes =>
        ((long)Tile * Tile + Product.N) * _accumulate + 2L * Tile * Panel * _store;

    /// <summary>The three matrices [byte].</summary>
    public long FileBytes => (long)Product.N * Product.K * 2 * _store + (long)Product.M * Product.N * _accumulate;

    /// <summary>What one product reads and writes: A once for each column of tiles, B once for each row of them, C
    /// once. Where tiles divide n, that is 2 n^3 / t + n^2 elements [byte].</summary>
    public long IoBytes =>
        Tiles * (long)Product.N * Product.K * 2 * _store + (long)Product.M * Product.N * _accumulate;

    /// <summary>The panels of each sum.</summary>
    public int Panels => CountOf(Product.K, Panel);

    /// <summary>A tile's first row or column, and how many it has.</summary>
    public (int Start, int Width) TileAt(int index) => Cut(index, Tile, Product.N);

    /// <summary>A panel's first term, and how many it has.</summary>
    public (int Start, int Width) PanelAt(int index) => Cut(index, Panel, Product.K);

    /// <summary>A panel of a row of tiles of A; panels of a row follow each other.</summary>
    public Piece OfA(int tile, int panel)
    {
        ((int row, int rows), (int column, int columns)) = (TileAt(tile), PanelAt(panel));
        return new(row, rows, column, columns, ((long)row * Product.K + (long)rows * column) * _store);
    }

    /// <summary>A panel of a column of tiles of B; panels of a column follow each other.</summary>
    public Piece OfB(int panel, int tile)
    {
        ((int row, int rows), (int column, int columns)) = (PanelAt(panel), TileAt(tile));
        long before = (long)Product.M * Product.K;
        return new(row, rows, column, columns, (before + (long)column * Product.K + (long)row * columns) * _store);
    }

    /// <summary>A tile of C.</summary>
    public Piece OfC(int down, int across)
    {
        ((int row, int rows), (int column, int columns)) = (TileAt(down), TileAt(across));
        long before = ((long)Product.M * Product.K + (long)Product.K * Product.N) * _store;
        return new(
            row, rows, column, columns, before + ((long)row * Product.N + (long)rows * column) * _accumulate);
    }

    private static (int Start, int Width) Cut(int index, int width, int length) =>
        (index * width, Math.Min(width, length - index * width));

    private static int CountOf(int length, int width) => (length + width - 1) / width;
}

/// <summary>A rectangle of a matrix, and where it lies in the file, row by row without gaps.</summary>
/// <param name="Row">its first row</param>
/// <param name="Rows">how many</param>
/// <param name="Column">its first column</param>
/// <param name="Columns">how many</param>
/// <param name="Offset">in the file [byte]</param>
internal readonly record struct Piece(int Row, int Rows, int Column, int Columns, long Offset)
{
    /// <summary>Entries in it.</summary>
    public long Count => (long)Rows * Columns;
}

/// <summary>A product whose matrices are in a file.</summary>
internal sealed unsafe class OutOfCoreProduct : IProduct
{
    private readonly OutOfCorePlan _plan;
    private readonly ILocalGemm _gemm;
    private readonly ScratchFile _file;
    private readonly FileTraffic _traffic;
    private readonly NativeBuffer<byte> _a, _b, _c;
    private readonly Matrix _row;
    private readonly int _store, _accumulate;

    public OutOfCoreProduct(OutOfCorePlan plan, ILocalGemm gemm, MemoryBudget memory)
    {
        _plan = plan;
        _gemm = gemm;
        Formats formats = plan.Product.Precision.Formats;
        _store = formats.Store.Bytes();
        _accumulate = formats.Accumulate.Bytes();
        _file = new(plan.FileBytes);
        _traffic = new(_file);
        // Before the buffers of the product, so that both together never take more than these.
        FillFile(memory);
        _a = memory.Allocate<byte>((nint)plan.Tile * plan.Panel * _store);
        _b = memory.Allocate<byte>((nint)plan.Tile * plan.Panel * _store);
        _c = memory.Allocate<byte>((nint)plan.Tile * plan.Tile * _accumulate);
        _row = Matrix.Accumulate(plan.Product.Precision, new(0, 1, 0, plan.Product.N), memory);
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => new(0, _plan.Product.M, 0, _plan.Product.N);

    public IReadOnlyList<PointFact> Facts => [.. _traffic.Facts, PointFact.Of("tile", "1", _plan.Tile)];

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            for (int i = 0; i < _plan.Tiles; i++)
                for (int j = 0; j < _plan.Tiles; j++)
                    MakeTile(i, j, phaseTicks);
        _traffic.Add(repeats);
    }

    public void ReadRow(int row, Span<double> values)
    {
        int i = row / _plan.Tile;
        for (int j = 0; j < _plan.Tiles; j++)
        {
            Piece tile = _plan.OfC(i, j);
            long bytes = (long)tile.Columns * _accumulate;
            _file.Read(_row.At(0, tile.Column), bytes, tile.Offset + (row - tile.Row) * bytes);
        }

        _row.ReadRow(0, values);
    }

    public void Dispose()
    {
        _gemm.Dispose();
        _file.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
        _row.Dispose();
    }

    private void MakeTile(int i, int j, Span<long> phaseTicks)
    {
        Piece c = _plan.OfC(i, j);
        for (int l = 0; l < _plan.Panels; l++)
        {
            Piece a = _plan.OfA(i, l), b = _plan.OfB(l, j);
            phaseTicks[0] += Read(a, _a) + Read(b, _b);
            long begin = Stopwatch.GetTimestamp();
            _gemm.Multiply(
                a.Rows, b.Columns, a.Columns, new((nint)_a.Pointer, a.Columns), new((nint)_b.Pointer, b.Columns),
                (nint)_c.Pointer, c.Columns, accumulate: l > 0);
            phaseTicks[1] += Stopwatch.GetTimestamp() - begin;
        }

        phaseTicks[2] += _traffic.Write((nint)_c.Pointer, c.Count * _accumulate, c.Offset);
    }

    private long Read(Piece from, NativeBuffer<byte> to) =>
        _traffic.Read((nint)to.Pointer, from.Count * _store, from.Offset);

    private void FillFile(MemoryBudget memory)
    {
        ProductCase product = _plan.Product;
        for (int t = 0; t < _plan.Tiles; t++)
        {
            for (int l = 0; l < _plan.Panels; l++)
            {
                Put(_plan.OfA(t, l), product.A);
                Put(_plan.OfB(l, t), product.B);
            }
        }

        void Put(Piece to, Entries entries)
        {
            using var block = Matrix.Store(
                product.Precision, new(to.Row, to.Rows, to.Column, to.Columns), memory);
            block.Fill(entries);
            _file.Write(block.Address, to.Count * _store, to.Offset);
        }
    }
}
