namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Random numbers of known laws.</summary>
internal static class Synthetic
{
    /// <summary>Standard normal (Box and Muller, 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
