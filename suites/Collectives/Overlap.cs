using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>A collective under way while every rank computes.</summary>
/// <param name="Operation">allreduce, broadcast or neighbours (a buffer to both neighbours in a ring)</param>
/// <param name="Elements">of each rank's buffer, fp64</param>
/// <param name="Numbers">what buffers are made of</param>
public sealed record OverlapCase(string Operation, long Elements, WholeNumbers Numbers) : ICollectiveCase
{
    /// <inheritdoc/>
    public int ElementBytes => sizeof(double);

    /// <inheritdoc/>
    public long Inputs(int rank) => Operation == Overlap.Broadcast && rank > 0 ? 0 : Elements;

    /// <inheritdoc/>
    public long Outputs(int rank) => Operation switch
    {
        Overlap.Broadcast when rank == 0 => 0,
        Overlap.Neighbours => 2 * Elements,
        _ => Elements,
    };

    /// <inheritdoc/>
    public double Input(int rank, long i) => Numbers[rank, i];

    /// <inheritdoc/>
    public double Output(int rank, long i) => Operation switch
    {
        Overlap.Broadcast => Numbers[0, i],
        Overlap.Neighbours when i < Elements => Numbers[(rank + Numbers.Ranks - 1) % Numbers.Ranks, i],
        Overlap.Neighbours => Numbers[(rank + 1) % Numbers.Ranks, i - Elements],
        _ => Numbers.Sum(i),
    };
}

/// <summary>What a realisation must show.</summary>
public interface IOverlapKernel : ICollectiveKernel
{
    /// <summary>Whether the last computation came to what it must.</summary>
    bool HasComputed { get; }

    /// <summary>The collective alone: begun, and waited for.</summary>
    void Communicate();

    /// <summary>The computation alone.</summary>
    void Compute();
}

/// <summary>
/// PURPOSE how much of a non-blocking collective is hidden behind computation: what a library without progress of its
///         own can't do, and smart network cards can.
/// SOURCE  MPI 4.0, section 6.12; the share hidden as Intel MPI Benchmarks (IMB-NBC) and OSU define it.
/// COST    one collective, and a computation that lasts about as long as it does alone.
/// CHECK   the collective's answer exactly, and the computation's.
/// </summary>
public sealed class Overlap : Benchmark<OverlapCase, IOverlapKernel>
{
    internal const string Allreduce = "allreduce", Broadcast = "broadcast", Neighbours = "neighbours";

    /// <summary>Of each of the three: alone, alone, together.</summary>
    private const int Rounds = 51;

    /// <summary>Of the whole numbers; a prime.</summary>
    private const int Modulus = 61;

    /// <inheritdoc/>
    public override string Name => "overlap";

    /// <inheritdoc/>
    public override string Summary => "a non-blocking collective during computation that lasts as long";

    /// <inheritdoc/>
    public override string Source => "MPI 4.0, section 6.12; overlap: Intel MPI Benchmarks, IMB-NBC";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Names("operation", Role.Problem, Allreduce, Broadcast, Neighbours),
        Axis.Numbers("bytes", "byte", Role.Problem, 32 << 10, 1 << 20, 16 << 20),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.BusBandwidth;

    /// <inheritdoc/>
    public override string FlopModel => "not counted: as many as last as long as the collective alone";

    /// <inheritdoc/>
    public override string ByteModel =>
        "wire, a rank: 2 (p - 1) / p bytes (allreduce), (p - 1) / p bytes (broadcast), 2 bytes (neighbours)";

    /// <inheritdoc/>
    public override OverlapCase Bind(Point p, int ranks)
    {
        long bytes = p.Number("bytes");
        if (bytes < 0 || bytes % sizeof(double) != 0)
            throw new ArgumentException($"{bytes} bytes are no whole number of elements of {sizeof(double)}");
        string operation = p["operation"];
        return operation is Allreduce or Broadcast or Neighbours
            ? new(operation, bytes / sizeof(double), new(ranks, Modulus))
            : throw new ArgumentException(
                $"operation is {operation}; it is {Allreduce}, {Broadcast} or {Neighbours}");
    }

    /// <inheritdoc/>
    public override Work WorkOf(OverlapCase c, int rank)
    {
        long bytes = c.Elements * c.ElementBytes, p = c.Numbers.Ranks;
        long sent = c.Operation switch
        {
            Allreduce => 2 * (p - 1) * bytes,
            Broadcast => (p - 1) * bytes,
            _ => p == 1 ? 0 : 2 * p * bytes,
        };
        return new(0, 0, Partition.Of(sent, (int)p, rank).Length, 0);
    }

    /// <inheritdoc/>
    public override Verdict Verify(OverlapCase c, IOverlapKernel k, Rigour r, IHarness h)
    {
        Verdict verdict = ElementCheck.Judge(c, k, r, h);
        double computed = h.Max(k.HasComputed ? 0 : 1);
        return computed == 0 ? verdict : Verdict.Of(computed, 0, "the computation beside the collective");
    }

    /// <summary>The share hidden: time of both alone less time of both together, over the shorter of the two alone.
    /// Each time is the slowest rank's, and the three are measured in turn.</summary>
    public override IReadOnlyList<PointFact> Observe(OverlapCase c, IOverlapKernel k, IHarness h)
    {
        double[] communication = new double[Rounds], computation = new double[Rounds], hidden = new double[Rounds];
        var together = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            communication[i] = Seconds(k.Communicate);
            computation[i] = Seconds(k.Compute);
            together[i] = Seconds(() => k.Run(1, []));
        }

        for (int i = 0; i < Rounds; i++)
        {
            communication[i] = h.Max(communication[i]);
            computation[i] = h.Max(computation[i]);
            hidden[i] = (communication[i] + computation[i] - h.Max(together[i]))
                / Math.Min(communication[i], computation[i]);
        }

        // A share beyond either end is one that noise has moved; the order of values stays.
        double[] shares = [.. hidden.Select(h => Math.Clamp(h, 0, 1)).Order()];
        return
        [
            PointFact.Of("communication_time", "s", Statistics.Median(communication)),
            PointFact.Of("computation_time", "s", Statistics.Median(computation)),
            .. Bounded.MedianOf(shares).Facts("overlap", "1"),
        ];
    }

    /// <summary>How long it takes once [s].</summary>
    internal static double Seconds(Action action)
    {
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
