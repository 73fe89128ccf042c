using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>The C interface of BLAS with 32-bit integers, and what the libraries that offer it say of themselves. Only
/// the first two functions are in all of them.</summary>
internal static unsafe partial class Cblas
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "cblas";

    // The numbers of cblas.h.
    internal const int CblasRowMajor = 101;
    internal const int CblasNoTrans = 111;
    internal const int CblasTrans = 112;

    [LibraryImport(Library)]
    internal static partial void cblas_dgemm(
        int order, int transA, int transB, int m, int n, int k, double alpha, double* a, int lda, double* b, int ldb,
        double beta, double* c, int ldc);

    [LibraryImport(Library)]
    internal static partial void cblas_sgemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb,
        float beta, float* c, int ldc);

    [LibraryImport(Library)]
    internal static partial byte* openblas_get_config();

    [LibraryImport(Library)]
    internal static partial byte* openblas_get_corename();

    [LibraryImport(Library)]
    internal static partial int openblas_get_num_threads();

    [LibraryImport(Library)]
    internal static partial void openblas_set_num_threads(int threads);

    [LibraryImport(Library)]
    internal static partial byte* bli_info_get_version_str();

    [LibraryImport(Library)]
    internal static partial int bli_arch_query_id();

    [LibraryImport(Library)]
    internal static partial byte* bli_arch_string(int id);

    [LibraryImport(Library)]
    internal static partial nint bli_thread_get_num_threads();

    [LibraryImport(Library)]
    internal static partial void bli_thread_set_num_threads(nint threads);

    [LibraryImport(Library)]
    internal static partial void MKL_Get_Version_String(byte* text, int length);

    [LibraryImport(Library)]
    internal static partial int MKL_Get_Max_Threads();

    [LibraryImport(Library)]
    internal static partial void MKL_Set_Num_Threads(int threads);
}
