namespace HaiEnd.Mpi.Analysis;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    /// <summary>The value that the variable stays below with probability <paramref name="p"/>: by bisection of
    /// <see cref="Below"/>.</summary>
    /// <param name="p">0.5..1, ends excluded</param>
    /// <param name="degrees">of freedom, at least 1</param>
    public static double Quantile(double p, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        double low = 0, high = 1;
        while (Below(high, degrees) < p)
            high *= 2;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            if (Below(middle, degrees) < p)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>Probability of a value below <paramref name="t"/>: the finite sums for whole degrees of freedom
    /// (Abramowitz and Stegun, 26.7.3 and 26.7.4).</summary>
    /// <param name="t">not negative</param>
    /// <param name="degrees">of freedom, at least 1</param>
    public static double Below(double t, int degrees)
    {
        double angle = Math.Atan(t / Math.Sqrt(degrees)), cos = Math.Cos(angle), sin = Math.Sin(angle);
        bool odd = degrees % 2 == 1;
        // Odd: cos + 2/3 cos^3 + 2*4/(3*5) cos^5 + ...; even: 1 + 1/2 cos^2 + 1*3/(2*4) cos^4 + ...
        double term = odd ? cos : 1, sum = 0;
        for (int k = odd ? 1 : 0; k <= degrees - 2; k += 2)
        {
            sum += term;
            term *= (k + 1.0) / (k + 2) * cos * cos;
        }

        double within = odd ? 2 / Math.PI * (angle + sin * sum) : sin * sum;
        return (1 + within) / 2;
    }
}
