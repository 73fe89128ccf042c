using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product that all ranks do together.</summary>
/// <param name="Product">what is multiplied</param>
/// <param name="Ranks">by how many</param>
public sealed record PgemmCase(ProductCase Product, int Ranks);

/// <summary>PURPOSE what is left of the local product's rate when the matrices are spread over ranks. CHECK
/// <see cref="ProductCheck"/>, shared by the ranks; what they sent is counted.</summary>
public sealed class Pgemm : Benchmark<PgemmCase, IDistributedProduct>
{
    /// <inheritdoc/>
    public override string Name => "pgemm";

    /// <inheritdoc/>
    public override string Summary => "matrix product C = A B of m x k by k x n, spread over all ranks";

    /// <inheritdoc/>
    public override string Source => "PDGEMM of ScaLAPACK: Choi, Dongarra, Walker, PB-BLAS, 1996";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = ProductCase.Axes(4096, 1024, 2048);

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string Roof => "gemm";

    /// <inheritdoc/>
    public override string FlopModel => ProductCase.FlopModel + ", shared by the ranks";

    /// <inheritdoc/>
    public override string ByteModel => ProductCase.ByteModel + ", shared by the ranks";

    /// <inheritdoc/>
    public override PgemmCase Bind(Point p, int ranks) => new(ProductCase.Of(p), ranks);

    /// <inheritdoc/>
    public override Work WorkOf(PgemmCase c, int rank)
    {
        Work all = c.Product.Work;
        return new(Partition.Of(all.Flops, c.Ranks, rank).Length, Partition.Of(all.Bytes, c.Ranks, rank).Length, 0, 0);
    }

    /// <summary>Judges the timed answer; in full, the same kernel also multiplies whole numbers, exactly.</summary>
    public override Verdict Verify(PgemmCase c, IDistributedProduct k, Rigour r, IHarness h)
    {
        Verdict timed = new ProductCheck(c.Product, r, h).Judge(k);
        if (!timed.Passed || r != Rigour.Full || c.Product.Whole is not { } whole)
            return timed;
        k.Fill(whole.A, whole.B);
        // None begins before all have filled their blocks, and none where another has thrown.
        _ = h.Max(0);
        k.Multiply();
        Verdict exact = new ProductCheck(whole, r, h).Judge(k);
        return exact.Passed ? timed : exact;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(PgemmCase c, IDistributedProduct k, IHarness h)
    {
        IReadOnlyList<PointFact> known =
            [.. k.Facts, .. new ProductCheck(c.Product, Rigour.Sample, h).AccuracyOfChosen(k)];
        if (k.Sent is not { } mine)
            return known;
        Span<double> sent = [mine.WireBytes, mine.Messages];
        h.Sum(sent);
        (ProductCase product, double bytes) = (c.Product, sent[0]);
        double least = LeastTraffic.Words(product.M, product.N, product.K, c.Ranks) * c.Ranks
            * product.Precision.Formats.Store.Bytes();
        PointFact[] counted =
        [
            .. known,
            PointFact.Of("sent_bytes", "byte", bytes), PointFact.Of("sent_messages", "1", sent[1]),
        ];
        return least > 0 ? [.. counted, PointFact.Of("communication_optimality", "1", bytes / least)] : counted;
    }
}
