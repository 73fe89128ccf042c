using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all ways share that keep the points on a device: layers for the neighbours are packed there, and go
/// through the node's memory by messages.</summary>
/// <param name="runtime">whose device</param>
public abstract class DeviceStencilRealisation(string runtime) : Realisation<StencilCase, IStencilKernel>, IOnDevice
{
    /// <inheritdoc/>
    public string Runtime => runtime;

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
        p.Precision.Apply(new Maker(this, (c, p.Precision, at), DeviceKernels.Of(runtime, at)));

    /// <summary>One step, after which the device has done all.</summary>
    /// <param name="field">the points</param>
    /// <param name="halos">their exchange</param>
    /// <param name="phaseTicks">ticks in each phase are added here</param>
    private protected abstract void Step<T>(DeviceField<T> field, HaloExchange<T> halos, Span<long> phaseTicks)
        where T : unmanaged, INumber<T>;

    private sealed class Maker(
        DeviceStencilRealisation way, (StencilCase Case, Precision Precision, Place Place) at, Device device)
        : IGeneric<IStencilKernel>
    {
        public IStencilKernel For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> => new Kernel<TStore>(
                way, at.Case, at.Place, Belongings.For(
                    own => new DeviceField<TStore>(at.Case, at.Precision, at.Place, device, own)));
    }

    private sealed class Kernel<T>(DeviceStencilRealisation way, StencilCase c, Place at, DeviceField<T> field)
        : IStencilKernel
        where T : unmanaged, INumber<T>
    {
        private readonly HaloExchange<T> _halos = new(at.Team, field);

        public int MaxBatch { get; } = c.MaxRepeats;

        public void Reset() => field.Fill();

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int i = 0; i < repeats * c.Steps; i++)
            {
                way.Step(field, _halos, phaseTicks);
                field.Turn();
            }
        }

        public void Read(int y, int z, Span<double> line) => field.Read(y, z, line);

        public void Dispose()
        {
            _halos.Dispose();
            field.Dispose();
        }
    }
}
