using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>One point as one or more launches measured it.</summary>
/// <param name="Point">what it is, with its figures over all launches that gave a right answer</param>
/// <param name="Worst">the launch that ended worst</param>
/// <param name="Each">the launches that gave a right answer, in order of time; none where one gave a wrong one</param>
/// <param name="Seconds">median time of one repeat over them</param>
public sealed record Measured(
    PointRecord Point, PointRecord Worst, IReadOnlyList<PointRecord> Each, Estimate Seconds)
{
    private static readonly Estimate Nothing = new(double.NaN, Interval.None, 0, 0);

    /// <summary>Measured, and found wrong by no launch: what may be drawn, ranked and bounded by.</summary>
    public bool IsRight => Each.Count > 0;

    /// <summary>The rate.</summary>
    public double Rate => Point.Figures.Rate;

    /// <summary>The interval of the rate.</summary>
    public Interval Rates => new(RateAt(Seconds.Ci.High), RateAt(Seconds.Ci.Low));

    /// <summary>The value of a numeric axis; NaN where there is none.</summary>
    public double Number(string axis) =>
        double.TryParse(Point[axis], CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    /// <summary>Puts launches of the same point together, given in order of time.</summary>
    public static Measured Of(IReadOnlyList<PointRecord> launches)
    {
        PointRecord worst = launches.MinBy(p => Severity(p.Status))!;
        PointRecord[] right = [.. launches.Where(p => p.Status == PointStatus.Ok && p.TimeNs.Count > 0)];
        if (worst.Status == PointStatus.Wrong || right.Length == 0)
            return new(worst, worst, [], Nothing);
        PointRecord first = right[0];
        Estimate seconds = Pooled(right);
        PointFigures figures = right.Length == 1 ? first.Figures : first.Figures with
        {
            Median = seconds.Value,
            CiLow = seconds.Ci.Low,
            CiHigh = seconds.Ci.High,
            Rate = Metrics.Rate(Metrics.Parse(first.Case.Metric), first.Work, first.Ranks, seconds.Value),
            EfficiencyOfRoof = Middle(right.Select(p => p.Figures.EfficiencyOfRoof)),
        };
        return new(first with { Figures = figures }, worst, right, seconds);
    }

    private double RateAt(double seconds) =>
        Metrics.Rate(Metrics.Parse(Point.Case.Metric), Point.Work, Point.Ranks, seconds);

    private static int Severity(PointStatus status)
    {
        for (int i = 0; i < Words.WorstFirst.Count; i++)
            if (Words.WorstFirst[i] == status)
                return i;
        return int.MaxValue;
    }

    private static Estimate Pooled(PointRecord[] launches)
    {
        int samples = launches.Sum(p => p.TimeNs.Count);
        if (launches.Length == 1)
            return new(
                launches[0].Figures.Median, new(launches[0].Figures.CiLow, launches[0].Figures.CiHigh), 1, samples);
        double[] medians = [.. launches.Select(p => p.Figures.Median).Order()];
        (double low, double high) = Statistics.MedianInterval(medians);
        return new(Statistics.Quantile(medians, 0.5), new(low, high), launches.Length, samples);
    }

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return Statistics.Quantile(sorted, 0.5);
    }
}
