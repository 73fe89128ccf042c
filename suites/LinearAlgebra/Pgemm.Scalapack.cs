using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>The site's PDGEMM, the peer of the other ways, over the same MPI and BLAS. What it sends is not told.
/// Source: Choi, Dongarra, Walker, PB-BLAS, 1996; ScaLAPACK Users' Guide, 1997.</summary>
public sealed class PgemmScalapack : PgemmRealisation
{
    private const string Blas = "blas";

    /// <inheritdoc/>
    public override string Name => "scalapack";

    /// <inheritdoc/>
    public override string Summary => "PDGEMM of the site's ScaLAPACK, over the same MPI and BLAS";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Names(LocalAxis.Name, Role.Method, Blas), Axis.Names(GridAxis, Role.Method, Auto),
        Axis.Numbers(PanelAxis, "1", Role.Tuning, 64),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Phases => [];

    /// <inheritdoc/>
    public override Availability Check(PgemmCase c, Point p, Place at)
    {
        _ = GridOf(c, p);
        if (p[LocalAxis.Name] != Blas)
            return Availability.No(
                $"ScaLAPACK multiplies by the site's BLAS; local is {Blas}, not {p[LocalAxis.Name]}");
        if (at.Team is null)
            return Availability.No("ScaLAPACK needs MPI: start one rank, too, by mpirun");
        Availability local = base.Check(c, p, at);
        return !local.IsYes || ScalapackLibrary.TryLoad(CblasLibrary.Load(), out _, out string reason)
            ? local
            : Availability.No(reason);
    }

    /// <inheritdoc/>
    public override IDisposable? Connect(PgemmCase c, Point p, Place at) =>
        ScalapackLibrary.TryLoad(CblasLibrary.Load(), out ScalapackLibrary? library, out string reason)
            ? new ProcessGrid(library!, at.Team!, GridOf(c, p).Columns, TileOf(c, p))
            : throw new DllNotFoundException(reason);

    /// <inheritdoc/>
    public override IDistributedProduct Prepare(PgemmCase c, Point p, Place at, IDisposable? link) =>
        new ScalapackProduct(
            new(c.Product, GridOf(c, p), TileOf(c, p), at.Rank), (ProcessGrid)link!, LocalOf(c, p, at), at.Memory);

    /// <summary>Without the library's own buffers, which it does not tell either.</summary>
    protected override long BlockBytes(PgemmCase c, Point p, Place at) =>
        new DealtProduct(c.Product, GridOf(c, p), TileOf(c, p), at.Rank).Bytes;

    private static Grid GridOf(PgemmCase c, Point p) => Grid.Parse(p[GridAxis], c.Ranks);

    /// <summary>No wider than the matrices: the library calculates with whole rounds of tiles.</summary>
    private static int TileOf(PgemmCase c, Point p) =>
        (int)Math.Min(p.Number(PanelAxis), Math.Max(c.Product.M, Math.Max(c.Product.N, c.Product.K)));
}

/// <summary>A product whose matrices are dealt in tiles.</summary>
/// <param name="Product">the whole</param>
/// <param name="Grid">of the ranks</param>
/// <param name="Tile">rows, and columns, of a tile</param>
/// <param name="Rank">in the grid</param>
internal sealed record DealtProduct(ProductCase Product, Grid Grid, int Tile, int Rank)
{
    public Block A => new CyclicBlock(Product.M, Product.K, Grid, Rank, Tile);

    public Block B => new CyclicBlock(Product.K, Product.N, Grid, Rank, Tile);

    public Block C => new CyclicBlock(Product.M, Product.N, Grid, Rank, Tile);

    /// <summary>Memory on this rank [byte].</summary>
    public long Bytes => (A.Count + B.Count) * Product.Precision.Formats.Store.Bytes()
        + C.Count * Product.Precision.Formats.Accumulate.Bytes();
}

/// <summary>PDGEMM or PSGEMM.</summary>
internal sealed unsafe class ScalapackProduct : IDistributedProduct
{
    private readonly ProductCase _product;
    private readonly ProcessGrid _grid;
    private readonly ILocalGemm _gemm;
    private readonly Matrix _a, _b, _c;

    /// <summary>Allocates and fills.</summary>
    /// <param name="dealt">what this rank holds</param>
    /// <param name="grid">all ranks</param>
    /// <param name="gemm">the local product, which has set the library's threads; disposed of with this object</param>
    /// <param name="memory">for the matrices</param>
    public ScalapackProduct(DealtProduct dealt, ProcessGrid grid, ILocalGemm gemm, MemoryBudget memory)
    {
        (_product, _grid, _gemm) = (dealt.Product, grid, gemm);
        _a = Matrix.Store(_product.Precision, dealt.A, memory);
        _b = Matrix.Store(_product.Precision, dealt.B, memory);
        _c = Matrix.Accumulate(_product.Precision, dealt.C, memory);
        Fill(_product.A, _product.B);
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => _c.Block;

    public Work? Sent => null;

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Multiply();
    }

    public void Multiply()
    {
        if (_product.Precision.Formats.Store == ElementKind.Fp64)
            Multiply<double>();
        else
            Multiply<float>();
    }

    public void Fill(Entries a, Entries b)
    {
        _a.Fill(a);
        _b.Fill(b);
    }

    public void ReadRow(int row, Span<double> values) => _c.ReadRow(row, values);

    public void Dispose()
    {
        _gemm.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private void Multiply<T>()
        where T : unmanaged, INumber<T> =>
        _grid.Gemm(
            _product.M, _product.N, _product.K, (T*)_a.Address, _a.Stride, (T*)_b.Address, _b.Stride, (T*)_c.Address,
            _c.Stride);
}
