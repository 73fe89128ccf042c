using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>How much slower each rank of a launch was than the others, test by test.</summary>
/// <param name="Launch">the launch</param>
/// <param name="Tests">rows: points on all ranks</param>
/// <param name="Ratios">for each test, for each rank its median over the median of all ranks [1]</param>
public sealed record RankMap(Launch Launch, IReadOnlyList<PointRecord> Tests, IReadOnlyList<double[]> Ratios)
{
    /// <summary>From here on a rank counts as slow in a test [1].</summary>
    public const double Slow = 1.1;

    /// <summary>The others wait while two ranks play: their times say nothing of them.</summary>
    private const string Pair = "pingpong";

    /// <summary>Ranks that are slow in at least half of the tests, the slowest first.</summary>
    public IReadOnlyList<int> Outliers { get; } =
    [
        .. Enumerable.Range(0, Ratios[0].Length)
            .Where(r => 2 * Ratios.Count(t => t[r] > Slow) >= Ratios.Count)
            .OrderByDescending(r => Typical(Ratios, r)),
    ];

    /// <summary>The last launch that has two ranks and two tests on all of them; null where there is none.</summary>
    public static RankMap? Of(ReportData data)
    {
        foreach (Launch launch in data.Launches.Reverse())
        {
            int ranks = launch.Run.Ranks.Count;
            (PointRecord Point, double[] Ratios)[] tests = [.. launch.Points
                .Where(p => p.Status == PointStatus.Ok && p.Ranks == ranks && p.Case.Benchmark != Pair)
                .OrderBy(p => p.Case.Name, StringComparer.Ordinal)
                .Select(p => (p, Relative(Analysis.Figures.RankTimes(p)))).Where(t => t.Item2.Length == ranks)];
            if (ranks > 1 && tests.Length > 1)
                return new(launch, [.. tests.Select(t => t.Point)], [.. tests.Select(t => t.Ratios)]);
        }

        return null;
    }

    /// <summary>How many times the median a rank takes, in the middle of the tests [1].</summary>
    public double Typical(int rank) => Typical(Ratios, rank);

    /// <summary>In how many tests a rank is slow.</summary>
    public int SlowIn(int rank) => Ratios.Count(t => t[rank] > Slow);

    /// <summary>A rank and where it runs.</summary>
    public string Called(int rank)
    {
        int node = Launch.Run.Ranks[rank].Node;
        string host = node >= 0 && node < Launch.Run.Nodes.Count ? $" on {Launch.Run.Nodes[node].HostName}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"rank {rank}{host}");
    }

    /// <summary>Names the slowest rank in a sentence; empty where none is slow in half of the tests.</summary>
    public string Sentence() => Outliers.Count == 0 ? ""
        : $"{Called(Outliers[0])} takes {Units.Times(Typical(Outliers[0]))} the median of all ranks, and is slow in "
            + $"{SlowIn(Outliers[0])} of {Words.Count(Tests.Count, "test")}"
            + (Outliers.Count == 1 ? "" : $"; {Outliers.Count - 1} more like it");

    private static double Typical(IReadOnlyList<double[]> ratios, int rank) =>
        Statistics.Median(ratios.Select(t => t[rank]));

    private static double[] Relative(RankTime[] ranks)
    {
        double middle = Statistics.Median(ranks.Select(r => r.Median));
        return middle > 0 ? [.. ranks.Select(r => r.Median / middle)] : [];
    }
}
