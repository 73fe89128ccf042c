using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.LinearAlgebra;

/// <summary>Measures the site's library. A process loads it once, so points that ask for another core type than the
/// first are skipped: measure each core type in a launch of its own.</summary>
public sealed class GemmBlas : LocalGemmRealisation<BlasGemm>
{
    private const string CoreType = "coretype";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Names(CoreType, Role.Tuning, CblasLibrary.BestCoreType), ThreadsAxis];

    /// <inheritdoc/>
    public override Availability Check(GemmCase c, Point p, Place at) =>
        CblasLibrary.TryLoad(p[CoreType], out _, out string reason) ? base.Check(c, p, at) : Availability.No(reason);

    /// <inheritdoc/>
    protected override ILocalGemm Create(GemmCase c, Point p, Place at)
    {
        ILocalGemm gemm = base.Create(c, p, at);
        CblasLibrary.Load().Threads = ThreadsOf(p);
        return gemm;
    }
}

/// <summary>The site's BLAS. One thread, as every kernel of the suite: a rank stands for a core.</summary>
public sealed class BlasGemm : LocalGemmPart
{
    /// <inheritdoc/>
    public override string Name => "blas";

    /// <inheritdoc/>
    public override string Summary => "the site's BLAS library through its C interface";

    /// <inheritdoc/>
    public override Availability Check(Precision precision, Place at)
    {
        if (precision.Formats is not (
            { Store: ElementKind.Fp64, Accumulate: ElementKind.Fp64 }
            or { Store: ElementKind.Fp32, Compute: ElementKind.Fp32, Accumulate: ElementKind.Fp32 }))
            return Availability.No($"cblas multiplies fp64 and fp32, not {precision.Name}");
        return CblasLibrary.TryLoad(null, out _, out string reason) ? Availability.Yes : Availability.No(reason);
    }

    /// <inheritdoc/>
    public override ILocalGemm Create(Precision precision, Place at)
    {
        CblasLibrary library = CblasLibrary.Load();
        library.Threads = 1;
        return precision.Formats.Store == ElementKind.Fp64 ? new Double(library) : new Single(library);
    }

    private sealed class Double(CblasLibrary library) : ILocalGemm
    {
        public unsafe void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate) =>
            library.Gemm(
                m, n, k, 1, (double*)a.Address, a.Stride, (double*)b.Address, b.Stride, accumulate ? 1 : 0, (double*)c,
                ldc, a.IsTransposed, b.IsTransposed);

        public void Dispose()
        {
        }
    }

    private sealed class Single(CblasLibrary library) : ILocalGemm
    {
        public unsafe void Multiply(int m, int n, int k, Operand a, Operand b, nint c, int ldc, bool accumulate) =>
            library.Gemm(
                m, n, k, 1, (float*)a.Address, a.Stride, (float*)b.Address, b.Stride, accumulate ? 1 : 0, (float*)c,
                ldc, a.IsTransposed, b.IsTransposed);

        public void Dispose()
        {
        }
    }
}
