using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Numbers that rounding changes, on every rank: fractions of 23 bits between -1 and 1, times a power of two
/// that is another in each run of elements. fp32 holds them, nothing narrower does, and their sums are exact in fp64.
/// All ranks read one table, each from a place of its own, so that every sum is known in closed form.</summary>
public sealed class Fractions
{
    // A prime: a rank summed twice is mistaken for another only where they are a multiple of it apart.
    private const int Length = 61;

    private const int Magnitudes = 13;

    private readonly double[] _values = [.. Enumerable.Range(0, Length).Select(v => 2 * Counter.Uniform(2, (ulong)v))];
    private readonly double[] _sums = new double[Length];
    private readonly int _ranks;
    private readonly int _run;

    /// <summary>Makes the table.</summary>
    /// <param name="ranks">who have them</param>
    /// <param name="run">elements of one magnitude</param>
    public Fractions(int ranks, int run)
    {
        (_ranks, _run) = (ranks, run);
        for (int first = 0; first < Length; first++)
        {
            _sums[first] = ranks / Length * _values.Sum();
            for (int r = 0; r < ranks % Length; r++)
                _sums[first] += _values[(first + r) % Length];
        }
    }

    /// <summary>Number <paramref name="i"/> of a rank.</summary>
    public double this[int rank, long i] => _values[(rank + Offset(i)) % Length] * Magnitude(i);

    /// <summary>The sum of numbers <paramref name="i"/> over the ranks.</summary>
    public double Sum(long i) => _sums[Offset(i)] * Magnitude(i);

    /// <summary>What no sum of numbers of this magnitude can exceed.</summary>
    public double GreatestSum(long i) => _ranks * Magnitude(i);

    private static int Offset(long i) => (int)(Counter.Bits(1, (ulong)i) % Length);

    private double Magnitude(long i) =>
        Math.ScaleB(1, (int)(Counter.Bits(3, (ulong)(i / _run)) % Magnitudes) - Magnitudes / 2);
}
