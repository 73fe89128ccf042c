using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>STREAM's triad.</summary>
public sealed class TriadIlgpu : IlgpuRealisation<StreamCase<TriadKind>, IStream<TriadKind>>
{
    /// <inheritdoc/>
    public override long FootprintBytes(StreamCase<TriadKind> c, Point p, Place at) =>
        c.N * c.Precision.Formats.Store.Bytes();

    internal static void Triad<T>(Index1D i, ArrayView<T> a, ArrayView<T> b, ArrayView<T> c, T s)
        where T : unmanaged, INumber<T> => a[i] = b[i] + s * c[i];

    private protected override IStream<TriadKind> Make<T>(StreamCase<TriadKind> c, Accelerator on) =>
        new Kernel<T>(c.N, on);

    private sealed class Kernel<T> : IlgpuKernel<T>, IStream<TriadKind>
        where T : unmanaged, INumber<T>
    {
        private readonly int _n;
        private readonly MemoryBuffer1D<T, Stride1D.Dense> _a, _b, _c;
        private readonly Action<Index1D, ArrayView<T>, ArrayView<T>, ArrayView<T>, T> _triad;

        public Kernel(long n, Accelerator on)
            : base(on)
        {
            _n = checked((int)n);
            (_a, _b, _c) = (Filled(n, _ => 0), Filled(n, StreamData.B), Filled(n, StreamData.C));
            _triad = on.LoadAutoGroupedStreamKernel<Index1D, ArrayView<T>, ArrayView<T>, ArrayView<T>, T>(Triad);
        }

        public double Read(long i) => double.CreateTruncating(Read(_a)[i]);

        protected override void Once()
        {
            if (_n > 0)
                _triad(_n, _a.View, _b.View, _c.View, T.CreateChecked(StreamData.Scalar));
        }
    }
}
