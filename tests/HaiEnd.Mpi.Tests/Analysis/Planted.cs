using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Measurements of a known law with relative noise, the same for the same seed.</summary>
internal sealed class Planted(int seed, double noise, string law = "normal")
{
    private readonly Random _random = new(seed);

    /// <summary>A value with noise. A median of samples is nearly normal; the other laws are worse than it can be.
    /// </summary>
    public double Noisy(double value) => value * law switch
    {
        "normal" => 1 + noise * Synthetic.Normal(_random),
        "log-normal" => Math.Exp(noise * Synthetic.Normal(_random)),
        "skewed" => 1 + noise * (Math.Exp(Synthetic.Normal(_random)) - 1),
        "heavy" => Math.Exp(noise * Synthetic.HeavyTailed(_random)),
        _ => throw new ArgumentException(law),
    };

    /// <summary>An estimate with an interval of twice the noise on either side.</summary>
    public Estimate Estimated(double value)
    {
        double seen = Noisy(value);
        return new(seen, new(seen * (1 - 2 * noise), seen * (1 + 2 * noise)), 5, 100);
    }
}
