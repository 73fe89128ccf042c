using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A buffer on every rank: of small whole numbers, so that their sum is exact in any order, or of fractions,
/// where what is sent is rounded.</summary>
/// <param name="Elements">of each buffer</param>
/// <param name="Numbers">what it is filled with, and who sum</param>
/// <param name="Precision">number formats</param>
/// <param name="InPlace">the sum goes over the numbers, and is summed again by the next repeat</param>
/// <param name="Rounding">of what is sent; null where nothing is rounded</param>
public sealed record AllreduceCase(
    long Elements, WholeNumbers Numbers, Precision Precision, bool InPlace = false, Rounding? Rounding = null)
    : ICollectiveCase
{
    private readonly Fractions? _fractions = Rounding is null ? null : new(Numbers.Ranks, Rounding.Block);

    /// <summary>Who sum.</summary>
    public int Ranks => Numbers.Ranks;

    /// <inheritdoc/>
    public int ElementBytes => Precision.Formats.Store.Bytes();

    /// <summary>Size of a buffer [byte].</summary>
    public long Bytes => Elements * ElementBytes;

    /// <summary>Repeats that leave whole numbers exact, as in place they grow by the number of ranks each time; one of
    /// what is rounded.</summary>
    public int MaxRepeats
    {
        get
        {
            if (!InPlace || Ranks == 1)
                return int.MaxValue;
            if (Rounding is not null)
                return 1;
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
    public double Input(int rank, long i) => _fractions?[rank, i] ?? Numbers[rank, i];

    /// <inheritdoc/>
    public double Output(int rank, long i) => _fractions?.Sum(i) ?? Numbers.Sum(i);

    /// <inheritdoc/>
    public double Yardstick(long i, double exact) => _fractions?.GreatestSum(i) ?? Math.Max(1, exact);

    /// <inheritdoc/>
    public double Bound => Rounding?.Bound(Ranks, Precision.Formats.Store.UnitRoundoff()) ?? 0;

    /// <summary>What a rank sends at least, where nothing is rounded [byte].</summary>
    public long LeastSent(int rank) => Partition.Of(2 * (Ranks - 1) * Bytes, Ranks, rank).Length;
}

/// <summary>What a realisation must show.</summary>
public interface IAllreduceKernel : ICollectiveKernel
{
    /// <summary>Sets an element that this rank brings, rounded to the format. It counts from the next Reset
    /// on.</summary>
    void Write(long i, double value);

    /// <summary>The algorithm, where it was chosen only when this was made; else empty.</summary>
    string Algorithm => "";
}

/// <summary>
/// PURPOSE the sum of a buffer over all ranks, the step that training and iterative solvers wait for.
/// SOURCE  MPI 4.0, 6.9.6; bus bandwidth as nccl-tests defines it (doc/PERFORMANCE.md).
/// COST    2 (p - 1) / p buffers sent by each rank: the least that any algorithm can send.
/// CHECK   exactly equal to the sum of whole numbers, on every rank; where what is sent is rounded, as near to the sum
///         of fractions as <see cref="Rounding.Bound"/> tells.
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
        return new(bytes / width, WholeNumbers.Of(ranks, precision), precision, inPlace, Rounding.Of(p));
    }

    /// <inheritdoc/>
    public override Work WorkOf(AllreduceCase c, int rank) => new(
        Partition.Of((c.Ranks - 1) * c.Elements, c.Ranks, rank).Length, 2 * c.Bytes, c.LeastSent(rank), 0);

    /// <inheritdoc/>
    public override Verdict Verify(AllreduceCase c, IAllreduceKernel k, Rigour r, IHarness h) =>
        ElementCheck.Judge(c, k, r, h, c.InPlace ? Math.Pow(c.Ranks, h.Repeats - 1) : 1);

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(AllreduceCase c, IAllreduceKernel k, IHarness h) =>
    [
        .. k.Algorithm.Length > 0 ? [new PointFact("algorithm", "", k.Algorithm)] : Array.Empty<PointFact>(),
        .. c.Precision.Formats.Store.IsWhole() ? [] : RankOrders.Observe(c, k, h),
    ];
}
