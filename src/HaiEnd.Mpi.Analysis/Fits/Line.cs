namespace HaiEnd.Mpi.Analysis.Fits;

/// <summary>A straight line y = a + b x, fitted by least squares of relative residuals: each is divided by y, because
/// times and rates are uncertain in proportion to their size, and 8 bytes shall count as much as 16 MiB.</summary>
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

    /// <summary>Fits.</summary>
    /// <param name="x">at least two different ones</param>
    /// <param name="y">as many, positive</param>
    public static Line Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double weights = 0, meanX = 0, meanY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double w = 1 / (y[i] * y[i]);
            weights += w;
            meanX += w * x[i];
            meanY += w * y[i];
        }

        meanX /= weights;
        meanY /= weights;
        double xx = 0, xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double w = 1 / (y[i] * y[i]);
            xx += w * (x[i] - meanX) * (x[i] - meanX);
            xy += w * (x[i] - meanX) * (y[i] - meanY);
        }

        double slope = xy / xx, intercept = meanY - slope * meanX, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = (y[i] - intercept - slope * x[i]) / y[i];
            squares += residual * residual;
        }

        return new(intercept, slope, 1 / weights + meanX * meanX / xx, 1 / xx, -meanX / xx, squares, x.Length);
    }
}
