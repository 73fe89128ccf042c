using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>What a point delivered over a site's history.</summary>
/// <param name="Point">its <see cref="AskedPoint.Key"/></param>
/// <param name="Nodes">scale</param>
/// <param name="Ranks">scale</param>
/// <param name="MatchKey">its identity, the version of the benchmark included</param>
/// <param name="Metric">name of a <see cref="Measurand"/></param>
/// <param name="Launches">that it rests on</param>
/// <param name="Median">over the launches</param>
/// <param name="Band">where a further launch is expected</param>
public sealed record Reference(
    string Point, int Nodes, int Ranks, string MatchKey, string Metric, int Launches, double Median, Interval Band);

/// <summary>References from history. Only right answers are taken.</summary>
/// <param name="References">one a point and scale</param>
/// <param name="TooFew">points that too few launches have measured</param>
/// <param name="NotRight">points of which an answer was wrong or not checked</param>
public sealed record Baseline(IReadOnlyList<Reference> References, int TooFew, int NotRight)
{
    /// <summary>Fewer launches than this say nothing of how launches differ.</summary>
    public const int FewestLaunches = 5;

    /// <summary>How often all further launches of a machine that has not changed keep to all limits of a file
    /// [1].</summary>
    public const double Confidence = 0.95;

    /// <summary>Makes references. The rate is referred to; the time where a point has no rate.</summary>
    /// <param name="launches">different ones</param>
    public static Baseline Of(IReadOnlyList<Launch> launches)
    {
        PoolMember[][] all = [.. launches.SelectMany(l => l.Points.Select(p => new PoolMember(l, p)))
            .Where(m => m.Point.TimeNs.Count > 0)
            .GroupBy(m => (AskedPoint.KeyOf(m.Point), m.Point.MatchKey)).Select(g => g.ToArray())];
        PoolMember[][] right = [.. all.Where(g => g.All(m => m.IsRanked))];
        PoolMember[][] enough = [.. right.Where(g => g.Length >= FewestLaunches)];
        // Each limit is one-sided: only a launch that is worse than the band misses it.
        double tail = (1 - Confidence) / Math.Max(1, enough.Length);
        return new([.. enough.Select(g => Of(g, tail))], right.Length - enough.Length, all.Length - right.Length);
    }

    private static Reference Of(PoolMember[] members, double tail)
    {
        PointRecord first = members[0].Point;
        bool hasRate = members.All(m => m.Point.Figures.Rate > 0);
        Measurand measurand = Measurand.Named(hasRate ? first.Case.Metric : "time")!;
        double[] values = [.. members.Select(m => hasRate ? m.Point.Figures.Rate : m.Point.Figures.Median).Order()];
        return new(
            AskedPoint.KeyOf(first), first.Nodes, first.Ranks, first.MatchKey, measurand.Name, values.Length,
            Statistics.Quantile(values, 0.5), Band(values, tail));
    }

    /// <summary>Where one further launch is expected: the prediction interval of a normal distribution on the
    /// logarithms (Hahn and Meeker, Statistical Intervals, 1991, chapter 4), with the t quantile at
    /// 1 - <paramref name="tail"/> on each side, and never less than what was seen. Assumes that the launches are
    /// independent and that their logarithms are normal; without the second assumption a further launch is not worse
    /// than the worst seen with n / (n + 1), because any of the n + 1 is as likely the worst.</summary>
    /// <param name="sorted">positive, ascending</param>
    /// <param name="tail">0..0.5</param>
    public static Interval Band(IReadOnlyList<double> sorted, double tail)
    {
        int n = sorted.Count;
        double mean = sorted.Average(Math.Log);
        double deviation = Math.Sqrt(sorted.Sum(v => Math.Pow(Math.Log(v) - mean, 2)) / (n - 1));
        double half = Student.Quantile(1 - tail, n - 1) * deviation * Math.Sqrt(1 + 1.0 / n);
        return new(Math.Min(sorted[0], Math.Exp(mean - half)), Math.Max(sorted[^1], Math.Exp(mean + half)));
    }
}
