using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product that every rank does by itself.</summary>
/// <param name="Product">what is multiplied</param>
public sealed record GemmCase(ProductCase Product);

/// <summary>PURPOSE what the local product can do, all ranks at once. CHECK <see cref="ProductCheck"/>, on every
/// rank.</summary>
public sealed class Gemm : Benchmark<GemmCase, IProduct>
{
    /// <inheritdoc/>
    public override string Name => "gemm";

    /// <inheritdoc/>
    public override string Summary => "matrix product C = A B of order n on every rank, without communication";

    /// <inheritdoc/>
    public override string Source => "BLAS level 3: Dongarra, Du Croz, Hammarling, Duff, ACM TOMS 16 (1990)";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers("n", "1", Role.Problem, 2048, 512, 1024), Axis.Precisions("fp64", "fp32")];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string Roof => "peakflops";

    /// <inheritdoc/>
    public override string FlopModel => ProductCase.FlopModel;

    /// <inheritdoc/>
    public override string ByteModel => ProductCase.ByteModel;

    /// <inheritdoc/>
    public override GemmCase Bind(Point p, int ranks) => new(ProductCase.Square(p));

    /// <inheritdoc/>
    public override Work WorkOf(GemmCase c, int rank) => c.Product.Work;

    /// <inheritdoc/>
    public override Verdict Verify(GemmCase c, IProduct k, Rigour r, IHarness h) =>
        new ProductCheck(c.Product, r, null).Judge(k);

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(GemmCase c, IProduct k, IHarness h) => k.Facts;
}

/// <summary>Measures a local product by itself: the very part that <c>pgemm</c> uses. One line beside each
/// part.</summary>
/// <typeparam name="TPart">the part</typeparam>
public abstract class LocalGemmRealisation<TPart> : Realisation<GemmCase, IProduct>
    where TPart : LocalGemmPart, new()
{
    private readonly TPart _part = new();

    /// <inheritdoc/>
    public override string Name => _part.Name;

    /// <inheritdoc/>
    public override string Summary => _part.Summary;

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at) => _part.Check(c.Product.Precision, at);

    /// <inheritdoc/>
    public override long FootprintBytes(GemmCase c, Point p, Place at) =>
        c.Product.Work.Bytes + _part.FootprintBytes(c.Product.Precision, at);

    /// <inheritdoc/>
    public override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link)
    {
        ProductCase product = c.Product;
        return new LocalProduct(product, _part.Create(product.Precision, at), at.Memory);
    }
}

internal sealed class LocalProduct : IProduct
{
    private readonly ProductCase _product;
    private readonly ILocalGemm _gemm;
    private readonly Matrix _a, _b, _c;

    public LocalProduct(ProductCase product, ILocalGemm gemm, MemoryBudget memory)
    {
        _product = product;
        _gemm = gemm;
        _a = Matrix.Store(product.Precision, new(0, product.M, 0, product.K), memory);
        _b = Matrix.Store(product.Precision, new(0, product.K, 0, product.N), memory);
        _c = Matrix.Accumulate(product.Precision, new(0, product.M, 0, product.N), memory);
        _a.Fill(product.A);
        _b.Fill(product.B);
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => _c.Block;

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            _gemm.Multiply(
                _product.M, _product.N, _product.K, _a.Address, _a.Stride, _b.Address, _b.Stride, _c.Address, _c.Stride,
                accumulate: false);
    }

    public void ReadRow(int row, Span<double> values) => _c.ReadRow(row, values);

    public void Dispose()
    {
        _gemm.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }
}
