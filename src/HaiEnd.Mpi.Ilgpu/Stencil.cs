using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.Stencil;
using ILGPU;
using ILGPU.Runtime;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>Steps of the heat equation on one rank; the cube has a layer around it that stays zero.</summary>
public sealed class StencilIlgpu : IlgpuRealisation<StencilCase, IStencilKernel>
{
    /// <inheritdoc/>
    public override Availability Check(StencilCase c, Point p, Place at) => c.Wave.Points != 7 || at.Ranks > 1
        ? Availability.No("the kernel has 7 points, and no halo: it takes one rank")
        : base.Check(c, p, at);

    /// <inheritdoc/>
    public override long FootprintBytes(StencilCase c, Point p, Place at) =>
        (long)Math.Pow(c.Blocks.N + 2, 3) * c.Store.Bytes();

    private protected override IStencilKernel Make<T>(StencilCase c, Accelerator on) => new Kernel<T>(c, on);

    private static void Heat<T>(Index3D at, ArrayView<T> to, ArrayView<T> from, int pitch, T centre, T r)
        where T : unmanaged, INumber<T>
    {
        int layer = pitch * pitch, i = (at.Z + 1) * layer + (at.Y + 1) * pitch + at.X + 1;
        T sum = from[i - 1] + from[i + 1] + (from[i - pitch] + from[i + pitch]) + (from[i - layer] + from[i + layer]);
        to[i] = centre * from[i] + r * sum;
    }

    private sealed class Kernel<T> : IlgpuKernel<T>, IStencilKernel
        where T : unmanaged, INumber<T>
    {
        private readonly int _n, _steps;
        private readonly Action<Index3D, ArrayView<T>, ArrayView<T>, int, T, T> _heat;
        private readonly MemoryBuffer1D<T, Stride1D.Dense> _start;
        private MemoryBuffer1D<T, Stride1D.Dense> _now, _next;

        public Kernel(StencilCase c, Accelerator on)
            : base(on, c.MaxRepeats)
        {
            (_n, _steps) = (c.Blocks.N, c.Steps);
            _heat = on.LoadAutoGroupedStreamKernel<Index3D, ArrayView<T>, ArrayView<T>, int, T, T>(Heat);
            Box box = c.Blocks.BoxOf(0);
            double[] x = c.Wave.Along(0, box.X), y = c.Wave.Along(1, box.Y), z = c.Wave.Along(2, box.Z);
            long pitch = _n + 2, all = pitch * pitch * pitch;
            double At(double[] axis, long i) => i == 0 || i > _n ? 0 : axis[i - 1];
            _start = Filled(all, i => At(x, i % pitch) * (At(y, i / pitch % pitch) * At(z, i / pitch / pitch)));
            (_now, _next) = (Filled(all, _ => 0), Filled(all, _ => 0));
            Reset();
        }

        public override void Reset()
        {
            base.Reset();
            _now.CopyFrom(_start);
        }

        public void Read(int y, int z, Span<double> line)
        {
            for (int i = 0; i < _n; i++)
                line[i] = double.CreateTruncating(Read(_now)[((z + 1) * (_n + 2) + y + 1) * (_n + 2) + 1 + i]);
        }

        protected override void Once()
        {
            for (int step = 0; step < _steps; step++)
            {
                _heat(new(_n, _n, _n), _next.View, _now.View, _n + 2, T.CreateChecked(Wave.Centre),
                    T.CreateChecked(Wave.R));
                (_now, _next) = (_next, _now);
            }
        }
    }
}
