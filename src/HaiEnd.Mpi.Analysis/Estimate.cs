namespace HaiEnd.Mpi.Analysis;

/// <summary>A closed interval; both ends NaN where nothing is known.</summary>
/// <param name="Low">lower end</param>
/// <param name="High">upper end</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Nothing is known.</summary>
    public static readonly Interval None = new(double.NaN, double.NaN);

    /// <summary>True where a value lies in it, ends included; false for NaN.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}

/// <summary>A figure with what is known of its uncertainty.</summary>
/// <param name="Value">the figure</param>
/// <param name="Ci">its 95 % confidence interval</param>
/// <param name="Launches">independent launches that it rests on</param>
/// <param name="Samples">samples in them</param>
public sealed record Estimate(double Value, Interval Ci, int Launches, int Samples);
