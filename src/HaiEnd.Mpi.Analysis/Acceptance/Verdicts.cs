namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>The verdict by interval.</summary>
internal static class Verdicts
{
    /// <summary>Of a measurand.</summary>
    public static (Judgement Verdict, string Why) Of(Measurand measurand, Estimate measured, Interval required) =>
        !measurand.IsSampled && double.IsNaN(measured.Value)
            ? (Judgement.Inconclusive, "the answer was not checked")
            : Of(measured, required, measurand.IsSampled);

    /// <summary>Of any figure.</summary>
    /// <param name="measured">with its interval</param>
    /// <param name="required">where it must lie</param>
    /// <param name="sampled">it needs enough samples</param>
    public static (Judgement Verdict, string Why) Of(Estimate measured, Interval required, bool sampled)
    {
        Interval ci = measured.Ci;
        if (double.IsNaN(measured.Value) || double.IsNaN(ci.Low) || double.IsNaN(ci.High))
            return (Judgement.Inconclusive, "it has no value here");
        if (sampled && measured.Samples < Statistics.FewestForInterval)
            return (Judgement.Inconclusive,
                $"too few samples ({measured.Samples}); an interval needs {Statistics.FewestForInterval}");
        if (ci.High < required.Low || ci.Low > required.High)
            return (Judgement.Fail, "");
        if (ci.Low >= required.Low && ci.High <= required.High)
            return (Judgement.Pass, "");
        return double.IsFinite(ci.Low) && double.IsFinite(ci.High)
            ? (Judgement.Marginal, "the interval lies across the limit: measure longer, or more launches")
            : (Judgement.Inconclusive, $"{measured.Samples} samples do not bound it");
    }
}
