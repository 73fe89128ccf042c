using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>rocBLAS: what of it is used. Names and values are those of rocblas-types.h.</summary>
internal static unsafe partial class Rocblas
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "rocblas";

    internal const int rocblas_status_success = 0;
    internal const int rocblas_status_memory_error = 5;

    internal const int rocblas_operation_none = 111;
    internal const int rocblas_operation_transpose = 112;

    internal const int rocblas_datatype_f16_r = 150;
    internal const int rocblas_datatype_f32_r = 151;
    internal const int rocblas_datatype_f64_r = 152;
    internal const int rocblas_datatype_i8_r = 160;
    internal const int rocblas_datatype_i32_r = 162;
    internal const int rocblas_datatype_bf16_r = 168;

    internal const int rocblas_gemm_algo_standard = 0;

    internal const int rocblas_xf32_xdl_math_op = 1;

    [LibraryImport(Library)]
    internal static partial void rocblas_initialize();

    [LibraryImport(Library)]
    internal static partial int rocblas_create_handle(nint* handle);

    [LibraryImport(Library)]
    internal static partial int rocblas_destroy_handle(nint handle);

    [LibraryImport(Library)]
    internal static partial int rocblas_set_stream(nint handle, nint stream);

    [LibraryImport(Library)]
    internal static partial int rocblas_set_math_mode(nint handle, int mode);

    [LibraryImport(Library)]
    internal static partial int rocblas_get_version_string(byte* text, nuint length);

    [LibraryImport(Library)]
    internal static partial int rocblas_gemm_ex(
        nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int lda, nint b, int typeB,
        int ldb, void* beta, nint c, int typeC, int ldc, nint d, int typeD, int ldd, int compute, int algorithm,
        int solution, uint flags);

    [LibraryImport(Library)]
    internal static partial byte* rocblas_status_to_string(int status);
}
