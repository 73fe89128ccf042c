using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>What C takes for the same calls, to be timed beside ours in one process.</summary>
public static unsafe class CudaYardstick
{
    /// <summary>Starts a kernel over and over, and waits for the last.</summary>
    /// <param name="kernel">of CUDA, without arguments; a group of one</param>
    /// <param name="on">its device</param>
    /// <param name="launches">how often</param>
    /// <returns>seconds of all</returns>
    /// <exception cref="DeviceException">a call failed</exception>
    public static double LaunchSeconds(DeviceKernel kernel, Device on, long launches)
    {
        fixed (byte* cuda = Utf8.Bytes(Libraries.Loaded[Interop.Cuda.Library]))
            return Checked(Yard.hai_yard_launch(
                cuda, ((DriverKernel<CudaDriver>)kernel).Function, on.Queue.Handle, launches));
    }

    /// <summary>C = A B by cublasGemmEx, over and over; one product before is not timed.</summary>
    /// <param name="on">a device of CUDA</param>
    /// <param name="types">of A and B, of C, and what it calculates in: cuBLAS's numbers</param>
    /// <param name="a">n x n</param>
    /// <param name="b">n x n</param>
    /// <param name="c">n x n</param>
    /// <param name="n">order</param>
    /// <param name="repeats">how often</param>
    /// <returns>seconds of all</returns>
    /// <exception cref="DeviceException">a call failed</exception>
    public static double GemmSeconds(
        Device on, (int Operands, int Result, int Compute) types, DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, int n,
        long repeats)
    {
        fixed (byte* cuda = Utf8.Bytes(Libraries.Loaded[Interop.Cuda.Library]))
        fixed (byte* cublas = Utf8.Bytes(Libraries.Loaded["cublas"]))
            return Checked(Yard.hai_yard_gemm_ex(
                cuda, cublas, on.Queue.Handle, types.Operands, types.Result, types.Compute, a.Handle, b.Handle,
                c.Handle, n, repeats));
    }

    private static double Checked(double seconds) =>
        seconds >= 0 ? seconds : throw new DeviceException("a call of CUDA from C failed");
}
