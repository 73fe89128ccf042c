using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Stencil;

/// <summary>A bound point. Inputs are whole numbers far below 2^24, so that fp32 holds them too.</summary>
/// <param name="Plane">who has which points</param>
/// <param name="Radius">points of the star in each direction</param>
/// <param name="Store">how points are kept and sent</param>
public sealed record StarCase(Plane Plane, int Radius, ElementKind Store)
{
    /// <summary>The input is Cx x + Cy y at the start.</summary>
    public const double Cx = 1, Cy = 1;

    /// <summary>Iterations up to which one stale halo is seen in fp64, and a halo that is always stale in
    /// fp32.</summary>
    public const int MaxIterations = 1000;

    /// <summary>The input at the start.</summary>
    public static double Input(long x, long y) => Cx * x + Cy * y;

    /// <summary>The weight of a point so far away; the one on the other side has the opposite sign.</summary>
    public double Weight(int away) => 1 / (2.0 * away * Radius);

    /// <summary>Most memory that a <see cref="StarField{T}"/> takes [byte].</summary>
    public long FootprintBytes(int rank)
    {
        Tile tile = Plane.TileOf(rank);
        int width = Store.Bytes();
        long pitch = 2 * BlockMemory.PitchOf(Radius, width) + BlockMemory.PitchOf((int)tile.X.Length, width);
        long points = pitch * (3 * tile.Y.Length + 4 * Radius) + Radius;
        foreach (Face side in Plane.Sides)
            points += 2 * Radius * tile.PointsOf(side);
        return points * width;
    }
}

/// <summary>What a realisation must show.</summary>
public interface IStarKernel : IKernel
{
    /// <summary>Copies one line of this rank's output.</summary>
    /// <param name="y">line in the tile, from 0</param>
    /// <param name="line">as many as the tile has points along x</param>
    void Read(int y, Span<double> line);
}

/// <summary>
/// PURPOSE a memory-bound kernel whose reach is a parameter, comparable with the figures that others publish.
/// SOURCE  Parallel Research Kernels, Stencil (Van der Wijngaart and Mattson, HPEC 2014): out += W in, in += 1, with
///         weights 1 / (2 i radius) to the one side and their opposite to the other.
/// COST    2 (4 radius + 1) + 1 flops a point, 4 words of memory; radius lines sent across each inner side.
/// CHECK   every point, and the mean over all ranks as PRK does: an iteration adds Cx + Cy, exactly.
/// </summary>
public sealed class StarStencil : Benchmark<StarCase, IStarKernel>
{
    private const int LinesPerSample = 16;

    /// <inheritdoc/>
    public override string Name => "stencil-star";

    /// <inheritdoc/>
    public override string Summary => "2-D star of any radius on a square that is cut into tiles, with halo exchange";

    /// <inheritdoc/>
    public override string Source => "Parallel Research Kernels, Stencil: Van der Wijngaart and Mattson, HPEC 2014";

    /// <inheritdoc/>
    public override IReadOnlyList<Axis> Axes { get; } =
    [
        Axis.Numbers("n", "1", Role.Problem, 4096),
        Axis.Numbers("radius", "1", Role.Problem, 2),
        Axis.Precisions("fp64", "fp32"),
        Axis.Numbers("dims", "1", Role.Method, 1, 2),
    ];

    /// <inheritdoc/>
    public override Metric Metric => Metric.Bandwidth;

    /// <inheritdoc/>
    public override string Roof => "triad";

    /// <inheritdoc/>
    public override string FlopModel => "(2 (4 radius + 1) + 1) (n - 2 radius)^2, as PRK counts";

    /// <inheritdoc/>
    public override string ByteModel =>
        "2 w n^2 + 2 w (n - 2 radius)^2: each input and each output read once and written once";

    /// <inheritdoc/>
    public override StarCase Bind(Point p, int ranks)
    {
        (long n, long radius) = (p.Number("n"), p.Number("radius"));
        if (radius < 1 || n <= 2 * radius || n > 1 << 20)
            throw new ArgumentException($"n is {n} and radius {radius}; 2 radius < n <= 2^20 leaves points inside");
        var plane = Plane.Of((int)n, ranks, (int)p.Number("dims"), (int)radius);
        return new(plane, (int)radius, p.FloatingPoint.Formats.Store);
    }

    /// <inheritdoc/>
    public override Work WorkOf(StarCase c, int rank)
    {
        Tile tile = c.Plane.TileOf(rank);
        (int r, int width) = (c.Radius, c.Store.Bytes());
        long inside = tile.PointsInside(c.Plane.N, r), wirePoints = 0, messages = 0;
        foreach (Face side in Plane.Sides)
        {
            if (c.Plane.Neighbour(rank, side) < 0)
                continue;
            wirePoints += r * tile.PointsOf(side);
            messages++;
        }

        return new((2 * (4 * r + 1) + 1) * inside, 2 * width * (tile.Points + inside), width * wirePoints, messages);
    }

    /// <summary>The bound, relative to the answer s (Cx + Cy) after s iterations: a sum of products is off by at most
    /// gamma_(4 r + 2) times the sum of |weight| |input|, whose weights add up to 2 / r (1 + 1/2 + ... + 1/r), and s
    /// of them are added (Higham 2002, 3.1 and 4.2).</summary>
    /// <param name="c">the case</param>
    /// <param name="iterations">since the start</param>
    public static double BoundOf(StarCase c, long iterations)
    {
        double u = c.Store.UnitRoundoff(), weights = 0;
        for (int i = 1; i <= c.Radius; i++)
            weights += 2.0 / (i * c.Radius);
        double greatest = (StarCase.Cx + StarCase.Cy) * c.Plane.N + iterations;
        return ErrorBounds.Gamma(4 * c.Radius + 2, u) * weights * greatest / (StarCase.Cx + StarCase.Cy)
            + 2 * ErrorBounds.Gamma((int)iterations, u);
    }

    /// <inheritdoc/>
    public override Verdict Verify(StarCase c, IStarKernel k, Rigour r, IHarness h)
    {
        double exact = h.Repeats * (StarCase.Cx + StarCase.Cy);
        double bound = BoundOf(c, h.Repeats);
        (double worst, double sum) = Compare(c, k, h.Rank, exact, r == Rigour.Full ? 1 : LinesPerSample);
        worst = h.Max(worst) / exact;
        string after = h.Repeats.ToString(CultureInfo.InvariantCulture) + " iterations";
        if (r != Rigour.Full || !(worst <= bound))
            return Verdict.Of(worst, bound, $"points against the exact answer after {after}");
        Span<double> norm = [sum];
        h.Sum(norm);
        double inside = Math.Pow(c.Plane.N - 2 * c.Radius, 2), drift = Math.Abs(norm[0] / inside / exact - 1);
        return drift <= bound
            ? Verdict.Of(worst, bound, $"points against the exact answer after {after}")
            : Verdict.Of(drift, bound, $"mean of all points (PRK's norm) after {after}");
    }

    /// <summary>Greatest difference from the exact answer, and the sum of all magnitudes, over one rank's points
    /// inside. The lines at a tile's edges, where a wrong halo shows, are always looked at; of the others, one in
    /// <paramref name="stride"/>.</summary>
    private static (double Worst, double Sum) Compare(StarCase c, IStarKernel k, int rank, double exact, int stride)
    {
        Tile tile = c.Plane.TileOf(rank);
        int r = c.Radius, end = c.Plane.N - r;
        var line = new double[tile.X.Length];
        double worst = 0, sum = 0;
        for (int y = 0; y < tile.Y.Length; y++)
        {
            bool isInside = tile.Y.Offset + y >= r && tile.Y.Offset + y < end;
            bool isEdge = y < r || y >= tile.Y.Length - r;
            if (!isInside || (!isEdge && y % stride != 0))
                continue;
            k.Read(y, line);
            for (int x = 0; x < line.Length; x++)
            {
                if (tile.X.Offset + x < r || tile.X.Offset + x >= end)
                    continue;
                worst = Math.Max(worst, Math.Abs(line[x] - exact));
                sum += Math.Abs(line[x]);
            }
        }

        return (worst, sum);
    }
}
