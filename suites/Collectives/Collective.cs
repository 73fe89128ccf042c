using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>What the ranks bring to a collective, and what they must get from it.</summary>
public interface ICollectiveCase
{
    /// <summary>Size of an element [byte].</summary>
    int ElementBytes { get; }

    /// <summary>Elements that a rank brings.</summary>
    long Inputs(int rank);

    /// <summary>Elements that a rank gets.</summary>
    long Outputs(int rank);

    /// <summary>An element that a rank brings.</summary>
    double Input(int rank, long i);

    /// <summary>An element that a rank gets.</summary>
    double Output(int rank, long i);

    /// <summary>What an error in an element that a rank gets, and that should be <paramref name="exact"/>, is relative
    /// to.</summary>
    double Yardstick(long i, double exact) => Math.Max(1, exact);

    /// <summary>The greatest relative error that is right; whole numbers are exact.</summary>
    double Bound => 0;
}

/// <summary>What a realisation must show.</summary>
public interface ICollectiveKernel : IKernel
{
    /// <summary>Copies elements of the result.</summary>
    /// <param name="first">the first of them</param>
    /// <param name="values">as many as are wanted</param>
    void Read(long first, Span<double> values);
}

/// <summary>Blocks of small whole numbers.</summary>
/// <param name="Block">elements of a block</param>
/// <param name="Numbers">what they are made of</param>
/// <param name="Precision">number formats</param>
public abstract record CollectiveCase(long Block, WholeNumbers Numbers, Precision Precision) : ICollectiveCase
{
    /// <summary>Ranks.</summary>
    public int Ranks => Numbers.Ranks;

    /// <inheritdoc/>
    public int ElementBytes => Precision.Formats.Store.Bytes();

    /// <summary>Elements of a block for each rank.</summary>
    public long All => Ranks * Block;

    /// <inheritdoc/>
    public abstract long Inputs(int rank);

    /// <inheritdoc/>
    public abstract long Outputs(int rank);

    /// <inheritdoc/>
    public virtual double Input(int rank, long i) => Numbers[rank, i];

    /// <inheritdoc/>
    public abstract double Output(int rank, long i);
}

/// <summary>What collectives on one buffer have in common. Their bus bandwidth is that of nccl-tests
/// (doc/PERFORMANCE.md): bytes that a rank must send at least, over the time.</summary>
/// <typeparam name="TCase">a case</typeparam>
public abstract class Collective<TCase> : Benchmark<TCase, ICollectiveKernel>
    where TCase : CollectiveCase
{
    /// <inheritdoc/>
    public override string Source => $"MPI 4.0, {Section}; bus bandwidth: NVIDIA nccl-tests, doc/PERFORMANCE.md";

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
    public override string FlopModel => IsSum ? "(p - 1) n additions over all ranks, the least; n elements" : "none";

    /// <inheritdoc/>
    public override string ByteModel =>
        $"memory: read once, written once; wire {(IsCut ? "(p - 1) / p bytes" : "bytes")} a rank, as nccl-tests counts";

    /// <summary>Where the standard defines it.</summary>
    protected abstract string Section { get; }

    /// <summary>The buffer has a block for each rank; else all of it is one block.</summary>
    protected abstract bool IsCut { get; }

    /// <summary>It adds numbers.</summary>
    protected virtual bool IsSum => false;

    /// <summary>As nccl-tests, the size is that of the whole buffer: the larger of what a rank brings and gets. It is
    /// rounded up to whole elements in each block.</summary>
    public override TCase Bind(Point p, int ranks)
    {
        long bytes = p.Number("bytes");
        if (bytes < 0)
            throw new ArgumentException($"{bytes} bytes are no size of a buffer");
        Precision precision = p.Precision;
        long block = precision.Formats.Store.Bytes() * (IsCut ? ranks : 1L);
        return Of((bytes + block - 1) / block, WholeNumbers.Of(ranks, precision), precision);
    }

    /// <summary>Makes the case.</summary>
    protected abstract TCase Of(long block, WholeNumbers numbers, Precision precision);

    /// <inheritdoc/>
    public override Work WorkOf(TCase c, int rank)
    {
        long elements = IsCut ? c.All : c.Block, sent = (IsCut ? c.Ranks - 1 : c.Ranks) * elements * c.ElementBytes;
        return new(
            IsSum ? Partition.Of((c.Ranks - 1) * elements, c.Ranks, rank).Length : 0,
            (c.Inputs(rank) + c.Outputs(rank)) * c.ElementBytes, Partition.Of(sent, c.Ranks, rank).Length, 0);
    }

    /// <inheritdoc/>
    public override Verdict Verify(TCase c, ICollectiveKernel k, Rigour r, IHarness h) =>
        ElementCheck.Judge(c, k, r, h);
}

/// <summary>Compares what ranks got with what they must get.</summary>
internal static class ElementCheck
{
    private const int Chunk = 4096;

    /// <summary>The greatest relative error of all elements, or of some chunks of them.</summary>
    /// <param name="c">what they must get</param>
    /// <param name="k">what they got</param>
    /// <param name="r">all or some</param>
    /// <param name="h">the other ranks</param>
    /// <param name="growth">all is multiplied by it</param>
    public static Verdict Judge(ICollectiveCase c, ICollectiveKernel k, Rigour r, IHarness h, double growth = 1)
    {
        long chunks = (c.Outputs(h.Rank) + Chunk - 1) / Chunk;
        long stride = r == Rigour.Full ? 1 : Math.Max(1, chunks / 8);
        double worst = chunks == 0 ? 0 : WorstOf(c, k, h.Rank, chunks - 1, growth);
        for (long chunk = 0; chunk < chunks; chunk += stride)
            worst = Math.Max(worst, WorstOf(c, k, h.Rank, chunk, growth));
        return Verdict.Of(h.Max(worst), c.Bound, "elements against exact numbers");
    }

    private static double WorstOf(ICollectiveCase c, ICollectiveKernel k, int rank, long chunk, double growth)
    {
        long first = chunk * Chunk;
        Span<double> values = stackalloc double[(int)Math.Min(Chunk, c.Outputs(rank) - first)];
        k.Read(first, values);
        double worst = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double exact = c.Output(rank, first + i), error = Math.Abs(values[i] - exact * growth);
            worst = Math.Max(worst, error / (c.Yardstick(first + i, exact) * growth));
        }

        return worst;
    }
}
