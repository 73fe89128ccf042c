using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product that every rank does by itself.</summary>
/// <param name="Product">what is multiplied</param>
/// <param name="IsATransposed">A is stored as its transpose</param>
/// <param name="IsBTransposed">B is</param>
/// <param name="Pad">elements between the end of a row of a matrix and the beginning of the next</param>
public sealed record GemmCase(
    ProductCase Product, bool IsATransposed = false, bool IsBTransposed = false, int Pad = 0)
{
    /// <summary>What lies between rows [byte].</summary>
    public long PadBytes
    {
        get
        {
            (int m, int n, int k, Precision precision) = Product;
            long stored = (IsATransposed ? k : m) + (long)(IsBTransposed ? n : k);
            return Pad * (stored * precision.Formats.Store.Bytes() + (long)m * precision.Formats.Accumulate.Bytes());
        }
    }
}

/// <summary>PURPOSE what the local product can do, all ranks at once. CHECK <see cref="ProductCheck"/>, on every
/// rank.</summary>
public sealed class Gemm : Benchmark<GemmCase, IProduct>
{
    private const string Transpose = "transpose", Pad = "pad";

    // As in BLAS, a letter for A and one for B.
    private static readonly string[] Stored = ["NN", "NT", "TN", "TT"];

    /// <inheritdoc/>
    public override string Name => "gemm";

    /// <inheritdoc/>
    public override string Summary => "matrix product C = A B of m x k by k x n on every rank, without communication";

    /// <inheritdoc/>
    public override string Source => "BLAS level 3: Dongarra, Du Croz, Hammarling, Duff, ACM TOMS 16 (1990)";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        .. ProductCase.Axes(2048, 512, 1024),
        Axis.Names(Transpose, Role.Problem, Stored) with { OnRequest = true },
        Axis.Numbers(Pad, "1", Role.Problem, 0) with { OnRequest = true },
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Flops;

    /// <inheritdoc/>
    public override string Roof => "peakflops";

    /// <inheritdoc/>
    public override string FlopModel => ProductCase.FlopModel;

    /// <inheritdoc/>
    public override string ByteModel => ProductCase.ByteModel;

    /// <inheritdoc/>
    public override GemmCase Bind(Point p, int ranks)
    {
        string stored = p.Find(Transpose) ?? Stored[0];
        int pad = p.Find(Pad) is null ? 0 : checked((int)p.Number(Pad));
        return Stored.Contains(stored) && pad >= 0
            ? new(ProductCase.Of(p), stored[0] == 'T', stored[1] == 'T', pad)
            : throw new ArgumentException(
                $"transpose is {stored}, pad {pad}; they are {string.Join(", ", Stored)}, and 0 or more");
    }

    /// <inheritdoc/>
    public override Work WorkOf(GemmCase c, int rank) => c.Product.Work;

    /// <inheritdoc/>
    public override Verdict Verify(GemmCase c, IProduct k, Rigour r, IHarness h) =>
        new ProductCheck(c.Product, r, null).Judge(k);

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(GemmCase c, IProduct k, IHarness h) =>
        [.. k.Facts, .. new ProductCheck(c.Product, Rigour.Sample, null).AccuracyOfChosen(k)];
}

/// <summary>Measures a local product by itself: the very part that <c>pgemm</c> uses. One line beside each
/// part.</summary>
/// <typeparam name="TPart">the part</typeparam>
public abstract class LocalGemmRealisation<TPart> : Realisation<GemmCase, IProduct>
    where TPart : LocalGemmPart, new()
{
    private const string Threads = "threads";

    /// <summary>What is measured.</summary>
    private protected TPart Part { get; } = new();

    /// <summary>Threads of a rank, where the part can use more than one.</summary>
    protected static readonly Axis ThreadsAxis = Axis.Numbers(Threads, "1", Role.Tuning, 1);

    /// <summary>The value of <see cref="ThreadsAxis"/>.</summary>
    protected static int ThreadsOf(Point p) => p.Find(Threads) is null ? 1 : (int)p.Number(Threads);

    /// <inheritdoc/>
    public override string Name => Part.Name;

    /// <inheritdoc/>
    public override string Summary => Part.Summary;

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at) =>
        ThreadsOf(p) >= 1 && ThreadsOf(p) <= at.Threads
            ? Part.Check(c.Product.Precision, at)
            : Availability.No($"{p[Threads]} threads were asked for, a rank has {at.Threads} processors here");

    /// <inheritdoc/>
    public override long FootprintBytes(GemmCase c, Point p, Place at) =>
        c.Product.Work.Bytes + c.PadBytes + ThreadsOf(p) * Part.FootprintBytes(c.Product.Precision, at);

    /// <inheritdoc/>
    public override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link) =>
        new LocalProduct(c, Create(c, p, at), at.Memory);

    /// <summary>What multiplies.</summary>
    protected virtual ILocalGemm Create(GemmCase c, Point p, Place at) => Part.Create(c.Product.Precision, at);
}

internal sealed class LocalProduct : IProduct
{
    private readonly ProductCase _product;
    private readonly ILocalGemm _gemm;
    private readonly Matrix _a, _b, _c;

    private readonly Operand _left, _right;

    public LocalProduct(GemmCase c, ILocalGemm gemm, MemoryBudget memory)
    {
        _product = c.Product;
        _gemm = gemm;
        (int m, int n, int k, Precision precision) = c.Product;
        _a = Filled(c.Product.A, m, k, c.IsATransposed);
        _b = Filled(c.Product.B, k, n, c.IsBTransposed);
        _c = Matrix.Accumulate(precision, new(0, m, 0, n), memory, c.Pad);
        _left = new(_a.Address, _a.Stride, c.IsATransposed);
        _right = new(_b.Address, _b.Stride, c.IsBTransposed);

        Matrix Filled(Entries entries, int rows, int columns, bool isTransposed)
        {
            Block stored = isTransposed ? new(0, columns, 0, rows) : new(0, rows, 0, columns);
            var matrix = Matrix.Store(precision, stored, memory, c.Pad);
            matrix.Fill(entries with { IsTransposed = isTransposed });
            return matrix;
        }
    }

    public int MaxBatch => int.MaxValue;

    public Block Held => _c.Block;

    public void Reset()
    {
    }

    public void Run(int repeats, Span<long> phaseTicks)
    {
        AddPhases(phaseTicks, -1);
        for (int r = 0; r < repeats; r++)
            _gemm.Multiply(
                _product.M, _product.N, _product.K, _left, _right, _c.Address, _c.Stride, accumulate: false);
        AddPhases(phaseTicks, 1);
    }

    public IReadOnlyList<PointFact> Facts => _gemm.Facts;

    public double? Bound(in EntryTerms terms) => _gemm.Bound(terms);

    public void ReadRow(int row, Span<double> values) => _c.ReadRow(row, values);

    private void AddPhases(Span<long> phaseTicks, int sign)
    {
        ReadOnlySpan<long> ticks = _gemm.PhaseTicks;
        for (int phase = 0; phase < phaseTicks.Length; phase++)
            phaseTicks[phase] += sign * ticks[phase];
    }

    public void Dispose()
    {
        _gemm.Dispose();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }
}
