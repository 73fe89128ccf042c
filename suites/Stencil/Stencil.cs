using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>A bound point.</summary>
/// <param name="Blocks">who has which points</param>
/// <param name="Wave">the exact answer</param>
/// <param name="Store">how points are kept and sent</param>
/// <param name="Steps">of a repeat</param>
public sealed record StencilCase(Decomposition Blocks, Wave Wave, ElementKind Store, int Steps = 1)
{
    /// <summary>Repeats after which enough of the wave is left to judge by.</summary>
    public int MaxRepeats => Math.Max(1, Wave.MaxSteps / Steps);

    /// <summary>What a rank sends that gives, in each step, a layer of its block to each neighbour.</summary>
    /// <param name="rank">who sends</param>
    /// <param name="isSent">whether a neighbour's layer is a message; all are unless given</param>
    public Work HaloTraffic(int rank, Func<int, bool>? isSent = null)
    {
        Box box = Blocks.BoxOf(rank);
        long points = 0, messages = 0;
        foreach (Face face in Decomposition.Faces)
        {
            int neighbour = Blocks.Neighbour(rank, face);
            if (neighbour < 0 || isSent?.Invoke(neighbour) == false)
                continue;
            points += box.PointsOf(face);
            messages++;
        }

        return new(0, 0, Steps * Store.Bytes() * points, Steps * messages);
    }

    /// <summary>What a rank sends that gives, every <paramref name="depth"/> steps, as many layers to each neighbour,
    /// an axis after the other with what came before.</summary>
    public Work TrafficAcross(int rank, int depth)
    {
        (long points, long messages) = LayersAcross(rank, depth);
        return new(0, 0, Steps / depth * Store.Bytes() * points, Steps / depth * messages);
    }

    /// <summary>Points and messages of one such exchange.</summary>
    public (long Points, long Messages) LayersAcross(int rank, int depth)
    {
        long points = 0, messages = 0;
        foreach (Face face in Decomposition.Faces)
        {
            if (Blocks.Neighbour(rank, face) < 0)
                continue;
            points += Blocks.PointsAcross(rank, face, depth);
            messages++;
        }

        return (points, messages);
    }
}

/// <summary>What a realisation must show.</summary>
public interface IStencilKernel : IKernel
{
    /// <summary>Copies one line of this rank's points after the last step.</summary>
    /// <param name="y">line in the block, from 0</param>
    /// <param name="z">layer in the block, from 0</param>
    /// <param name="line">as many as the block has points along x</param>
    void Read(int y, int z, Span<double> line);

    /// <summary>What else is worth knowing of a right answer.</summary>
    IReadOnlyList<PointFact> Facts => [];
}

/// <summary>
/// PURPOSE a memory-bound kernel with neighbour messages: how halo exchange and memory bandwidth share a step.
/// SOURCE  7-point heat equation, explicit Euler (LeVeque 2007, 9.1); traffic model of Datta et al., SC08, section 3.
/// COST    8 flops (30 with 27 points), 2 words of memory a point and step; what is sent is the realisation's.
/// CHECK   every point against the exact discrete answer, and the wave's amplitude summed over all ranks, which sees
///         points that no rank or two ranks have.
/// </summary>
public sealed class StencilBenchmark : Benchmark<StencilCase, IStencilKernel>
{
    private const int RowsPerSample = 16;

    /// <inheritdoc/>
    public override string Name => "stencil";

    /// <inheritdoc/>
    public override string Summary =>
        "3-D heat equation, 7 or 27 points, on a cube that is cut into blocks, with halo exchange";

    /// <inheritdoc/>
    public override string Source =>
        "LeVeque, Finite Difference Methods for Ordinary and Partial Differential Equations, 2007; Datta et al., SC08";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes =>
    [
        Axis.Numbers("n", "1", Role.Problem, 256),
        Axis.Precisions("fp64", "fp32"),
        Axis.Numbers("points", "1", Role.Problem, 7, 27),
        Axis.Numbers("steps", "1", Role.Problem, 1, 4),
        Axis.Numbers("dims", "1", Role.Method, 1, 2, 3),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string Roof => "triad";

    /// <inheritdoc/>
    public override string FlopModel =>
        "8 steps n^3: 6 additions and 2 multiplications a point; 30 with 27 points: 26 and 4";

    /// <inheritdoc/>
    public override string ByteModel =>
        "2 w steps n^3: each point read once and written once in each step (Datta et al., SC08)";

    /// <inheritdoc/>
    public override StencilCase Bind(Point p, int ranks)
    {
        long n = p.Number("n");
        if (n is < 4 or > 1 << 20)
            throw new ArgumentException($"n is {n}; it must be from 4 to 2^20");
        (long steps, long points) = (p.Number("steps"), p.Number("points"));
        if (points is not 7 and not 27)
            throw new ArgumentException($"points is {points}; the operator has 7 or 27");
        if (steps is < 1 or > 1000)
            throw new ArgumentException($"steps is {steps}; a repeat is of 1 to 1000");
        var blocks = Decomposition.Of((int)n, ranks, (int)p.Number("dims"));
        return new(blocks, new Wave((int)n, (int)points), p.FloatingPoint.Formats.Store, (int)steps);
    }

    /// <inheritdoc/>
    public override Work WorkOf(StencilCase c, int rank)
    {
        long points = c.Steps * c.Blocks.BoxOf(rank).Points;
        return new(c.Wave.Flops * points, 2 * c.Store.Bytes() * points, 0, 0);
    }

    /// <summary>The bound: a step rounds each value at most 9 times (8 operations, 1 store; 31 with 27
    /// points) and, its coefficients being
    /// positive with sum 1, does not enlarge what was wrong before; so s steps leave at most s gamma + u of the start
    /// (Higham 2002, 3.1), and 32 units of fp64 for the wave and its power. Relative to what is left of the
    /// wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="steps">since the start</param>
    public static double BoundOf(StencilCase c, long steps)
    {
        double u = c.Store.UnitRoundoff();
        double exact = (steps + 32) * ElementKind.Fp64.UnitRoundoff();
        return (steps * ErrorBounds.Gamma(c.Wave.Flops + 1, u) + u + exact) / Math.Pow(c.Wave.Factor, steps);
    }

    /// <inheritdoc/>
    public override Verdict Verify(StencilCase c, IStencilKernel k, Rigour r, IHarness h)
    {
        long steps = h.Repeats * c.Steps;
        double left = Math.Pow(c.Wave.Factor, steps);
        double bound = BoundOf(c, steps);
        int stride = r == Rigour.Full ? 1 : RowsPerSample;
        (double worst, double amplitude) = Compare(c, k, c.Blocks.BoxOf(h.Rank), left, stride);
        worst = h.Max(worst) / left;
        string after = steps.ToString(CultureInfo.InvariantCulture) + " steps";
        if (r != Rigour.Full || !(worst <= bound))
            return Verdict.Of(worst, bound, $"points against the exact answer after {after}");
        Span<double> sum = [amplitude];
        h.Sum(sum);

        // A mean weighted by the wave: its error is at most the points' times sum |wave| / sum wave^2, below 8.
        double drift = Math.Abs(sum[0] / c.Wave.Energy / left - 1);
        return drift <= 8 * bound
            ? Verdict.Of(worst, bound, $"points against the exact answer after {after}")
            : Verdict.Of(drift, 8 * bound, $"amplitude of the wave over all ranks after {after}");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PointFact> Observe(StencilCase c, IStencilKernel k, IHarness h) => k.Facts;

    /// <summary>Greatest difference from the exact answer, and the product of answer and wave summed, over one rank's
    /// points. The outermost lines, where a wrong halo shows first, are always looked at; of the others, one in
    /// <paramref name="stride"/>.</summary>
    private static (double Worst, double Amplitude) Compare(
        StencilCase c, IStencilKernel k, Box box, double left, int stride)
    {
        double[] wx = c.Wave.Along(0, box.X), wy = c.Wave.Along(1, box.Y), wz = c.Wave.Along(2, box.Z);
        var line = new double[wx.Length];
        double worst = 0, amplitude = 0;
        for (int z = 0; z < wz.Length; z++)
        {
            for (int y = 0; y < wy.Length; y++)
            {
                bool outermost = y == 0 || z == 0 || y == wy.Length - 1 || z == wz.Length - 1;
                if (!outermost && (y + z) % stride != 0)
                    continue;
                k.Read(y, z, line);
                double wave = wy[y] * wz[z], sum = 0;
                for (int x = 0; x < line.Length; x++)
                {
                    double exact = wave * wx[x];
                    worst = Math.Max(worst, Math.Abs(line[x] - left * exact));
                    sum += line[x] * exact;
                }

                amplitude += sum;
            }
        }

        return (worst, amplitude);
    }
}
