using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Words that all reports use.</summary>
public static class Words
{
    /// <summary>A status as in files.</summary>
    public static string Of(PointStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>What the check found.</summary>
    public static string Of(Verified verified) => verified switch
    {
        Verified.Yes => "right",
        Verified.Failed => "WRONG",
        _ => "unchecked",
    };

    /// <summary>Why sampling ended, as in files.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.MaxSamples => "max_samples",
        StopReason.TimeBudget => "time_budget",
        _ => reason.ToString().ToLowerInvariant(),
    };

    /// <summary>A case and its parameters in one line; with its ranks where they are varied.</summary>
    public static string Of(PointRecord point)
    {
        string ranks = point.Scaling.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{point.Ranks}") : "";
        return string.Join(' ', [point.Case.Name + ranks, .. point.Parameters.Select(p => $"{p.Name}={p.Value}")]);
    }

    /// <summary>Half the width of the 95 % interval of the median, relative to it [1]; the wider side.</summary>
    public static double HalfWidth(PointFigures f) => Math.Max(f.CiHigh - f.Median, f.Median - f.CiLow) / f.Median;
}
