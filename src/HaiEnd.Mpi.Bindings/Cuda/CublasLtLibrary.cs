using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Cublas;
using static HaiEnd.Mpi.Bindings.Interop.CublasLt;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>cuBLASLt on a device of CUDA, for fp8, which cuBLAS itself does not multiply. A is transposed, B is not; m,
/// k and what lies between columns are multiples of 16 (NVIDIA, cuBLAS manual, cublasLtMatmul; of m the library's own
/// log says so). Scales are 1, and sums are promoted to fp32 on their way (its fast accumulation is off). The variable
/// HAIEND_CUBLASLT may name its file.</summary>
public sealed unsafe class CublasLtLibrary : DeviceBlas
{
    /// <summary>Sizes are multiples of this.</summary>
    public const int SizeMultiple = 16;

    /// <summary>The first compute capability with matrix units for fp8, as 10 major + minor.</summary>
    public const int LeastCapability = 89;

    private const string Variable = "HAIEND_CUBLASLT";

    // As NVIDIA advises for Hopper (cuBLAS manual, cublasSetWorkspace) [byte].
    private const long WorkspaceBytes = 32 << 20;

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        nint handle = Libraries.Load(CublasLt.Library, Variable, CudaToolkit.Files("libcublasLt", "13", "12", "11"));
        Libraries.Register(CublasLt.Library, () => handle);
        return handle;
    });

    private readonly nint _stream;
    private readonly DeviceBuffer? _workspace;
    private nint _handle, _product, _preference, _layoutA, _layoutB, _layoutC;
    private Shape _planned;
    private cublasLtMatmulAlgo_t _algorithm;

    /// <summary>Makes a handle of the library on a device.</summary>
    /// <param name="device">of CUDA</param>
    /// <exception cref="DeviceException">the library refuses</exception>
    public CublasLtLibrary(Device device)
    {
        _ = Loaded.Value;
        _stream = device.Queue.Handle;
        try
        {
            nint made;
            Check(cublasLtCreate(&made), nameof(cublasLtCreate));
            _handle = made;
            Check(
                cublasLtMatmulDescCreate(&made, CUBLAS_COMPUTE_32F, CUDA_R_32F), nameof(cublasLtMatmulDescCreate));
            _product = made;
            int transposed = CUBLAS_OP_T;
            Check(
                cublasLtMatmulDescSetAttribute(_product, CUBLASLT_MATMUL_DESC_TRANSA, &transposed, sizeof(int)),
                nameof(cublasLtMatmulDescSetAttribute));
            Check(cublasLtMatmulPreferenceCreate(&made), nameof(cublasLtMatmulPreferenceCreate));
            _preference = made;
            ulong bytes = (ulong)WorkspaceBytes;
            Check(
                cublasLtMatmulPreferenceSetAttribute(
                    _preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, sizeof(ulong)),
                nameof(cublasLtMatmulPreferenceSetAttribute));
            _workspace = device.Allocate(WorkspaceBytes);
            Version = CublasLibrary.NameOf("cuBLASLt", (int)cublasLtGetVersion());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Version { get; } = "";

    /// <summary>Whether the library is there. CUDA's driver must be.</summary>
    /// <param name="reason">why not; empty where it is</param>
    public static bool TryLoad(out string reason) => IsLoaded(Loaded, out reason);

    /// <inheritdoc/>
    public override void Multiply(
        ProductKind kind, int m, int n, int k, BlasOperand a, BlasOperand b, DeviceBuffer c, int ldc, bool accumulate)
    {
        var shape = new Shape(m, n, k, a.Stride, b.Stride, ldc);
        if (kind != ProductKind.Fp8E4M3 || !a.IsTransposed || b.IsTransposed)
            throw new DeviceException($"cuBLASLt is asked for A, transposed, times B in fp8, not for {kind}");
        if (shape != _planned)
            Plan(shape);
        var factors = BlasFactors.Of(kind, accumulate);
        fixed (cublasLtMatmulAlgo_t* algorithm = &_algorithm)
            Check(
                cublasLtMatmul(
                    _handle, _product, &factors.Alpha, a.Buffer.Handle, _layoutA, b.Buffer.Handle, _layoutB,
                    &factors.Beta, c.Handle, _layoutC, c.Handle, _layoutC, algorithm, _workspace!.Handle,
                    (nuint)WorkspaceBytes, _stream),
                nameof(cublasLtMatmul));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Forget();
        if (_preference != 0)
            _ = cublasLtMatmulPreferenceDestroy(_preference);
        if (_product != 0)
            _ = cublasLtMatmulDescDestroy(_product);
        if (_handle != 0)
            _ = cublasLtDestroy(_handle);
        _workspace?.Dispose();
        (_preference, _product, _handle) = (0, 0, 0);
    }

    /// <summary>Asks the library how it does products of a shape best; the answer holds for the next ones.</summary>
    private void Plan(Shape shape)
    {
        Forget();
        _layoutA = Layout(CUDA_R_8F_E4M3, shape.K, shape.M, shape.Lda);
        _layoutB = Layout(CUDA_R_8F_E4M3, shape.K, shape.N, shape.Ldb);
        _layoutC = Layout(CUDA_R_32F, shape.M, shape.N, shape.Ldc);
        cublasLtMatmulHeuristicResult_t best;
        int found;
        Check(
            cublasLtMatmulAlgoGetHeuristic(
                _handle, _product, _layoutA, _layoutB, _layoutC, _layoutC, _preference, 1, &best, &found),
            nameof(cublasLtMatmulAlgoGetHeuristic));
        if (found == 0 || best.state != CUBLAS_STATUS_SUCCESS)
            throw new DeviceException($"cuBLASLt knows no way to multiply fp8 with {shape}");
        (_algorithm, _planned) = (best.algo, shape);
    }

    private void Forget()
    {
        foreach (nint layout in (ReadOnlySpan<nint>)[_layoutA, _layoutB, _layoutC])
            if (layout != 0)
                _ = cublasLtMatrixLayoutDestroy(layout);
        (_layoutA, _layoutB, _layoutC, _planned) = (0, 0, 0, default);
    }

    private static nint Layout(int type, int rows, int columns, int stride)
    {
        nint layout;
        Check(
            cublasLtMatrixLayoutCreate(&layout, type, (ulong)rows, (ulong)columns, stride),
            nameof(cublasLtMatrixLayoutCreate));
        return layout;
    }

    private static void Check(int status, string call)
    {
        if (status != CUBLAS_STATUS_SUCCESS)
            throw CublasLibrary.FaultOf(status, call, cublasLtGetStatusString(status));
    }

    /// <summary>Sizes of a product, and the elements between columns of each matrix.</summary>
    private readonly record struct Shape(int M, int N, int K, int Lda, int Ldb, int Ldc);
}
