using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Numerics.Emulation;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Precisions;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>A product of fp64 by products of whole numbers of 8 bits, which a local product of that precision does.
/// </summary>
public abstract class EmulatedGemmRealisation : Realisation<GemmCase, IProduct>
{
    private const string Local = "local";

    /// <summary>What is multiplied.</summary>
    internal static readonly Precision Small = new Whole8();

    /// <summary>What multiplies.</summary>
    internal static readonly Axis LocalAxis = Axis.Parts<ILocalGemm>(Local, "native", "simd", "reference");

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Axis> Axes => [.. OwnAxes, LocalAxis];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } =
        [.. Enum.GetNames<EmulationStep>().Select(s => s.ToLowerInvariant())];

    /// <summary>The axes of the scheme.</summary>
    protected abstract IReadOnlyList<Axis> OwnAxes { get; }

    /// <summary>The scheme at a point.</summary>
    /// <param name="p">for its axes</param>
    /// <param name="product">what multiplies whole numbers; null where only sizes are asked</param>
    /// <exception cref="ArgumentException">the scheme has no such value</exception>
    protected abstract IEmulation EmulationOf(Point p, ISmallProduct product);

    /// <inheritdoc/>
    public sealed override Availability Check(GemmCase c, Point p, Place at)
    {
        if (CheckEmulated(c.Product.Precision) is { IsYes: false } no)
            return no;
        try
        {
            _ = EmulationOf(p, None.Instance);
        }
        catch (ArgumentException e)
        {
            return Availability.No(e.Message);
        }

        return PartOf(p, at).Check(Small, at);
    }

    /// <inheritdoc/>
    public sealed override long FootprintBytes(GemmCase c, Point p, Place at)
    {
        (int m, int n, int k, _) = c.Product;
        return c.Product.Work.Bytes + c.PadBytes + PartOf(p, at).FootprintBytes(Small, at)
            + EmulationOf(p, None.Instance).WorkspaceBytes(m, n, k);
    }

    /// <inheritdoc/>
    public sealed override IProduct Prepare(GemmCase c, Point p, Place at, IDisposable? link)
    {
        SmallProduct product = new(PartOf(p, at).Create(Small, at));
        return new LocalProduct(c, new EmulatedGemm(c.Product, EmulationOf(p, product), product, at.Memory), at.Memory);
    }

    /// <summary>Only fp64 is emulated.</summary>
    internal static Availability CheckEmulated(Precision precision) =>
        precision.Formats is { Store: ElementKind.Fp64, Compute: ElementKind.Fp64 }
            ? Availability.Yes
            : Availability.No($"what is emulated is fp64, not {precision.Name}");

    private static Part<ILocalGemm> PartOf(Point p, Place at) => at.Parts.Part<ILocalGemm>(p[Local]);

    /// <summary>Where only sizes are asked.</summary>
    internal sealed unsafe class None : ISmallProduct
    {
        public static readonly None Instance = new();

        public void Multiply(int m, int n, int k, sbyte* a, sbyte* b, int* c, bool accumulate) =>
            throw new InvalidOperationException("nothing multiplies here");
    }
}

/// <summary>A local product of 8-bit numbers as emulation wants it.</summary>
internal sealed unsafe class SmallProduct(ILocalGemm gemm) : ISmallProduct, IDisposable
{
    public ILocalGemm Gemm => gemm;

    public void Multiply(int m, int n, int k, sbyte* a, sbyte* b, int* c, bool accumulate) =>
        gemm.Multiply(m, n, k, new((nint)a, k), new((nint)b, n), (nint)c, n, accumulate);

    public void Dispose() => gemm.Dispose();
}

/// <summary>An emulation with the memory that products of one size need.</summary>
internal sealed unsafe class EmulatedGemm(
    ProductCase c, IEmulation emulation, SmallProduct product, MemoryBudget memory) : ILocalGemm
{
    private readonly NativeBuffer<byte> _workspace = memory.Allocate<byte>(
        (nint)emulation.WorkspaceBytes(c.M, c.N, c.K));

    public IReadOnlyList<PointFact> Facts => FactsOf(emulation);

    /// <summary>What tells an emulated product from a native one.</summary>
    public static IReadOnlyList<PointFact> FactsOf(IEmulation emulation) =>
        [PointFact.Of("small_products", "1", emulation.Products)];

    public ReadOnlySpan<long> PhaseTicks => emulation.Ticks;

    public double? Bound(in EntryTerms terms) => emulation.Bound(terms);

    public void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate) =>
        emulation.Multiply(Of(a, m, k), Of(b, k, n), (double*)c, ldc, accumulate, _workspace.Pointer);

    public void Dispose()
    {
        _workspace.Dispose();
        product.Dispose();
    }

    private static Doubles Of(Operand x, int rows, int columns) => x.IsTransposed
        ? new(x.Address, rows, columns, 1, x.Stride)
        : new(x.Address, rows, columns, x.Stride, 1);
}
