using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>cuBLAS: what of it is used. Names and values are those of cublas_api.h and library_types.h; those of
/// emulation are there from 13.0 on.</summary>
internal static unsafe partial class Cublas
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "cublas";

    internal const int CUBLAS_STATUS_SUCCESS = 0;
    internal const int CUBLAS_STATUS_ALLOC_FAILED = 3;

    internal const int CUBLAS_OP_N = 0;
    internal const int CUBLAS_OP_T = 1;

    internal const int CUDA_R_32F = 0;
    internal const int CUDA_R_64F = 1;
    internal const int CUDA_R_16F = 2;
    internal const int CUDA_R_8I = 3;
    internal const int CUDA_R_32I = 10;
    internal const int CUDA_R_16BF = 14;

    internal const int CUBLAS_COMPUTE_32F = 68;
    internal const int CUBLAS_COMPUTE_32F_PEDANTIC = 69;
    internal const int CUBLAS_COMPUTE_64F = 70;
    internal const int CUBLAS_COMPUTE_32I = 72;
    internal const int CUBLAS_COMPUTE_32F_FAST_TF32 = 77;
    internal const int CUBLAS_COMPUTE_64F_EMULATED_FIXEDPOINT = 79;

    internal const int CUBLAS_GEMM_DEFAULT = -1;

    internal const int CUBLAS_EMULATION_STRATEGY_DEFAULT = 0;
    internal const int CUBLAS_EMULATION_STRATEGY_PERFORMANT = 1;
    internal const int CUBLAS_EMULATION_STRATEGY_EAGER = 2;

    [LibraryImport(Library)]
    internal static partial int cublasCreate_v2(nint* handle);

    [LibraryImport(Library)]
    internal static partial int cublasDestroy_v2(nint handle);

    [LibraryImport(Library)]
    internal static partial int cublasGetVersion_v2(nint handle, int* version);

    [LibraryImport(Library)]
    internal static partial int cublasSetStream_v2(nint handle, nint stream);

    [LibraryImport(Library)]
    internal static partial int cublasGemmEx(
        nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int lda, nint b, int typeB,
        int ldb, void* beta, nint c, int typeC, int ldc, int compute, int algorithm);

    [LibraryImport(Library)]
    internal static partial int cublasSetEmulationStrategy(nint handle, int strategy);

    [LibraryImport(Library)]
    internal static partial int cublasGetEmulationStrategy(nint handle, int* strategy);

    [LibraryImport(Library)]
    internal static partial int cublasSetFixedPointEmulationMantissaBitCountPointer(nint handle, nint count);

    [LibraryImport(Library)]
    internal static partial byte* cublasGetStatusString(int status);
}
