using System.Diagnostics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClStencil() : DeviceStencil("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class CudaStencil() : DeviceStencil("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class HipStencil() : DeviceStencil("hip");

/// <summary>Each phase waits for the one before, so that they add up to the time.</summary>
/// <param name="runtime">whose device</param>
public abstract class DeviceStencil(string runtime) : DeviceStencilRealisation(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => Runtime;

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"our kernel on the rank's device of {Runtime}, halos packed there and sent from the node's memory";

    private protected sealed override void Step<T>(
        DeviceField<T> field, HaloExchange<T> halos, Span<long> phaseTicks)
    {
        long begin = Stopwatch.GetTimestamp();
        field.Pack();
        field.Finish();
        long packed = Stopwatch.GetTimestamp();
        field.Leave();
        field.Fetch();
        long fetched = Stopwatch.GetTimestamp();
        halos.Post();
        halos.Wait();
        long received = Stopwatch.GetTimestamp();
        field.Bring();
        field.Finish();
        long brought = Stopwatch.GetTimestamp();
        field.Unpack();
        field.Finish();
        long unpacked = Stopwatch.GetTimestamp();
        field.Step(field.All);
        field.Finish();
        phaseTicks[0] += packed - begin + (unpacked - brought);
        phaseTicks[1] += fetched - packed + (brought - received);
        phaseTicks[2] += received - fetched;
        phaseTicks[3] += Stopwatch.GetTimestamp() - unpacked;
    }
}
