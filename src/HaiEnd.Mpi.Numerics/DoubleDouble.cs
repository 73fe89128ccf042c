namespace HaiEnd.Mpi.Numerics;

/// <summary>An unevaluated sum of two doubles, about 106 bits, used to judge fp64 results.
/// Source: TwoSum (Knuth) and TwoProduct with FMA, as in Ogita, Rump, Oishi, SIAM J. Sci. Comput. 26 (2005).</summary>
/// <param name="High">the rounded value</param>
/// <param name="Low">what the rounding lost</param>
public readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>Adds the exact product a b.</summary>
    public DoubleDouble AddProduct(double a, double b)
    {
        double product = a * b;
        return Add(product).AddLow(Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>Adds a double.</summary>
    public DoubleDouble Add(double x)
    {
        double sum = High + x;
        double part = sum - High;
        return new(sum, Low + ((High - (sum - part)) + (x - part)));
    }

    /// <summary>The value rounded to fp64.</summary>
    public double Value => High + Low;

    private DoubleDouble AddLow(double x) => new(High, Low + x);
}
