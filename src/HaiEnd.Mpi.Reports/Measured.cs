using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>One point as one or more launches measured it.</summary>
public sealed class Measured
{
    private readonly Pool _pool;

    /// <summary>Puts launches together.</summary>
    public Measured(Pool pool)
    {
        _pool = pool;
        Worst = pool.Members.MinBy(m => Severity(m.Point.Status))!.Point;
        Each = Worst.Status == PointStatus.Wrong ? [] : [.. pool.Usable.Where(m => m.Point.TimeNs.Count > 0)];
        double[] medians = [.. Each.Select(m => m.Point.Figures.Median).Order()];
        Point = medians.Length == 0 ? Worst : Each[0].Point with { Figures = Typical(medians) };
    }

    /// <summary>What the launches share.</summary>
    public string MatchKey => _pool.MatchKey;

    /// <summary>What it is, with the median, the rate and the efficiency over all launches; those of one launch
    /// else.</summary>
    public PointRecord Point { get; }

    /// <summary>The launch that ended worst.</summary>
    public PointRecord Worst { get; }

    /// <summary>The launches that gave a right answer; none where one gave a wrong one.</summary>
    public IReadOnlyList<PoolMember> Each { get; }

    /// <summary>Measured, and found wrong by no launch: what may be drawn, ranked and bounded by.</summary>
    public bool IsRight => Each.Count > 0;

    /// <summary>Median time of one repeat over the launches; NaN where none is right.</summary>
    public Estimate Seconds => IsRight ? _pool.Seconds : new(double.NaN, Interval.None, 0, 0);

    /// <summary>The rate.</summary>
    public double Rate => Point.Figures.Rate;

    /// <summary>The interval of the rate.</summary>
    public Interval Rates => Metrics.RateAt(Point, Seconds).Ci;

    /// <summary>Half the width of the interval of the median, relative to it [1]; the wider side. NaN where the samples
    /// are too few for one.</summary>
    public double HalfWidth => Each.Count == 1 && Seconds.Samples < Statistics.FewestForInterval
        ? double.NaN
        : Metrics.HalfWidth(Seconds.Value, Seconds.Ci);

    /// <summary>The same in words.</summary>
    public string Sure => double.IsNaN(HalfWidth)
        ? Words.Count(Seconds.Samples, "sample")
        : $"\u00b1 {Units.Percent(HalfWidth)}";

    /// <summary>The value of a numeric axis; NaN where there is none.</summary>
    public double Number(string axis) =>
        double.TryParse(Point[axis], CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private PointFigures Typical(double[] medians)
    {
        PointRecord first = Each[0].Point;
        if (medians.Length == 1)
            return first.Figures;
        double median = Statistics.Quantile(medians, 0.5);
        return first.Figures with
        {
            Median = median,
            Rate = Metrics.RateAt(first, median),
            EfficiencyOfRoof = Statistics.Median(
                Each.Select(m => m.Point.Figures.EfficiencyOfRoof).Where(double.IsFinite)),
        };
    }

    private static int Severity(PointStatus status)
    {
        for (int i = 0; i < Words.WorstFirst.Count; i++)
            if (Words.WorstFirst[i] == status)
                return i;
        return int.MaxValue;
    }
}
