namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>A straight line y = a + b x, fitted by least squares of relative residuals, because times and rates are
/// uncertain in proportion to their size, and 8 bytes shall count as much as 16 MiB.</summary>
/// <param name="Intercept">a</param>
/// <param name="Slope">b</param>
/// <param name="VarianceA">of a, in units of the residuals' variance</param>
/// <param name="VarianceB">of b, likewise</param>
/// <param name="Covariance">of a and b, likewise</param>
/// <param name="SquaresSum">of the relative residuals [1]</param>
/// <param name="Count">points</param>
internal sealed record Line(
    double Intercept, double Slope, double VarianceA, double VarianceB, double Covariance, double SquaresSum, int Count)
{
    /// <summary>y at x.</summary>
    public double At(double x) => Intercept + Slope * x;

    /// <summary>Fits by residuals that are divided by y.</summary>
    /// <param name="x">at least two different ones</param>
    /// <param name="y">as many, positive</param>
    public static Line Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Weighted(x, y, y);

    /// <summary>Fits by the logarithms of y over the line, so that twice is as far off as half: relative to y, no
    /// point counts as more than 1 off that lies above the line, and the line hugs the lowest. The method of Gauss and
    /// Newton from there, its steps halved until they improve.</summary>
    /// <param name="x">at least two different ones</param>
    /// <param name="y">as many, positive</param>
    /// <returns>positive at each x; its squares are those of the logarithms</returns>
    public static Line FitLogarithms(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        const int MostSteps = 30, MostHalvings = 20;
        const double Enough = 1e-12;
        Line best = InLogarithms(Fit(x, y), x, y);
        if (double.IsInfinity(best.SquaresSum))
            best = InLogarithms(best with { Intercept = y[0], Slope = 0 }, x, y);
        double[] at = new double[x.Length], aim = new double[x.Length];
        for (int step = 0; step < MostSteps; step++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                at[i] = best.At(x[i]);
                aim[i] = at[i] * (1 + Math.Log(y[i] / at[i]));
            }

            Line next = InLogarithms(Weighted(x, aim, at), x, y);
            for (int half = 0; half < MostHalvings && next.SquaresSum > best.SquaresSum; half++)
            {
                next = InLogarithms(next with
                {
                    Intercept = (best.Intercept + next.Intercept) / 2,
                    Slope = (best.Slope + next.Slope) / 2,
                }, x, y);
            }

            bool better = next.SquaresSum < (1 - Enough) * best.SquaresSum;
            best = next.SquaresSum <= best.SquaresSum ? next : best;
            if (!better)
                break;
        }

        return best;
    }

    /// <summary>The same line with the squares of ln(y / line), infinite where it is not positive everywhere.</summary>
    private static Line InLogarithms(Line line, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double at = line.At(x[i]), residual = Math.Log(y[i] / at);
            squares += at > 0 ? residual * residual : double.PositiveInfinity;
        }

        return line with { SquaresSum = squares };
    }

    /// <summary>Residuals are divided by <paramref name="scale"/>.</summary>
    private static Line Weighted(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> scale)
    {
        double weights = 0, meanX = 0, meanY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double w = 1 / (scale[i] * scale[i]);
            weights += w;
            meanX += w * x[i];
            meanY += w * y[i];
        }

        meanX /= weights;
        meanY /= weights;
        double xx = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double w = 1 / (scale[i] * scale[i]);
            xx += w * (x[i] - meanX) * (x[i] - meanX);
            xy += w * (x[i] - meanX) * (y[i] - meanY);
        }

        double slope = xy / xx, intercept = meanY - slope * meanX, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = (y[i] - intercept - slope * x[i]) / scale[i];
            squares += residual * residual;
        }

        return new(intercept, slope, 1 / weights + meanX * meanX / xx, 1 / xx, -meanX / xx, squares, x.Length);
    }
}
