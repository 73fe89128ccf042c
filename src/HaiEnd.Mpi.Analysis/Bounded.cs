using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>A figure of one launch and the interval that it is known to lie in.</summary>
/// <param name="Value">NaN where it is not known</param>
/// <param name="Ci">95 %; knows nothing of the next launch</param>
public readonly record struct Bounded(double Value, Interval Ci)
{
    private const string Low = "_ci95_low", High = "_ci95_high";

    /// <summary>The median of some samples, which are taken as independent.</summary>
    /// <param name="sorted">ascending, not empty</param>
    public static Bounded MedianOf(double[] sorted) =>
        new(Statistics.Quantile(sorted, 0.5), Statistics.MedianInterval(sorted));

    /// <summary>One that a point keeps as facts; NaN where it has none of this name.</summary>
    public static Bounded Of(PointRecord point, string name) =>
        new(point.Fact(name), new(point.Fact(name + Low), point.Fact(name + High)));

    /// <summary>It as facts of a point: itself and the ends of its interval.</summary>
    public IEnumerable<PointFact> Facts(string name, string unit) =>
    [
        PointFact.Of(name, unit, Value), PointFact.Of(name + Low, unit, Ci.Low),
        PointFact.Of(name + High, unit, Ci.High),
    ];

    /// <summary>The median over launches. From six launches on its interval is that of the median of launches. Below
    /// that none exists without an assumption: it is Student's, of normal logarithms, together with the narrowest of
    /// the launches' own, since two that agree by chance know no more than one.</summary>
    /// <param name="launches">one each</param>
    /// <param name="samples">in all of them</param>
    public static Estimate Over(IReadOnlyList<Bounded> launches, int samples)
    {
        if (launches.Count == 0 || launches.Any(b => double.IsNaN(b.Value)))
            return new(double.NaN, Interval.None, launches.Count, samples);
        double[] values = [.. launches.Select(b => b.Value).Order()];
        Interval ci = values.Length >= Statistics.FewestForInterval ? Statistics.MedianInterval(values) : Few(launches);
        return new(Statistics.Quantile(values, 0.5), ci, values.Length, samples);
    }

    private static Interval Few(IReadOnlyList<Bounded> launches)
    {
        Interval own = launches.MinBy(b => b.Ci.High / b.Ci.Low).Ci;
        if (launches.Count == 1)
            return own;
        double[] logs = [.. launches.Select(b => Math.Log(b.Value))];
        double mean = logs.Average();
        double deviation = Math.Sqrt(logs.Sum(l => (l - mean) * (l - mean)) / (logs.Length - 1));
        double half = Student.Quantile(0.975, logs.Length - 1) * deviation / Math.Sqrt(logs.Length);
        return new(Math.Min(own.Low, Math.Exp(mean - half)), Math.Max(own.High, Math.Exp(mean + half)));
    }
}
