using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Vectors, and as many independent sums as hide the latency of an addition. One thread.</summary>
public sealed class ReadSimd : ReadRealisation
{
    /// <inheritdoc/>
    public override string Name => "simd";

    /// <inheritdoc/>
    public override string Summary => "vectors as wide as the processor's";

    /// <inheritdoc/>
    public override IReader Prepare(WorkingSet c, Point p, Place at, IDisposable? link) =>
        Lanes.Widest(new OfWidth(c, at.Memory, PageSizes.Of(p)));

    private sealed class OfWidth(WorkingSet c, MemoryBudget memory, Pages pages) : IForLanes<double, IReader>
    {
        public IReader For<TLanes>()
            where TLanes : struct, ILanes<TLanes, double> => new Vectors<TLanes>(c, memory, pages);
    }

    private sealed unsafe class Vectors<TLanes>(WorkingSet c, MemoryBudget memory, Pages pages)
        : Elements(c, memory, pages)
        where TLanes : struct, ILanes<TLanes, double>
    {
        // Two loads a cycle and an addition of at most four cycles: eight sums never wait.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override double SumOf(double* elements, nint n)
        {
            TLanes s0 = TLanes.Splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            nint i = 0, width = TLanes.Count;
            for (nint last = n - 8 * width; i <= last; i += 8 * width)
            {
                double* from = elements + i;
                s0 += TLanes.Load(from);
                s1 += TLanes.Load(from + width);
                s2 += TLanes.Load(from + 2 * width);
                s3 += TLanes.Load(from + 3 * width);
                s4 += TLanes.Load(from + 4 * width);
                s5 += TLanes.Load(from + 5 * width);
                s6 += TLanes.Load(from + 6 * width);
                s7 += TLanes.Load(from + 7 * width);
            }

            // A working set is of whole lines, so no vector reaches beyond it.
            for (; i < n; i += width)
                s0 += TLanes.Load(elements + i);
            double* sums = stackalloc double[8];
            (s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7))).Store(sums);
            double sum = 0;
            for (int lane = 0; lane < TLanes.Count; lane++)
                sum += sums[lane];
            return sum;
        }
    }
}
