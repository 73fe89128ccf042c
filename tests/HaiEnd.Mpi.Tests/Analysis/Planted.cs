using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Measurements of a known law with relative noise, the same for the same seed.</summary>
internal sealed class Planted(int seed, double noise)
{
    private readonly Random _random = new(seed);

    /// <summary>A value with normal relative noise.</summary>
    public double Noisy(double value) => value * (1 + noise * Synthetic.Normal(_random));

    /// <summary>An estimate with an interval of twice the noise on either side.</summary>
    public Estimate Estimated(double value)
    {
        double seen = Noisy(value);
        return new(seen, new(seen * (1 - 2 * noise), seen * (1 + 2 * noise)), 5, 100);
    }
}
