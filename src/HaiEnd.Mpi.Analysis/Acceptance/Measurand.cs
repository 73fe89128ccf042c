using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>What kind of number a limit on a measurand is, and so how it is written.</summary>
public enum Dimension
{
    /// <summary>With a unit: <c>56 Gflop/s</c>.</summary>
    Flops,

    /// <summary>With a unit: <c>88 GB/s</c>.</summary>
    Bytes,

    /// <summary>With a unit: <c>3 Mmessage/s</c>.</summary>
    Messages,

    /// <summary>With a unit: <c>2.2 us</c>.</summary>
    Seconds,

    /// <summary>A share: <c>80%</c>.</summary>
    Share,

    /// <summary>A ratio: <c>1.05</c>.</summary>
    Ratio,

    /// <summary>A plain number: <c>1e-13</c>.</summary>
    Number,
}

/// <summary>A quantity of a point that a rule can limit.</summary>
/// <param name="Name">as in suite files</param>
/// <param name="Dimension">what kind of number it is</param>
/// <param name="HigherIsBetter">true for rates and shares</param>
/// <param name="Over">its value and 95 % interval over the launches that measured a point; an end is infinite where the
/// samples can't bound it</param>
public sealed record Measurand(string Name, Dimension Dimension, bool HigherIsBetter, Func<Pool, Estimate> Over)
{
    /// <summary>The median time of one repeat.</summary>
    public static readonly Measurand Time = new("time", Dimension.Seconds, false, p => p.Seconds);

    /// <summary>Parallel efficiency. A pool alone has no base to be compared with: <see cref="ScalingSeries"/>
    /// has.</summary>
    public static readonly Measurand Efficiency =
        new("efficiency", Dimension.Share, true, _ => new(double.NaN, Interval.None, 0, 0));

    /// <summary>The slowest pair of a round against its kind.</summary>
    public static readonly Measurand SlowLinks = new(
        "slow_link", Dimension.Ratio, false, p => Bounded.Over([.. p.Usable.Select(SlowLink.Of)], Samples(p)));

    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<Measurand> All =
    [
        .. Enum.GetValues<Metric>().Select(m => new Measurand(
            Metrics.NameOf(m), DimensionOf(m), true, p => p.Rate)),
        Time,
        new("latency", Dimension.Seconds, false, p => Metrics.OneWay(p.Members[0].Point, p.Seconds)),
        new("p99", Dimension.Seconds, false, p => Each(p, P99)),
        new("efficiency_of_roof", Dimension.Share, true, p => Each(p, ShareOfRoof)),
        new("imbalance", Dimension.Ratio, false, Balance),
        SlowLinks,
        new("error_rel_max", Dimension.Number, false, Error),
        Efficiency,
    ];

    /// <summary>The one of this name, or null.</summary>
    public static Measurand? Named(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>Its unit as in files.</summary>
    public string Unit => UnitOf(Dimension);

    /// <summary>The unit of a kind of number as in files.</summary>
    public static string UnitOf(Dimension dimension) => dimension switch
    {
        Dimension.Flops => "flop/s",
        Dimension.Bytes => "byte/s",
        Dimension.Messages => "message/s",
        Dimension.Seconds => "s",
        _ => "1",
    };

    /// <summary>True for the rate of a benchmark.</summary>
    public bool IsRate => Dimension is Dimension.Flops or Dimension.Bytes or Dimension.Messages;

    /// <summary>True where it is a statistic of samples, and so needs enough of them.</summary>
    public bool IsSampled => Dimension != Dimension.Number;

    private static Dimension DimensionOf(Metric metric) => metric switch
    {
        Metric.Flops => Dimension.Flops,
        Metric.Messages => Dimension.Messages,
        _ => Dimension.Bytes,
    };

    /// <summary>The worst that any launch saw, without uncertainty.</summary>
    private static Estimate Error(Pool pool)
    {
        double worst = pool.Usable.Select(m => m.Point.ErrorRelMax).DefaultIfEmpty(double.NaN).Max();
        return new(worst, new(worst, worst), pool.Usable.Count, Samples(pool));
    }

    /// <summary>The median over launches of a figure that each launch gives with an interval of its own.</summary>
    private static Estimate Each(Pool pool, Func<PointRecord, Bounded> of) =>
        Bounded.Over([.. pool.Usable.Select(m => of(m.Point))], Samples(pool));

    /// <summary>Never below 1, by definition.</summary>
    private static Estimate Balance(Pool pool)
    {
        Estimate each = Each(pool, Imbalance.Of);
        return each with { Ci = each.Ci with { Low = Math.Max(1, each.Ci.Low) } };
    }

    private static int Samples(Pool pool) => pool.Usable.Sum(m => m.Point.ValidSamples);

    /// <summary>The 99th percentile with its interval from order statistics (Le Boudec, Performance Evaluation, 2010,
    /// section 2.2.2, normal approximation of the binomial). Assumes independent samples. Fewer than about 560 do not
    /// bound it from above.</summary>
    private static Bounded P99(PointRecord p)
    {
        const double Q = 0.99;
        double[] sorted = Figures.SampleSeconds(p);
        Array.Sort(sorted);
        int n = sorted.Length;
        double half = 1.96 * Math.Sqrt(n * Q * (1 - Q));
        int low = Math.Max(1, (int)Math.Floor(n * Q - half)), high = (int)Math.Ceiling(n * Q + half) + 1;
        return n == 0
            ? new(double.NaN, Interval.None)
            : new(p.Figures.P99, new(sorted[low - 1], high <= n ? sorted[high - 1] : double.PositiveInfinity));
    }

    /// <summary>The roof is taken as exact: its own interval is not known here.</summary>
    private static Bounded ShareOfRoof(PointRecord p)
    {
        double roof = p.Figures.Rate / p.Figures.EfficiencyOfRoof;
        return new(
            p.Figures.EfficiencyOfRoof,
            new(Metrics.RateAt(p, p.Figures.CiHigh) / roof, Metrics.RateAt(p, p.Figures.CiLow) / roof));
    }
}
