using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings;

/// <summary>
/// Loops in C that do what ours do, to be timed beside them in one process: what C# costs, and what the processor can.
/// Every method throws <see cref="DllNotFoundException"/> where the yardsticks were not built.
/// </summary>
public static unsafe class Yardstick
{
    static Yardstick() =>
        Libraries.Register(Yard.Name, () => Libraries.Load(Yard.Name, "HAIEND_YARD", "libhaiend_yard.so"));

    /// <summary>The widest vectors of this processor that the yardsticks use, in bits.</summary>
    public static int VectorBits => Yard.hai_yard_vector_bits();

    /// <summary>a = b + s c, over and over.</summary>
    /// <param name="a">The target.</param>
    /// <param name="b">As long.</param>
    /// <param name="c">As long.</param>
    /// <param name="s">The factor.</param>
    /// <param name="repeats">How often.</param>
    /// <returns>Seconds of all repeats.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double TriadSeconds(
        NativeSlice<double> a, NativeSlice<double> b, NativeSlice<double> c, double s, long repeats)
    {
        if (b.Length != a.Length || c.Length != a.Length)
        {
            throw new ArgumentException($"The arrays hold {a.Length}, {b.Length} and {c.Length} elements.");
        }
        return Yard.hai_yard_triad(a.Pointer, b.Pointer, c.Pointer, s, a.Length, repeats);
    }

    /// <summary>Fused multiply-adds on registers alone, in FP64: what one core can do at most.</summary>
    /// <param name="iterations">How often each register is used; some millions for a steady clock.</param>
    /// <returns>Operations per second, two for each multiply-add.</returns>
    public static double Fp64FlopsPerSecond(long iterations)
    {
        double flops;
        double seconds = Yard.hai_yard_fma_fp64(iterations, &flops);
        return flops / seconds;
    }

    /// <summary>As <see cref="Fp64FlopsPerSecond"/>, in FP32.</summary>
    /// <param name="iterations">How often each register is used.</param>
    /// <returns>Operations per second, two for each multiply-add.</returns>
    public static double Fp32FlopsPerSecond(long iterations)
    {
        double flops;
        double seconds = Yard.hai_yard_fma_fp32(iterations, &flops);
        return flops / seconds;
    }

    /// <summary>C = A B, over and over, through a site's own <c>cblas_dgemm</c>.</summary>
    /// <param name="dgemm">The address of <c>cblas_dgemm</c> with 32-bit integers.</param>
    /// <param name="a">n x n, row by row.</param>
    /// <param name="b">n x n, row by row.</param>
    /// <param name="c">n x n, row by row.</param>
    /// <param name="n">The order.</param>
    /// <param name="repeats">How often.</param>
    /// <returns>Seconds of all repeats.</returns>
    /// <exception cref="ArgumentException">An array is shorter than n x n.</exception>
    public static double DgemmSeconds(
        nint dgemm, NativeSlice<double> a, NativeSlice<double> b, NativeSlice<double> c, int n, long repeats)
    {
        long elements = (long)n * n;
        if (a.Length < elements || b.Length < elements || c.Length < elements)
        {
            throw new ArgumentException($"Each array needs {elements} elements.");
        }
        return Yard.hai_yard_dgemm((void*)dgemm, a.Pointer, b.Pointer, c.Pointer, n, repeats);
    }

    /// <summary>The stencil of the Parallel Research Kernels on one rank, without MPI: out += W in, in += 1. Both
    /// arrays are filled first, and one iteration is not timed.</summary>
    /// <param name="input">(n + 2 radius) (n + 2 radius) elements.</param>
    /// <param name="output">As long.</param>
    /// <param name="n">Points along an edge.</param>
    /// <param name="radius">Points of the star in each direction.</param>
    /// <param name="iterations">How many are timed.</param>
    /// <returns>Seconds of those iterations, and the sum of |out| over the points inside.</returns>
    /// <exception cref="ArgumentException">An array is too short.</exception>
    public static (double Seconds, double Norm) StarSeconds(
        NativeSlice<double> input, NativeSlice<double> output, long n, int radius, long iterations)
    {
        StarRoom(input, output, n, n, radius);
        double norm;
        double seconds = Yard.hai_yard_star(input.Pointer, output.Pointer, n, radius, iterations, &norm);
        return (seconds, norm);
    }

    internal static void StarRoom(
        NativeSlice<double> input, NativeSlice<double> output, long rows, long n, int radius)
    {
        long elements = (rows + 2 * radius) * (n + 2 * radius);
        if (input.Length < elements || output.Length < elements)
        {
            throw new ArgumentException($"Each array needs {elements} elements.");
        }
    }
}
