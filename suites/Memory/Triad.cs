using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Three arrays on every rank: a = b + s c.</summary>
/// <param name="N">elements of each</param>
/// <param name="Precision">number formats</param>
public sealed record TriadCase(long N, Precision Precision)
{
    /// <summary>The factor s.</summary>
    public const double Scalar = 3;

    /// <summary>An element of b, the same in every precision that holds 24 bits.</summary>
    public static double B(long i) => Counter.Uniform(1, (ulong)i);

    /// <summary>An element of c.</summary>
    public static double C(long i) => Counter.Uniform(2, (ulong)i);

    /// <summary>Bytes of the three arrays.</summary>
    public long Bytes => 3 * N * Precision.Formats.Store.Bytes();
}

/// <summary>A triad that is timed.</summary>
public interface ITriad : IKernel
{
    /// <summary>An element of a.</summary>
    double Read(long i);
}

/// <summary>PURPOSE the bandwidth of memory, all ranks at once. CHECK elements of a against b + s c.</summary>
public sealed class Triad : Benchmark<TriadCase, ITriad>
{
    private const long Sampled = 1 << 20;

    /// <inheritdoc/>
    public override string Name => "triad";

    /// <inheritdoc/>
    public override string Summary => "a = b + s c over arrays of n elements on every rank";

    /// <inheritdoc/>
    public override string Source => "STREAM: McCalpin, IEEE TCCA Newsletter, December 1995";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers("n", "1", Role.Problem, 1 << 24), Axis.Precisions("fp64", "fp32")];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string FlopModel => "2 n";

    /// <inheritdoc/>
    public override string ByteModel =>
        "3 n elements, as STREAM counts: a read of a before it is written is not counted";

    /// <inheritdoc/>
    public override TriadCase Bind(Point p, int ranks) => new(p.Number("n"), p.FloatingPoint);

    /// <inheritdoc/>
    public override Work WorkOf(TriadCase c, int rank) => new(2 * c.N, c.Bytes, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(TriadCase c, ITriad k, Rigour r, IHarness h)
    {
        long stride = r == Rigour.Full ? 1 : Math.Max(1, c.N / Sampled);
        double worst = 0;
        for (long i = 0; i < c.N; i += stride)
            worst = Math.Max(worst, ErrorAt(k, i));
        if (c.N > 0)
            worst = Math.Max(worst, ErrorAt(k, c.N - 1));
        // A product and a sum, each rounded once.
        return Verdict.Of(worst, ErrorBounds.Gamma(2, c.Precision.Formats.Compute.UnitRoundoff()), "a against b + s c");
    }

    private static double ErrorAt(ITriad k, long i)
    {
        double b = TriadCase.B(i), product = TriadCase.Scalar * TriadCase.C(i);
        double error = Math.Abs(k.Read(i) - (b + product));
        return error == 0 ? 0 : error / (Math.Abs(b) + Math.Abs(product));
    }
}
