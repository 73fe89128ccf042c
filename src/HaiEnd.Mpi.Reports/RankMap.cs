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

    /// <summary>A message takes two, and most of these are between few ranks: a rank's time says nothing of the
    /// rank.</summary>
    private static readonly string[] Pairs = ["pingpong", "bandwidth", "message-rate", "pairs", "corelatency"];

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
                .Where(p => p.Status == PointStatus.Ok && p.Ranks == ranks && !Pairs.Contains(p.Case.Benchmark))
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
    public string Called(int rank) => Seats.Called(Launch.Run, rank);

    /// <summary>Names the slowest rank in a sentence; empty where none is slow in half of the tests.</summary>
    public string Sentence()
    {
        if (Outliers.Count == 0)
            return "";
        int[] named = Together(Outliers[0]);
        string who = named.Length == 0 ? Called(Outliers[0]) : Seats.HostOf(Launch.Run, named);
        int others = Outliers.Count - Math.Max(1, named.Length);
        return $"{who} takes {Units.Times(Typical(Outliers[0]))} the median of all ranks, and is slow in "
            + $"{SlowIn(Outliers[0])} of {Words.Count(Tests.Count, "test")}"
            + (others == 0 ? "" : $"; {Words.Count(others, "more rank")} like it");
    }

    /// <summary>The ranks of a rank's node where they are all slow and there are other nodes; none else.</summary>
    private int[] Together(int rank)
    {
        IReadOnlyList<RankRecord> all = Launch.Run.Ranks;
        int[] here = [.. Enumerable.Range(0, all.Count).Where(r => all[r].Node == all[rank].Node)];
        return here.Length < all.Count && here.All(Outliers.Contains) ? here : [];
    }

    private static double Typical(IReadOnlyList<double[]> ratios, int rank) =>
        Statistics.Median(ratios.Select(t => t[rank]));

    private static double[] Relative(RankTime[] ranks)
    {
        double middle = Statistics.Median(ranks.Select(r => r.Median));
        return middle > 0 ? [.. ranks.Select(r => r.Median / middle)] : [];
    }
}
