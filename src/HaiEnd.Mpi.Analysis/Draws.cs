using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Analysis;

/// <summary>Random numbers one after another, the same for the same seed everywhere.</summary>
internal struct Draws(ulong seed)
{
    private ulong _index;

    /// <summary>Uniform in (0, 1), ends excluded.</summary>
    public double Uniform() => ((Counter.Bits(seed, _index++) >> 11) + 0.5) * Math.ScaleB(1, -53);

    /// <summary>A whole number uniform in [0, n).</summary>
    public int Below(int n) => (int)(((Counter.Bits(seed, _index++) >> 32) * (ulong)n) >> 32);

    /// <summary>Beta(a, a), a &gt;= 1/2: the polar method of Ulrich (Computational Statistics and Data Analysis 2,
    /// 1984).</summary>
    public double SymmetricBeta(double a)
    {
        double radius = Math.Sqrt(Math.Max(0, 1 - Math.Pow(Uniform(), 2 / (2 * a - 1))));
        return (1 + radius * Math.Cos(2 * Math.PI * Uniform())) / 2;
    }

    /// <summary>The median of a bootstrap resample of sorted values, without making the resample: the k-th least of n
    /// resampled values is the value at floor(n U), U the k-th least of n uniform numbers (Efron, Annals of Statistics
    /// 7, 1979, section 3). The middle one of an odd number is Beta(m, m), m = (n + 1) / 2; one uniform number more
    /// makes an even number, and its two middle ones are that one and the nearest of what lies on the new one's
    /// side.</summary>
    public double ResampledMedian(ReadOnlySpan<double> sorted)
    {
        int n = sorted.Length;
        if (n == 1)
            return sorted[0];
        int m = (n + 1) / 2;
        double middle = SymmetricBeta(m);
        if (n % 2 == 1)
            return At(sorted, middle);
        // The nearest of m uniform numbers between the middle one and the end.
        double gap = 1 - Math.Pow(Uniform(), 1.0 / m);
        double neighbour = Uniform() > middle ? middle + (1 - middle) * gap : middle * (1 - gap);
        return (At(sorted, middle) + At(sorted, neighbour)) / 2;
    }

    private static double At(ReadOnlySpan<double> sorted, double u) =>
        sorted[Math.Min(sorted.Length - 1, (int)(u * sorted.Length))];
}
