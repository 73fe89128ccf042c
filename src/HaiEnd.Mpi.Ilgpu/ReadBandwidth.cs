using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace HaiEnd.Mpi.Ilgpu;

/// <summary>A reduction: each group adds up a part, and the processor the groups.</summary>
public sealed class ReadIlgpu : IlgpuRealisation<WorkingSet, IReader>
{
    // Groups enough to fill the largest devices, and few enough to add up on a processor.
    private const int Groups = 2048, Members = 256;

    /// <inheritdoc/>
    public override long FootprintBytes(WorkingSet c, Point p, Place at) => c.Bytes;

    private protected override IReader Make<T>(WorkingSet c, Accelerator on) => new Kernel(c, on);

    private static void Add(ArrayView<double> sums, ArrayView<double> elements)
    {
        ArrayView<double> shared = SharedMemory.Allocate<double>(Members);
        int me = Group.IdxX;
        double sum = 0;
        for (long i = (long)Grid.IdxX * Members + me; i < elements.Length; i += (long)Grid.DimX * Members)
            sum += elements[i];
        shared[me] = sum;
        Group.Barrier();
        for (int half = Members / 2; half > 0; half /= 2)
        {
            if (me < half)
                shared[me] += shared[me + half];
            Group.Barrier();
        }

        if (me == 0)
            sums[Grid.IdxX] = shared[0];
    }

    private sealed class Kernel : IlgpuKernel<double>, IReader
    {
        private readonly MemoryBuffer1D<double, Stride1D.Dense> _elements, _sums;
        private readonly Action<KernelConfig, ArrayView<double>, ArrayView<double>> _add;

        public Kernel(WorkingSet c, Accelerator on)
            : base(on)
        {
            (_elements, _sums) = (Filled(c.Bytes / sizeof(double), ReadBandwidth.Element), Filled(Groups, _ => 0));
            _add = on.LoadStreamKernel<ArrayView<double>, ArrayView<double>>(Add);
        }

        public double Sum => Read(_sums).Sum();

        protected override void Once() => _add((Groups, Members), _sums.View, _elements.View);
    }
}
