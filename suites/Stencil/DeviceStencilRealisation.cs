using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all ways of <c>stencil</c> share that keep the points on a device.</summary>
/// <param name="runtime">whose device</param>
/// <param name="overlaps">steps and halos at once</param>
public abstract class DeviceStencilRealisation(string runtime, bool overlaps)
    : DeviceSteps<StencilCase, IStencilKernel>(runtime, overlaps)
{
    /// <inheritdoc/>
    public sealed override long FootprintBytes(StencilCase c, Point p, Place at) => c.Store == ElementKind.Fp64
        ? DeviceField<double>.FootprintBytes(c, at.Rank)
        : DeviceField<float>.FootprintBytes(c, at.Rank);

    /// <summary>In each step, a layer across each inner face; with 27 points also what is beyond edges and corners.
    /// </summary>
    public sealed override Work TrafficOf(StencilCase c, Point p, int rank) =>
        c.Wave.Points == 7 ? c.HaloTraffic(rank) : c.TrafficAcross(rank, depth: 1);

    private protected sealed override IStencilKernel Make<T>(
        StencilCase c, Precision precision, Place at, Device device, Belongings own) =>
        new Stepping<T>(this, c, at, new(c, precision, at, device, own));

    private sealed class Stepping<T>(DeviceStencilRealisation way, StencilCase c, Place at, DeviceField<T> field)
        : Kernel<T>(way, at, field), IStencilKernel
        where T : unmanaged, INumber<T>
    {
        public override int MaxBatch { get; } = c.MaxRepeats;

        protected override int Steps { get; } = c.Steps;

        public void Read(int y, int z, Span<double> line) => field.Read(y, z, line);
    }
}
