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
public sealed record StencilCase(Decomposition Blocks, Wave Wave, ElementKind Store);

/// <summary>What a realisation must show.</summary>
public interface IStencilKernel : IKernel
{
    /// <summary>Copies one line of this rank's points after the last step.</summary>
    /// <param name="y">line in the block, from 0</param>
    /// <param name="z">layer in the block, from 0</param>
    /// <param name="line">as many as the block has points along x</param>
    void Read(int y, int z, Span<double> line);
}

/// <summary>
/// PURPOSE a memory-bound kernel with neighbour messages: how halo exchange and memory bandwidth share a step.
/// SOURCE  7-point heat equation, explicit Euler (LeVeque 2007, 9.1); traffic model of Datta et al., SC08, section 3.
/// COST    8 flops, 2 words of memory a point and step; a layer of the block sent across each inner face.
/// CHECK   every point against the exact discrete answer, and the wave's amplitude summed over all ranks, which sees
///         points that no rank or two ranks have.
/// </summary>
public sealed class StencilBenchmark : Benchmark<StencilCase, IStencilKernel>
{
    private const int RowsPerSample = 16;

    /// <inheritdoc/>
    public override string Name => "stencil";

    /// <inheritdoc/>
    public override string Summary => "3-D 7-point heat equation on a cube that is cut into blocks, with halo exchange";

    /// <inheritdoc/>
    public override string Source =>
        "LeVeque, Finite Difference Methods for Ordinary and Partial Differential Equations, 2007; Datta et al., SC08";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes =>
    [
        Axis.Numbers("n", "1", Role.Problem, 256),
        Axis.Precisions("fp64", "fp32"),
        Axis.Numbers("dims", "1", Role.Method, 1, 2, 3),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string Roof => "triad";

    /// <inheritdoc/>
    public override string FlopModel => "8 n^3: 6 additions and 2 multiplications a point";

    /// <inheritdoc/>
    public override string ByteModel => "2 w n^3: each point read once and written once (Datta et al., SC08)";

    /// <inheritdoc/>
    public override StencilCase Bind(Point p, int ranks)
    {
        long n = p.Number("n");
        if (n is < 4 or > 1 << 20)
            throw new ArgumentException($"n is {n}; it must be from 4 to 2^20");
        return new(
            Decomposition.Of((int)n, ranks, (int)p.Number("dims")), new Wave((int)n), p.FloatingPoint.Formats.Store);
    }

    /// <inheritdoc/>
    public override Work WorkOf(StencilCase c, int rank)
    {
        Box box = c.Blocks.BoxOf(rank);
        long wirePoints = 0, messages = 0;
        foreach (Face face in Decomposition.Faces)
        {
            if (c.Blocks.Neighbour(rank, face) < 0)
                continue;
            wirePoints += box.PointsOf(face);
            messages++;
        }

        int width = c.Store.Bytes();
        return new(8 * box.Points, 2 * width * box.Points, width * wirePoints, messages);
    }

    /// <summary>The bound: a step rounds each value at most 9 times (8 operations, 1 store) and, its coefficients being
    /// positive with sum 1, does not enlarge what was wrong before; so s steps leave at most s gamma_9 + u of the start
    /// (Higham 2002, 3.1), and 32 units of fp64 for the wave and its power. Relative to what is left of the
    /// wave.</summary>
    /// <param name="c">the case</param>
    /// <param name="steps">since the start</param>
    public static double BoundOf(StencilCase c, long steps)
    {
        double u = c.Store.UnitRoundoff();
        double exact = (steps + 32) * ElementKind.Fp64.UnitRoundoff();
        return (steps * ErrorBounds.Gamma(9, u) + u + exact) / Math.Pow(c.Wave.Factor, steps);
    }

    /// <inheritdoc/>
    public override Verdict Verify(StencilCase c, IStencilKernel k, Rigour r, IHarness h)
    {
        double left = Math.Pow(c.Wave.Factor, h.Repeats);
        double bound = BoundOf(c, h.Repeats);
        int stride = r == Rigour.Full ? 1 : RowsPerSample;
        (double worst, double amplitude) = Compare(c, k, c.Blocks.BoxOf(h.Rank), left, stride);
        worst = h.Max(worst) / left;
        string after = h.Repeats.ToString(CultureInfo.InvariantCulture) + " steps";
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
