using System.Diagnostics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class OpenClOverlapStencil() : DeviceOverlapStencil("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class CudaOverlapStencil() : DeviceOverlapStencil("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class HipOverlapStencil() : DeviceOverlapStencil("hip");

/// <summary>The device steps the points that need no halo while halos are copied by a queue of their own and sent;
/// "transfer" and "wire" are what is left to wait for, "pack" is only asked for, and "compute" is the rest.</summary>
/// <param name="runtime">whose device</param>
public abstract class DeviceOverlapStencil(string runtime) : DeviceStencilRealisation(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => $"{Runtime}-overlap";

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"our kernel on the rank's device of {Runtime}, which steps the inside while halos are on their way";

    private protected sealed override void Step<T>(
        DeviceField<T> field, HaloExchange<T> halos, Span<long> phaseTicks)
    {
        Cuboid all = field.All, inside = field.Inside;
        long begin = Stopwatch.GetTimestamp();
        field.Pack();
        field.Leave();
        field.Step(inside);
        long asked = Stopwatch.GetTimestamp();
        field.Fetch();
        long fetched = Stopwatch.GetTimestamp();
        halos.Post();
        halos.Wait();
        long received = Stopwatch.GetTimestamp();
        field.Bring();
        field.Unpack();
        field.Step(all with { Z1 = inside.Z0 });
        field.Step(all with { Z0 = inside.Z1 });
        Cuboid between = all with { Z0 = inside.Z0, Z1 = inside.Z1 };
        field.Step(between with { Y1 = inside.Y0 });
        field.Step(between with { Y0 = inside.Y1 });
        field.Step(inside with { X0 = 0, X1 = inside.X0 });
        field.Step(inside with { X0 = inside.X1, X1 = all.X1 });
        field.Finish();
        phaseTicks[0] += asked - begin;
        phaseTicks[1] += fetched - asked;
        phaseTicks[2] += received - fetched;
        phaseTicks[3] += Stopwatch.GetTimestamp() - received;
    }
}
