namespace HaiEnd.Mpi.Analysis;

/// <summary>What a way of multiplying, in whatever precision, is worth beside fp64.</summary>
/// <param name="IsAccurate">its error is that of fp64, or as small</param>
/// <param name="SpeedUp">its rate over that of fp64 [1]</param>
public readonly record struct MethodVerdict(bool IsAccurate, double SpeedUp)
{
    /// <summary>A componentwise error of so many u |A||B| is that of good fp64, which has 2 to 24 on the inputs that
    /// we know: what is above it and above what fp64 has on the same input is worse than fp64.</summary>
    public const double Enough = 8;

    /// <summary>Judges a way by its error, max |C - AB| / (u |A||B|) with u of fp64, and its rate.</summary>
    /// <param name="error">of the way</param>
    /// <param name="rate">of the way</param>
    /// <param name="nativeError">of fp64 on the same input; NaN where it is not known</param>
    /// <param name="nativeRate">of the fastest fp64 on the same input</param>
    public static MethodVerdict Of(double error, double rate, double nativeError, double nativeRate) =>
        new(error <= Enough || error <= nativeError, rate / nativeRate);

    /// <summary>In words: the three that there are.</summary>
    public override string ToString() =>
        !IsAccurate ? "inaccurate" : SpeedUp > 1 ? "accurate and faster" : "accurate and slower";
}
