namespace HaiEnd.Mpi.Reports.Charts;

/// <summary>How values become places along an axis.</summary>
public enum ScaleKind
{
    /// <summary>Equal differences are equally far apart.</summary>
    Linear,

    /// <summary>Equal ratios are equally far apart; ticks at powers of two.</summary>
    Log2,

    /// <summary>Equal ratios are equally far apart; ticks at powers of ten.</summary>
    Log10,
}

/// <summary>A range of values along an axis, with round numbers to write at it.</summary>
/// <param name="Kind">linear or logarithmic</param>
/// <param name="Low">at the beginning of the axis</param>
/// <param name="High">at its end; greater than <paramref name="Low"/></param>
public sealed record Scale(ScaleKind Kind, double Low, double High)
{
    /// <summary>Covers the finite ones of some values with a small margin; on a logarithmic scale the positive
    /// ones.</summary>
    /// <param name="kind">linear or logarithmic</param>
    /// <param name="values">may hold NaN</param>
    public static Scale Of(ScaleKind kind, IEnumerable<double> values)
    {
        const double Margin = 0.04;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (kind != ScaleKind.Linear && value <= 0))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
            (low, high) = (1, 2);
        if (kind == ScaleKind.Linear)
        {
            double pad = high > low ? Margin * (high - low) : high == 0 ? 1 : Math.Abs(high) / 2;
            return new(kind, low == 0 ? 0 : low - pad, high + pad);
        }

        double factor = high > low ? Math.Pow(high / low, Margin) : 2;
        return new(kind, low / factor, high * factor);
    }

    /// <summary>The place of a value, 0 at the beginning of the axis and 1 at its end.</summary>
    public double At(double value) => (Map(value) - Map(Low)) / (Map(High) - Map(Low));

    /// <summary>Round numbers inside the range, ascending, about as many as are wanted and at least one.</summary>
    /// <param name="most">about so many at most</param>
    public IReadOnlyList<double> Ticks(int most) => Kind switch
    {
        ScaleKind.Linear => Linear(most),
        ScaleKind.Log2 => Powers(2, most),
        _ => High / Low < 3 ? Linear(most) : Math.Log10(High / Low) < 2.5 ? Decades(most) : Powers(10, most),
    };

    private double Map(double value) => Kind == ScaleKind.Linear ? value : Math.Log2(value);

    private List<double> Linear(int most)
    {
        double raw = (High - Low) / most, unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = unit * (raw / unit <= 1 ? 1 : raw / unit <= 2 ? 2 : raw / unit <= 5 ? 5 : 10);
        var ticks = new List<double>();
        // Multiples rather than sums, so that no error adds up.
        for (double i = Math.Ceiling(Low / step - 1e-9); i * step <= High * (1 + 1e-12); i++)
            ticks.Add(i * step);
        return ticks;
    }

    private List<double> Powers(int root, int most)
    {
        int first = (int)Math.Ceiling(Math.Log(Low, root) - 1e-9), last = (int)Math.Floor(Math.Log(High, root) + 1e-9);
        int step = 1 + (last - first) / most;
        var ticks = new List<double>();
        for (int e = first; e <= last; e += step)
            ticks.Add(Math.Pow(root, e));
        return ticks.Count > 0 ? ticks : [Math.Sqrt(Low * High)];
    }

    /// <summary>1, 2 and 5 of each decade, or fewer, where two and a half decades or less are seen.</summary>
    private List<double> Decades(int most)
    {
        double gap = 0.6 / most;
        foreach (double[] digits in new double[][] { [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1] })
        {
            List<double> ticks = [.. from e in Enumerable.Range((int)Math.Floor(Math.Log10(Low)), 5)
                                     from d in digits
                                     let tick = d * Math.Pow(10, e)
                                     where tick >= Low && tick <= High
                                     select tick];
            bool isWide = ticks.Zip(ticks.Skip(1), (a, b) => At(b) - At(a)).All(g => g >= gap);
            if (ticks.Count > 1 && ticks.Count <= most && isWide)
                return ticks;
        }

        return Linear(most);
    }
}
