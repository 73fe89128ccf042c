using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>Which of STREAM's four loops it is: a = [b +] [s] c.</summary>
public interface IStreamKind
{
    /// <summary>As in suite files.</summary>
    static abstract string Name { get; }

    /// <summary>The loop as a formula.</summary>
    static abstract string Formula { get; }

    /// <summary>Whether c is multiplied by s.</summary>
    static abstract bool IsScaled { get; }

    /// <summary>Whether b is added.</summary>
    static abstract bool IsSum { get; }
}

/// <summary>What the arrays hold.</summary>
public static class StreamData
{
    /// <summary>The factor s.</summary>
    public const double Scalar = 3;

    /// <summary>An element of b, the same in every precision that holds 24 bits.</summary>
    public static double B(long i) => Counter.Uniform(1, (ulong)i);

    /// <summary>An element of c.</summary>
    public static double C(long i) => Counter.Uniform(2, (ulong)i);
}

/// <summary>Arrays of one length on every rank.</summary>
/// <typeparam name="TKind">which loop</typeparam>
/// <param name="N">elements of each</param>
/// <param name="Precision">number formats</param>
public sealed record StreamCase<TKind>(long N, Precision Precision)
    where TKind : struct, IStreamKind
{
    /// <summary>Bytes of all arrays.</summary>
    public long Bytes => (TKind.IsSum ? 3 : 2) * N * Precision.Formats.Store.Bytes();
}

/// <summary>A loop over arrays that is timed.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public interface IStream<TKind> : IKernel
    where TKind : struct, IStreamKind
{
    /// <summary>An element of a.</summary>
    double Read(long i);
}

/// <summary>PURPOSE the bandwidth of memory, all ranks at once. CHECK elements of a against b + s c in fp64.</summary>
/// <typeparam name="TKind">which loop</typeparam>
public abstract class Stream<TKind> : Benchmark<StreamCase<TKind>, IStream<TKind>>
    where TKind : struct, IStreamKind
{
    private const long Sampled = 1 << 20;

    private static readonly int Flops = (TKind.IsScaled ? 1 : 0) + (TKind.IsSum ? 1 : 0);

    /// <inheritdoc/>
    public override string Name => TKind.Name;

    /// <inheritdoc/>
    public override string Summary => $"{TKind.Formula} over arrays of n elements on every rank";

    /// <inheritdoc/>
    public override string Source => "STREAM: McCalpin, IEEE TCCA Newsletter, December 1995";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers("n", "1", Role.Problem, 1 << 24), Axis.Precisions("fp64", "fp32")];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string FlopModel => Flops == 0 ? "none" : Flops == 1 ? "n" : $"{Flops} n";

    /// <inheritdoc/>
    public override string ByteModel =>
        $"{(TKind.IsSum ? 3 : 2)} n elements, as STREAM counts: a read of a before it is written is not counted";

    /// <inheritdoc/>
    public override StreamCase<TKind> Bind(Point p, int ranks) => new(p.Number("n"), p.FloatingPoint);

    /// <inheritdoc/>
    public override Work WorkOf(StreamCase<TKind> c, int rank) => new(Flops * c.N, c.Bytes, 0, 0);

    /// <inheritdoc/>
    public override Verdict Verify(StreamCase<TKind> c, IStream<TKind> k, Rigour r, IHarness h)
    {
        long stride = r == Rigour.Full ? 1 : Math.Max(1, c.N / Sampled);
        double worst = 0;
        for (long i = 0; i < c.N; i += stride)
            worst = Math.Max(worst, ErrorAt(k, i));
        if (c.N > 0)
            worst = Math.Max(worst, ErrorAt(k, c.N - 1));
        // Each operation rounds once; a copy is exact.
        return Verdict.Of(
            worst, ErrorBounds.Gamma(Flops, c.Precision.Formats.Compute.UnitRoundoff()),
            $"{TKind.Formula}, by element");
    }

    private static double ErrorAt(IStream<TKind> k, long i)
    {
        double b = TKind.IsSum ? StreamData.B(i) : 0;
        double product = (TKind.IsScaled ? StreamData.Scalar : 1) * StreamData.C(i);
        double error = Math.Abs(k.Read(i) - (b + product));
        return error == 0 ? 0 : error / (Math.Abs(b) + Math.Abs(product));
    }
}
