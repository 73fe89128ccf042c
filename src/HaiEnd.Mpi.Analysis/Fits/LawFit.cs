using System.Globalization;

namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>A law of scaling fitted to a series.</summary>
/// <param name="Law">whose it is: <c>Amdahl</c> or <c>Gustafson</c></param>
/// <param name="Serial">the part that does not scale: of the time on the base for Amdahl, of the time on all ranks for
/// Gustafson [1]; NaN where the law was not fitted</param>
/// <param name="Ci">its 95 % confidence interval, within 0..1</param>
/// <param name="AtBase">time [s] or rate on the base, as fitted</param>
/// <param name="Worst">greatest residual relative to the measured value [1]</param>
/// <param name="Trouble">why it was not fitted, or where it does not fit; empty where it does</param>
public sealed record LawFit(string Law, double Serial, Interval Ci, double AtBase, double Worst, string Trouble)
{
    /// <summary>Two parameters go through any two points and nearly through any three, so fewer than four say nothing
    /// of the law (SHAREing workbook 2026, crime 16).</summary>
    public const int FewestCounts = 4;

    /// <summary>A residual above this, where also the point's own interval does not reach the law, is no noise: half
    /// the width of the band between 80 % and 60 % of efficiency [1].</summary>
    private const double MostResidual = 0.1;

    /// <summary>The law was fitted and describes the points.</summary>
    public bool Fits => Trouble.Length == 0;

    /// <summary>t(p) = t1 (f / p + 1 - f), with serial part 1 - f (Amdahl, AFIPS 1967). It is a line in 1/p, fitted by
    /// least squares of relative residuals; the interval is Fieller's for a ratio of normal variables (J. R. Stat. Soc.
    /// B 16, 1954). Assumes independent residuals of equal relative size.</summary>
    /// <param name="ranks">in units of the base's, ascending</param>
    /// <param name="seconds">time at each [s]</param>
    public static LawFit Amdahl(IReadOnlyList<double> ranks, IReadOnlyList<Estimate> seconds)
    {
        string rise = "";
        for (int i = 1; i < seconds.Count; i++)
            if (rise.Length == 0 && seconds[i].Ci.Low > seconds[i - 1].Ci.High)
                rise = string.Create(
                    CultureInfo.InvariantCulture,
                    $"time rises from {ranks[i - 1]:g4} to {ranks[i]:g4} x the base's ranks");
        return Of("Amdahl", [.. ranks.Select(p => 1 / p)], ranks, seconds, rise);
    }

    /// <summary>R(p) = R1 (s + p (1 - s)): the rate, which is the scaled speed-up times the base's, grows on a line in
    /// p (Gustafson, CACM 31, 1988). Fitted as <see cref="Amdahl"/> is.</summary>
    /// <param name="ranks">in units of the base's, ascending</param>
    /// <param name="rates">work over time at each</param>
    public static LawFit Gustafson(IReadOnlyList<double> ranks, IReadOnlyList<Estimate> rates)
    {
        string fall = "";
        for (int i = 1; i < rates.Count; i++)
            if (fall.Length == 0 && rates[i].Ci.High < rates[i - 1].Ci.Low)
                fall = string.Create(
                    CultureInfo.InvariantCulture,
                    $"the rate falls from {ranks[i - 1]:g4} to {ranks[i]:g4} x the base's ranks");
        return Of("Gustafson", [.. ranks], ranks, rates, fall);
    }

    /// <summary>Both laws are y = a + b x with the serial part a / (a + b).</summary>
    private static LawFit Of(
        string law, double[] x, IReadOnlyList<double> ranks, IReadOnlyList<Estimate> measured, string turn)
    {
        if (x.Distinct().Count() < FewestCounts)
            return new(law, double.NaN, Interval.None, double.NaN, double.NaN, string.Create(
                CultureInfo.InvariantCulture,
                $"not fitted: {x.Distinct().Count()} rank counts, {FewestCounts} are the fewest that test a law"));
        double[] y = [.. measured.Select(e => e.Value)];
        Line line = Line.Fit(x, y);
        double worst = 0;
        string trouble = turn;
        for (int i = 0; i < x.Length; i++)
        {
            double at = line.At(x[i]), residual = Math.Abs(y[i] - at) / y[i];
            worst = Math.Max(worst, residual);
            if (trouble.Length == 0 && residual > MostResidual && !measured[i].Ci.Contains(at))
                trouble = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{100 * residual:g2} % off at {ranks[i]:g4} x the base's ranks");
        }

        if (trouble.Length == 0)
            trouble = AtTheEnd(x, y, ranks[^1], measured[^1]);
        double serial = line.Intercept / (line.Intercept + line.Slope);
        return new(
            law, Math.Clamp(serial, 0, 1), Fieller(line), line.At(1), worst,
            trouble.Length == 0 ? "" : $"does not fit: {trouble}");
    }

    /// <summary>A plateau begins with the most ranks, and a law that gives way to it passes it off as a serial part: so
    /// the last must lie where the others say, within their 99 % prediction interval. Empty where it does.</summary>
    private static string AtTheEnd(double[] x, double[] y, double ranks, Estimate measured)
    {
        if (x.Length <= FewestCounts)
            return "";
        Line others = Line.Fit(x.AsSpan(..^1), y.AsSpan(..^1));
        int degrees = others.Count - 2;
        double last = x[^1], at = others.At(last), residual = Math.Abs(y[^1] - at);
        double variance = at * at + others.VarianceA + last * (2 * others.Covariance + last * others.VarianceB);
        double half = Student.Quantile(0.995, degrees) * Math.Sqrt(others.SquaresSum / degrees * variance);
        return residual <= MostResidual * y[^1] || residual <= half || measured.Ci.Contains(at) ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"the law of fewer ranks is {100 * residual / y[^1]:g2} % off at {ranks:g4} x the base's");
    }

    /// <summary>The s for which (1 - s) a - s b is zero within its uncertainty: the roots of a quadratic.</summary>
    private static Interval Fieller(Line line)
    {
        double a = line.Intercept, sum = line.Intercept + line.Slope;
        int degrees = line.Count - 2;
        double q = Student.Quantile(0.975, degrees), spread = q * q * line.SquaresSum / degrees;
        double varSum = line.VarianceA + line.VarianceB + 2 * line.Covariance;
        double varBoth = line.VarianceA + line.Covariance;
        double square = sum * sum - spread * varSum, half = a * sum - spread * varBoth;
        double root = half * half - square * (a * a - spread * line.VarianceA);
        // The time on the base itself can't be told from zero, so any part is possible.
        if (square <= 0 || root < 0)
            return new(0, 1);
        return new(
            Math.Clamp((half - Math.Sqrt(root)) / square, 0, 1), Math.Clamp((half + Math.Sqrt(root)) / square, 0, 1));
    }
}
