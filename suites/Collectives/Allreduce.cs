using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A buffer on every rank, of small whole numbers, so that their sum is exact in any order.</summary>
/// <param name="Elements">of each buffer</param>
/// <param name="Numbers">what it is filled with, and who sum</param>
/// <param name="Precision">number formats</param>
/// <param name="InPlace">the sum goes over the numbers, and is summed again by the next repeat</param>
public sealed record AllreduceCase(long Elements, WholeNumbers Numbers, Precision Precision, bool InPlace = false)
    : ICollectiveCase
{
    /// <summary>Who sum.</summary>
    public int Ranks => Numbers.Ranks;

    /// <inheritdoc/>
    public int ElementBytes => Precision.Formats.Store.Bytes();

    /// <summary>Size of a buffer [byte].</summary>
    public long Bytes => Elements * ElementBytes;

    /// <summary>Repeats that leave whole numbers exact: in place they grow by the number of ranks each time.</summary>
    public int MaxRepeats
    {
        get
        {
            if (!InPlace || Ranks == 1)
                return int.MaxValue;
            double largest = Precision.Formats.Store.WholeLimit(), sum = (Numbers.Modulus - 1.0) * Ranks;
            int repeats = 1;
            while ((sum *= Ranks) <= largest)
                repeats++;
            return repeats;
        }
    }

    /// <inheritdoc/>
    public long Inputs(int rank) => Elements;

    /// <inheritdoc/>
    public long Outputs(int rank) => Elements;

    /// <inheritdoc/>
    public int Input(int rank, long i) => Numbers[rank, i];

    /// <inheritdoc/>
    public double Output(int rank, long i) => Numbers.Sum(i);
}

/// <summary>What a realisation must show.</summary>
public interface IAllreduceKernel : ICollectiveKernel;

/// <summary>
/// PURPOSE the sum of a buffer over all ranks, the step that training and iterative solvers wait for.
/// SOURCE  MPI 4.0, 6.9.6; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    2 (p - 1) / p buffers sent by each rank: the least that any algorithm can send.
/// CHECK   exactly equal to the sum of whole numbers, on every rank.
/// </summary>
public sealed class Allreduce : Benchmark<AllreduceCase, IAllreduceKernel>
{
    /// <inheritdoc/>
    public override string Name => "allreduce";

    /// <inheritdoc/>
    public override string Summary => "sum of a buffer over all ranks, on all ranks";

    /// <inheritdoc/>
    public override string Source => "MPI 4.0, section 6.9.6; bus bandwidth: NVIDIA nccl-tests, doc/PERFORMANCE.md";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("bytes", "byte", Role.Problem, 8, 1 << 10, 32 << 10, 1 << 20, 16 << 20),
        Axis.Precisions("fp32", "fp64", "bf16", "fp16", "int32", "int64"),
        Axis.Names("in_place", Role.Problem, "no", "yes"),
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
        bool inPlace = p["in_place"] switch
        {
            "no" => false,
            "yes" => true,
            var other => throw new ArgumentException($"in_place is yes or no, not '{other}'"),
        };
        return new(bytes / width, WholeNumbers.Of(ranks, precision), precision, inPlace);
    }

    /// <inheritdoc/>
    public override Work WorkOf(AllreduceCase c, int rank) => new(
        Partition.Of((c.Ranks - 1) * c.Elements, c.Ranks, rank).Length, 2 * c.Bytes,
        Partition.Of(2 * (c.Ranks - 1) * c.Bytes, c.Ranks, rank).Length, 0);

    /// <inheritdoc/>
    public override Verdict Verify(AllreduceCase c, IAllreduceKernel k, Rigour r, IHarness h) =>
        WholeCheck.Judge(c, k, r, h, c.InPlace ? Math.Pow(c.Ranks, h.Repeats - 1) : 1);
}
