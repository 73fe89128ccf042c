using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>cuBLASLt: what of it is used. Names and values are those of cublasLt.h and library_types.h, from CUDA 11.8
/// on, which first knew fp8; statuses and what else is not here is in <see cref="Cublas"/>.</summary>
internal static unsafe partial class CublasLt
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "cublasLt";

    internal const int CUDA_R_8F_E4M3 = 28;

    // cublasLtMatmulDescAttributes_t
    internal const int CUBLASLT_MATMUL_DESC_TRANSA = 3;

    // cublasLtMatmulPreferenceAttributes_t
    internal const int CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES = 1;

    [LibraryImport(Library)]
    internal static partial int cublasLtCreate(nint* handle);

    [LibraryImport(Library)]
    internal static partial int cublasLtDestroy(nint handle);

    [LibraryImport(Library)]
    internal static partial nuint cublasLtGetVersion();

    [LibraryImport(Library)]
    internal static partial byte* cublasLtGetStatusString(int status);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulDescCreate(nint* description, int compute, int scale);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulDescSetAttribute(
        nint description, int attribute, void* value, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulDescDestroy(nint description);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatrixLayoutCreate(
        nint* layout, int type, ulong rows, ulong columns, long stride);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatrixLayoutDestroy(nint layout);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulPreferenceCreate(nint* preference);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulPreferenceSetAttribute(
        nint preference, int attribute, void* value, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulPreferenceDestroy(nint preference);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmulAlgoGetHeuristic(
        nint handle, nint description, nint layoutA, nint layoutB, nint layoutC, nint layoutD, nint preference,
        int asked, cublasLtMatmulHeuristicResult_t* results, int* found);

    [LibraryImport(Library)]
    internal static partial int cublasLtMatmul(
        nint handle, nint description, void* alpha, nint a, nint layoutA, nint b, nint layoutB, void* beta, nint c,
        nint layoutC, nint d, nint layoutD, cublasLtMatmulAlgo_t* algorithm, nint workspace, nuint workspaceBytes,
        nint stream);

    /// <summary>Opaque.</summary>
    internal struct cublasLtMatmulAlgo_t
    {
        internal fixed ulong data[8];
    }

    internal struct cublasLtMatmulHeuristicResult_t
    {
        internal cublasLtMatmulAlgo_t algo;
        internal nuint workspaceSize;
        internal int state;
        internal float wavesCount;
        internal fixed int reserved[4];
    }
}
