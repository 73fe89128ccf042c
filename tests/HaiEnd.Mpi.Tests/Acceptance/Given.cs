using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>Launches and requirements that tests of the check are given.</summary>
internal static class Given
{
    /// <summary>10^11 flop/s in samples of 9.96 to 10.04 us, so an interval of 0.4 % to both sides.</summary>
    public static readonly PointRecord Fine = Examples.Point();

    /// <summary>A launch of its own.</summary>
    public static Launch Launch(params PointRecord[] points) => Launch(Guid.NewGuid().ToString(), 1, points);

    /// <summary>A launch on some ranks, each on a node of its own.</summary>
    public static Launch Launch(string id, int ranks, params PointRecord[] points)
    {
        Launch one = Examples.Run(points);
        return one with
        {
            File = $"results/{id}.h5",
            Run = one.Run with
            {
                RunId = id,
                Nodes = [.. Enumerable.Range(17, ranks).Select(n => new NodeRecord($"gn0{n}", "", 1, 1, 1, 1, "", ""))],
                Ranks = [.. Enumerable.Range(0, ranks).Select(r => new RankRecord(r, 0, "0", -1, 1, 1))],
            },
        };
    }

    /// <summary>Nine samples of some ranks, one of them slower.</summary>
    public static PointRecord Ranks(int ranks, int slow, double factor)
    {
        long[] times = [.. Enumerable.Range(0, ranks).SelectMany(
            r => Enumerable.Range(-4, 9).Select(i => (long)(10 * (1000 + i) * (r == slow ? factor : 1))))];
        PointRecord point = Fine with { Ranks = ranks, Nodes = ranks, TimeNs = new(ranks, 9, times) };
        return point with { Figures = Figures.Of(point) };
    }

    /// <summary>What a suite asks for: a point, and rules for it.</summary>
    public static AskedPoint Asked(PointRecord point, params Rule[] rules) =>
        new(point.Case.Benchmark, point.Case.Name, point.Parameters, 0, false, rules);

    /// <summary>A rule.</summary>
    public static Rule Rule(
        string metric, double min = double.NegativeInfinity, double max = double.PositiveInfinity, bool warn = false,
        long? ranks = null) =>
        new(Measurand.Named(metric)!, new(min, max), warn, [], ranks is { } r ? [r] : [], $"s.yaml:9:{metric.Length}");

    /// <summary>The check of launches by points and rules between cases.</summary>
    public static Check Check(
        IReadOnlyList<Launch> launches, IReadOnlyList<AskedPoint> asked, params CrossRule[] cross) =>
        Checker.Of(launches, (_, _, _) => new("site", asked, cross), []);

    /// <summary>The check of one point of one launch.</summary>
    public static Check Check(PointRecord point, params Rule[] rules) => Check([Launch(point)], [Asked(point, rules)]);
}
