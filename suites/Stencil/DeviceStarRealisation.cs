using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>What all ways of <c>stencil-star</c> share that keep the points on a device.</summary>
/// <param name="runtime">whose device</param>
/// <param name="overlaps">iterations and halos at once</param>
public abstract class DeviceStarRealisation(string runtime, bool overlaps)
    : DeviceSteps<StarCase, IStarKernel>(runtime, overlaps)
{
    /// <inheritdoc/>
    public sealed override long FootprintBytes(StarCase c, Point p, Place at) => c.Store == ElementKind.Fp64
        ? DeviceStarField<double>.FootprintBytes(c, at.Rank)
        : DeviceStarField<float>.FootprintBytes(c, at.Rank);

    private protected sealed override IStarKernel Make<T>(
        StarCase c, Precision precision, Place at, Device device, Belongings own) =>
        new Stepping<T>(this, at, new(c, precision, at, device, own));

    private sealed class Stepping<T>(DeviceStarRealisation way, Place at, DeviceStarField<T> field)
        : Kernel<T>(way, at, field), IStarKernel
        where T : unmanaged, INumber<T>
    {
        public override int MaxBatch => StarCase.MaxIterations;

        protected override int Steps => 1;

        public void Read(int y, Span<double> line) => field.Read(y, line);
    }
}
