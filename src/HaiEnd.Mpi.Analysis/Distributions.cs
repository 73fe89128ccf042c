namespace HaiEnd.Mpi.Analysis;

/// <summary>Tail probabilities that tests need.</summary>
internal static class Distributions
{
    /// <summary>Probability that a chi-squared variable is at least x. For one degree of freedom it is the two-sided
    /// tail of a standard normal variable at sqrt x.</summary>
    /// <param name="x">not negative</param>
    /// <param name="degrees">of freedom, at least 1</param>
    public static double ChiSquaredAbove(double x, int degrees) => UpperGamma(degrees / 2.0, x / 2);

    /// <summary>Probability that a standard normal variable is further from zero than z, on either side.</summary>
    public static double NormalBeyond(double z) => ChiSquaredAbove(z * z, 1);

    /// <summary>The regularised upper incomplete gamma function Q(a, x) for a multiple of 1/2: the series DLMF 8.11.4
    /// for small x, the continued fraction DLMF 8.9.2 by the method of Lentz otherwise.</summary>
    private static double UpperGamma(double a, double x)
    {
        if (x <= 0)
            return 1;
        double front = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (double k = a + 1; term > sum * 1e-16; k++)
                sum += term *= x / k;
            return 1 - front * sum;
        }

        double b = x + 1 - a, c = double.MaxValue, d = 1 / b, fraction = d;
        for (int i = 1; i < 1000; i++)
        {
            double an = i * (a - i);
            b += 2;
            d = 1 / (an * d + b);
            c = b + an / c;
            fraction *= c * d;
            if (Math.Abs(c * d - 1) < 1e-15)
                break;
        }

        return front * fraction;
    }

    /// <summary>log Gamma by Gamma(a + 1) = a Gamma(a) from Gamma(1) = 1 or Gamma(1/2) = sqrt pi.</summary>
    private static double LogGamma(double a)
    {
        double sum = double.IsInteger(a) ? 0 : Math.Log(Math.PI) / 2;
        for (double k = double.IsInteger(a) ? 1 : 0.5; k < a; k++)
            sum += Math.Log(k);
        return sum;
    }
}
