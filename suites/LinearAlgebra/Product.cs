using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product that is timed: C = A B with entries from <see cref="ProductCase"/>. It shows the block of C that
/// it holds.</summary>
public interface IProduct : IKernel
{
    /// <summary>Which part of C this rank holds.</summary>
    Block Held { get; }

    /// <summary>A row of the held block as fp64.</summary>
    /// <param name="row">within the block</param>
    /// <param name="values">as long as the block is wide</param>
    void ReadRow(int row, Span<double> values);

    /// <summary>What else is known of how it was done.</summary>
    IReadOnlyList<PointFact> Facts => [];

    /// <summary>What the error of an entry is at most, where the method knows better than its formats do; null where
    /// it does not.</summary>
    double? Bound(in EntryTerms terms) => null;
}

/// <summary>A product that ranks do together.</summary>
public interface IDistributedProduct : IProduct
{
    /// <summary>What this rank sent in the last repeat, counted where it was sent: bytes and messages. Null where a
    /// library sends and does not say.</summary>
    Work? Sent { get; }

    /// <summary>Puts other entries into A and B. Does not communicate.</summary>
    void Fill(Entries a, Entries b);

    /// <summary>Does the product once, untimed. Collective.</summary>
    void Multiply();
}

/// <summary>C = A B, A of m x k, B of k x n.</summary>
/// <param name="M">rows of C</param>
/// <param name="N">columns of C</param>
/// <param name="K">terms of each sum</param>
/// <param name="Precision">number formats</param>
public sealed record ProductCase(int M, int N, int K, Precision Precision)
{
    /// <summary>The size n, and where they are asked for the rows m of A and C and the terms k of each sum, which are
    /// n otherwise.</summary>
    /// <param name="sizes">what n is where nothing is said, and other usual ones</param>
    public static IReadOnlyList<Axis> Axes(params long[] sizes) =>
    [
        Axis.Numbers("n", "1", Role.Problem, sizes),
        Axis.Names("m", Role.Problem, "n") with { Unit = "1", OnRequest = true },
        Axis.Names("k", Role.Problem, "n") with { Unit = "1", OnRequest = true },
        Axis.Precisions("fp64", "fp32"),
        Axis.Names(InputAxis, Role.Problem, ProductInput.Uniform.Name) with { OnRequest = true },
    ];

    private const string InputAxis = "input";

    /// <summary>The product at a point; one of whole numbers where the precision has no fractions.</summary>
    /// <exception cref="ArgumentException">there is no such input, or its numbers are beyond the precision's
    /// formats</exception>
    public static ProductCase Of(Point p)
    {
        int n = checked((int)p.Number("n"));
        Precision precision = p.ProductPrecision;
        ProductCase product = new(Or("m"), n, Or("k"), precision);
        return p.Find(InputAxis) is { } name ? product.WithInput(ProductInput.Parse(name)) : product;

        int Or(string axis) => p.Find(axis) is null ? n : checked((int)p.Number(axis));
    }

    /// <summary>How the entries of A and B are drawn.</summary>
    public ProductInput Input { get; init; } =
        Precision.Formats.Store.IsWhole() ? ProductInput.Whole : ProductInput.Uniform;

    /// <summary>The input was chosen: what precision and method make of it is asked.</summary>
    public bool IsOfChosenInput { get; private init; }

    /// <summary>All entries are whole numbers, so that the product is exact.</summary>
    public bool IsWhole => Input.IsWhole;

    /// <summary>The product of whole numbers of these dimensions; null where the sums of so many terms might not be
    /// exact in the accumulate format.</summary>
    public ProductCase? Whole => this with { Input = ProductInput.Whole } is { IsExact: true } whole ? whole : null;

    /// <summary>Sums of whole numbers stay exact in the accumulate format, and the numbers in the store format.
    /// </summary>
    public bool IsExact => IsWhole
        && Math.Log2(K) + 2 * Input.GreatestBits <= Math.Log2(WholeLimit)
        && Input.GreatestBits <= Math.Log2(Precision.Formats.Store.WholeLimit());

    private ProductCase WithInput(ProductInput input)
    {
        Formats f = Precision.Formats;
        ProductCase product = this with { Input = input, IsOfChosenInput = true };
        double stored = f.Store.GreatestBits(), summed = f.Accumulate.GreatestBits();
        double most = 2 * input.GreatestBits + Math.Log2(Math.Max(1, K));
        if (input.IsWhole ? !product.IsExact : f.Store.IsWhole())
            throw new ArgumentException(
                $"{Precision.Name} does not multiply {input.Name} exactly with k = {K}; take a smaller whole-LIMIT");
        return input.IsWhole || (input.GreatestBits < stored && most < summed)
            ? product
            : throw new ArgumentException(
                $"{input.Name} has magnitudes up to 2^{input.GreatestBits:f0} and sums up to 2^{most:f0}; "
                + $"{Precision.Name} ends at 2^{stored:f0} and 2^{summed:f0}");
    }

    /// <summary>Sums of fp8 up to here are exact everywhere: matrix units keep about 14 bits of what they add
    /// (DeepSeek-AI, DeepSeek-V3 Technical Report, arXiv 2412.19437, section 3.3.2: on NVIDIA's Hopper).</summary>
    public const double Fp8Sums = 1 << 13;

    private double WholeLimit =>
        Precision.Formats.Store.IsFp8() ? Fp8Sums : Precision.Formats.Accumulate.WholeLimit();

    /// <summary>The entries of A.</summary>
    public Entries A => new(Input, Factor.A, K, K);

    /// <summary>The entries of B.</summary>
    public Entries B => new(Input, Factor.B, N, K);

    /// <summary>The work: 2 m n k operations, and A, B and C moved once.</summary>
    public Work Work
    {
        get
        {
            (int store, int accumulate) = (Precision.Formats.Store.Bytes(), Precision.Formats.Accumulate.Bytes());
            return new(2L * M * N * K, ((long)M * K + (long)K * N) * store + (long)M * N * accumulate, 0, 0);
        }
    }

    /// <summary>Flops of <see cref="Work"/> as a formula.</summary>
    public const string FlopModel =
        "2 m n k: a multiplication and an addition for each term (Golub and Van Loan 2013, 1.1.11)";

    /// <summary>Bytes of <see cref="Work"/> as a formula.</summary>
    public const string ByteModel =
        "(m k + k n) store + m n accumulate: each matrix moved once, the least there can be";

    /// <summary>Rounds as the store format does.</summary>
    public Func<double, double> Rounding => Precision.Apply(new ToStore());

    private sealed class ToStore : IGeneric<Func<double, double>>
    {
        public Func<double, double> For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
            x => double.CreateTruncating(TStore.CreateTruncating(x));
    }
}
