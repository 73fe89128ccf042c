using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>haiend_yard.h: the C loops beside which the C# ones are timed.</summary>
internal static unsafe partial class Yard
{
    internal const string Name = "haiend_yard";
    internal const string MpiName = "haiend_yard_mpi";

    [LibraryImport(MpiName)]
    internal static partial int hai_yard_pingpong(
        long comm, void* sent, void* received, long bytes, long iterations, int stack, double* seconds);

    [LibraryImport(MpiName)]
    internal static partial int hai_yard_allreduce(
        long comm, double* send, double* recv, long count, long iterations, int stack, double* seconds);

    [LibraryImport(MpiName)]
    internal static partial int hai_yard_star_mpi(
        long comm, double* input, double* output, long n, int radius, long iterations, double* seconds, double* norm);

    [LibraryImport(Name)]
    internal static partial double hai_yard_star(
        double* input, double* output, long n, int radius, long iterations, double* norm);

    [LibraryImport(Name)]
    internal static partial double hai_yard_triad(double* a, double* b, double* c, double s, long n, long repeats);

    [LibraryImport(Name)]
    internal static partial int hai_yard_vector_bits();

    [LibraryImport(Name)]
    internal static partial double hai_yard_fma_fp64(long iterations, double* flops);

    [LibraryImport(Name)]
    internal static partial double hai_yard_fma_fp32(long iterations, double* flops);

    [LibraryImport(Name)]
    internal static partial double hai_yard_dgemm(void* dgemm, double* a, double* b, double* c, int n, long repeats);

    [LibraryImport(Name)]
    internal static partial double hai_yard_launch(byte* cuda, nint kernel, nint stream, long launches);

    [LibraryImport(Name)]
    internal static partial double hai_yard_gemm_ex(
        byte* cuda, byte* cublas, nint stream, int type, int result, int compute, nint a, nint b, nint c, int n,
        long repeats);
}
