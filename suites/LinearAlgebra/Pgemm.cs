using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product that all ranks do together.</summary>
/// <param name="Product">what is multiplied</param>
/// <param name="Ranks">by how many</param>
public sealed record PgemmCase(ProductCase Product, int Ranks);

/// <summary>PURPOSE what is left of the local product's rate when the matrices are spread over ranks. CHECK
/// <see cref="ProductCheck"/>, shared by the ranks.</summary>
public sealed class Pgemm : Benchmark<PgemmCase, IProduct>
{
    /// <inheritdoc/>
    public override string Name => "pgemm";

    /// <inheritdoc/>
    public override string Summary => "matrix product C = A B of order n, spread over all ranks";

    /// <inheritdoc/>
    public override string Source => "PDGEMM of ScaLAPACK: Choi, Dongarra, Walker, PB-BLAS, 1996";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers("n", "1", Role.Problem, 4096, 1024, 2048), Axis.Precisions("fp64", "fp32")];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string Roof => "gemm";

    /// <inheritdoc/>
    public override string FlopModel => ProductCase.FlopModel + ", shared by the ranks";

    /// <inheritdoc/>
    public override string ByteModel => ProductCase.ByteModel + ", shared by the ranks";

    /// <inheritdoc/>
    public override PgemmCase Bind(Point p, int ranks) => new(ProductCase.Square(p), ranks);

    /// <inheritdoc/>
    public override Work WorkOf(PgemmCase c, int rank)
    {
        Work all = c.Product.Work;
        return new(Partition.Of(all.Flops, c.Ranks, rank).Length, Partition.Of(all.Bytes, c.Ranks, rank).Length, 0, 0);
    }

    /// <inheritdoc/>
    public override Verdict Verify(PgemmCase c, IProduct k, Rigour r, IHarness h) =>
        new ProductCheck(c.Product, r, h).Judge(k);
}
