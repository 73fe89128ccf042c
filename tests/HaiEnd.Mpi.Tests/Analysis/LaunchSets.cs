using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Launches whose truth is known.</summary>
internal static class LaunchSets
{
    /// <summary>Start of the first launch; a Monday.</summary>
    public static readonly DateTimeOffset Begin = new(2026, 1, 5, 3, 0, 0, TimeSpan.Zero);

    /// <summary>A point of this size and time.</summary>
    public static PointRecord Point(
        double microseconds, int n = 512, string realisation = "blas", double probeNs = double.NaN) =>
        Examples.Point(
            "gemm", realisation, microseconds: microseconds,
            parameters: new Parameter("n", "1", Role.Problem, n.ToString(CultureInfo.InvariantCulture))) with
        {
            CacheLineProbeNs = (probeNs, probeNs * 1.1),
        };

    /// <summary>A launch with a number, which makes its identity and its day.</summary>
    public static Launch Launch(int number, params PointRecord[] points)
    {
        Launch launch = Examples.Run(points);
        return launch with
        {
            File = $"{number}.h5",
            Run = launch.Run with { RunId = $"run {number}", Created = Begin.AddDays(number) },
        };
    }

    /// <summary>The same launch in other circumstances.</summary>
    public static Launch With(this Launch launch, Func<RunRecord, RunRecord> change) =>
        launch with { Run = change(launch.Run) };

    /// <summary>A launch with another MPI.</summary>
    public static Launch WithMpi(this Launch launch, string version)
    {
        var facts = new Dictionary<string, string>
        {
            ["mpi_library"] = $"Open MPI v{version}, package",
            ["mpi_binding"] = $"openmpi {version[..1]}",
        };
        return launch.With(r => r with { Provenance = facts });
    }

    /// <summary>A set of launches, one for each list of points.</summary>
    public static LaunchSet Set(string name, int first, params IEnumerable<PointRecord[]> launches) =>
        new(name, [.. launches.Select((points, i) => Launch(first + i, points))]);

    /// <summary>A set of launches of one point.</summary>
    public static LaunchSet OfTimes(string name, int first, params double[] microseconds) =>
        Set(name, first, microseconds.Select(us => new[] { Point(us) }));

    /// <summary>Launches with noise between them (standard deviation of the logarithm).</summary>
    /// <param name="first">number of the first</param>
    /// <param name="count">launches</param>
    /// <param name="points">points in each, of different sizes</param>
    /// <param name="factor">on the time of each point, by its index</param>
    /// <param name="noise">between launches</param>
    /// <param name="random">where it comes from</param>
    public static LaunchSet Noisy(
        int first, int count, int points, Func<int, double> factor, double noise, Random random) => Set(
        $"set {first}", first, Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, points)
            .Select(p => Point(100 * factor(p) * Math.Exp(noise * Synthetic.Normal(random)), n: 64 + p)).ToArray()));
}
