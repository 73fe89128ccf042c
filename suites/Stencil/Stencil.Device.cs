using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>On a device of OpenCL.</summary>
public sealed class StencilOpenCl() : StencilDevice("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class StencilCuda() : StencilDevice("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class StencilHip() : StencilDevice("hip");

/// <summary>Points stay on the device; layers for the neighbours are packed there, and go through the node's memory by
/// messages. Each phase waits for the one before, so that they add up to the time.</summary>
/// <param name="runtime">whose device</param>
public abstract class StencilDevice(string runtime) : Realisation<StencilCase, IStencilKernel>, IOnDevice
{
    /// <inheritdoc/>
    public sealed override string Name => runtime;

    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"our kernel on the rank's device of {runtime}, halos packed there and sent from the node's memory";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["pack", "transfer", "wire", "compute"];

    /// <inheritdoc/>
    public sealed override Availability Check(StencilCase c, Point p, Place at) => c.Wave.Points == 7
        ? DeviceKernels.Check(runtime, p.Precision, at)
        : Availability.No("27 points need those beyond edges and corners, which deep-halo and temporal exchange");

    /// <inheritdoc/>
    public sealed override long FootprintBytes(StencilCase c, Point p, Place at) => c.Store == ElementKind.Fp64
        ? DeviceField<double>.FootprintBytes(c, at.Rank)
        : DeviceField<float>.FootprintBytes(c, at.Rank);

    /// <inheritdoc/>
    public sealed override Work TrafficOf(StencilCase c, Point p, int rank) => c.HaloTraffic(rank);

    /// <inheritdoc/>
    public sealed override IStencilKernel Prepare(StencilCase c, Point p, Place at, IDisposable? link) =>
        p.Precision.Apply(new Maker(c, p.Precision, at, DeviceKernels.Of(runtime, at)));

    private sealed class Maker(StencilCase c, Precision precision, Place at, Device device) : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Kernel<TStore>(
                c, at, device,
                Belongings.For(own => new DeviceField<TStore>(c, precision, at, device, own)));
    }

    private sealed class Kernel<T>(StencilCase c, Place at, Device device, DeviceField<T> field) : IStencilKernel
        where T : unmanaged, INumber<T>
    {
        private readonly HaloExchange<T> _halos = new(at.Team, field);

        public int MaxBatch { get; } = c.MaxRepeats;

        public void Reset() => field.Fill();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats * c.Steps; i++)
            {
                Step(phaseTicks);
                field.Turn();
            }
        }

        public void Read(int y, int z, Span<double> line) => field.Read(y, z, line);

        public void Dispose()
        {
            _halos.Dispose();
            field.Dispose();
        }

        private void Step(Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            field.Pack();
            device.Finish();
            long packed = Stopwatch.GetTimestamp();
            field.Fetch();
            long fetched = Stopwatch.GetTimestamp();
            _halos.Post();
            _halos.Wait();
            long received = Stopwatch.GetTimestamp();
            field.Bring();
            long brought = Stopwatch.GetTimestamp();
            field.Unpack();
            device.Finish();
            long unpacked = Stopwatch.GetTimestamp();
            field.Step(field.All);
            device.Finish();
            phaseTicks[0] += packed - begin + (unpacked - brought);
            phaseTicks[1] += fetched - packed + (brought - received);
            phaseTicks[2] += received - fetched;
            phaseTicks[3] += Stopwatch.GetTimestamp() - unpacked;
        }
    }
}
