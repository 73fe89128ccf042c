using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A buffer on every rank, of small whole numbers, so that their sum is exact in any order.</summary>
/// <param name="Elements">of each buffer</param>
/// <param name="Ranks">who sum</param>
/// <param name="Modulus">elements are below it</param>
/// <param name="Precision">number formats</param>
public sealed record AllreduceCase(long Elements, int Ranks, int Modulus, Precision Precision)
{
    /// <summary>Size of an element [byte].</summary>
    public int ElementBytes => Precision.Formats.Store.Bytes();

    /// <summary>Element <paramref name="i"/> on a rank.</summary>
    public int Input(int rank, long i) => (int)((rank + Offset(i)) % Modulus);

    /// <summary>Element <paramref name="i"/> of the result. Whole rounds of the modulus sum to the same wherever they
    /// begin.</summary>
    public long Sum(long i)
    {
        long whole = Ranks / Modulus, sum = whole * Modulus * (Modulus - 1) / 2;
        for (int r = 0; r < Ranks % Modulus; r++)
            sum += Input(r, i);
        return sum;
    }

    private long Offset(long i) => (long)(Counter.Bits(1, (ulong)i) % (ulong)Modulus);
}

/// <summary>What a realisation must show.</summary>
public interface IAllreduceKernel : IKernel
{
    /// <summary>Copies elements of the result.</summary>
    /// <param name="first">the first of them</param>
    /// <param name="values">as many as are wanted</param>
    void Read(long first, Span<double> values);
}

/// <summary>
/// PURPOSE the sum of a buffer over all ranks, the step that training and iterative solvers wait for.
/// SOURCE  MPI 4.0, 6.9.6; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    2 (p - 1) / p buffers sent by each rank: the least that any algorithm can send.
/// CHECK   exactly equal to the sum of whole numbers, on every rank.
/// </summary>
public sealed class Allreduce : Benchmark<AllreduceCase, IAllreduceKernel>
{
    private const int Chunk = 4096;

    // Primes: a rank summed twice is mistaken for another only where they are a multiple of them apart.
    private static readonly int[] Moduli = [61, 7];

    /// <inheritdoc/>
    public override string Name => "allreduce";

    /// <inheritdoc/>
    public override string Summary => "sum of a buffer over all ranks, on all ranks; not in place";

    /// <inheritdoc/>
    public override string Source => "MPI 4.0, section 6.9.6; bus bandwidth: NVIDIA nccl-tests, doc/PERFORMANCE.md";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("bytes", "byte", Role.Problem, 8, 1 << 10, 32 << 10, 1 << 20, 16 << 20),
        Axis.Precisions("fp32", "fp64"),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.BusBandwidth;

    /// <inheritdoc/>
    public override string Roof => "pingpong";

    /// <inheritdoc/>
    public override string FlopModel => "(p - 1) n additions over all ranks, the least; n elements";

    /// <inheritdoc/>
    public override string ByteModel =>
        "memory 2 bytes a rank: read once, written once; wire 2 (p - 1) / p bytes a rank, as nccl-tests counts";

    /// <inheritdoc/>
    public override AllreduceCase Bind(Point p, int ranks)
    {
        long bytes = p.Number("bytes");
        Precision precision = p.Precision;
        int width = precision.Formats.Store.Bytes();
        if (bytes < 0 || bytes % width != 0)
            throw new ArgumentException($"{bytes} bytes are no whole number of elements of {width}");
        int modulus = Array.Find(Moduli, m => (m - 1L) * ranks <= 1 / precision.Formats.Store.UnitRoundoff());
        return modulus > 0
            ? new(bytes / width, ranks, modulus, precision)
            : throw new ArgumentException($"whole numbers of {ranks} ranks have no exact sum in {precision.Name}");
    }

    /// <inheritdoc/>
    public override Work WorkOf(AllreduceCase c, int rank)
    {
        long bytes = c.Elements * c.ElementBytes;
        return new(
            Partition.Of((c.Ranks - 1) * c.Elements, c.Ranks, rank).Length, 2 * bytes,
            Partition.Of(2 * (c.Ranks - 1) * bytes, c.Ranks, rank).Length, 0);
    }

    /// <inheritdoc/>
    public override Verdict Verify(AllreduceCase c, IAllreduceKernel k, Rigour r, IHarness h)
    {
        long chunks = (c.Elements + Chunk - 1) / Chunk;
        long stride = r == Rigour.Full ? 1 : Math.Max(1, chunks / 8);
        double worst = Math.Max(0, WorstOf(c, k, chunks - 1));
        for (long chunk = 0; chunk < chunks; chunk += stride)
            worst = Math.Max(worst, WorstOf(c, k, chunk));
        return Verdict.Of(h.Max(worst), 0, "elements against the exact sum of whole numbers");
    }

    private static double WorstOf(AllreduceCase c, IAllreduceKernel k, long chunk)
    {
        if (chunk < 0)
            return 0;
        long first = chunk * Chunk;
        Span<double> values = stackalloc double[(int)Math.Min(Chunk, c.Elements - first)];
        k.Read(first, values);
        double worst = 0;
        for (int i = 0; i < values.Length; i++)
        {
            long sum = c.Sum(first + i);
            worst = Math.Max(worst, Math.Abs(values[i] - sum) / Math.Max(1, sum));
        }

        return worst;
    }
}
