using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>A reader that is timed.</summary>
public interface IReader : IKernel
{
    /// <summary>The sum of all elements, as the last repeat found it.</summary>
    double Sum { get; }
}

/// <summary>PURPOSE the bandwidth of reading, from the first cache to memory, all ranks at once. CHECK the sum of the
/// elements: they are small whole numbers, so that every order of summation gives the same bits.</summary>
public sealed class ReadBandwidth : Benchmark<WorkingSet, IReader>
{
    /// <inheritdoc/>
    public override string Name => "read-bandwidth";

    /// <inheritdoc/>
    public override string Summary => "the sum over a working set on every rank, again and again";

    /// <inheritdoc/>
    public override string Source => "bw_mem rd: McVoy and Staelin, lmbench, USENIX 1996";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [WorkingSet.Axis];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string FlopModel => "bytes / 8: an addition for each fp64 element";

    /// <inheritdoc/>
    public override string ByteModel => "bytes: each element is read once";

    /// <inheritdoc/>
    public override WorkingSet Bind(Point p, int ranks) => WorkingSet.Of(p);

    /// <inheritdoc/>
    public override Work WorkOf(WorkingSet c, int rank) => new(c.Bytes / sizeof(double), c.Bytes, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(WorkingSet c, IReader k, Rigour r, IHarness h)
    {
        double sum = 0;
        for (long i = 0; i < c.Bytes / sizeof(double); i++)
            sum += Element(i);
        return Verdict.Of(Math.Abs(k.Sum - sum) / Math.Max(1, sum), 0, "the sum of all elements");
    }

    /// <summary>An element: a whole number below 1024, so that sums of 2^43 of them are exact in fp64.</summary>
    public static double Element(long i) => Counter.Bits(4, (ulong)i) & 1023;
}

/// <summary>What all ways of reading share.</summary>
public abstract class ReadRealisation : Realisation<WorkingSet, IReader>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } = [PageSizes.Axis];

    /// <inheritdoc/>
    public override Availability Check(WorkingSet c, Point p, Place at) => PageSizes.Check(p, at, c.Bytes, 1);

    /// <inheritdoc/>
    public override long FootprintBytes(WorkingSet c, Point p, Place at) => c.Bytes;
}

/// <summary>The elements, and what all ways of reading them share.</summary>
internal abstract unsafe class Elements : IReader
{
    private readonly NativeBuffer<double> _elements;

    protected Elements(WorkingSet c, MemoryBudget memory, Pages pages)
    {
        _elements = memory.Allocate<double>((nint)(c.Bytes / sizeof(double)), pages);
        for (nint i = 0; i < _elements.Length; i++)
            _elements.Pointer[i] = ReadBandwidth.Element(i);
    }

    public int MaxBatch => int.MaxValue;

    public double Sum { get; private set; }

    public void Reset() => Sum = 0;

    public void Run(int repeats, Span<long> phaseTicks)
    {
        for (int r = 0; r < repeats; r++)
            Sum = SumOf(_elements.Pointer, _elements.Length);
    }

    /// <summary>Reads and adds.</summary>
    protected abstract double SumOf(double* elements, nint n);

    public void Dispose() => _elements.Dispose();
}
