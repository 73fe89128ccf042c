using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>One headline number: the best right answer of a benchmark.</summary>
/// <param name="Title">for a person</param>
/// <param name="Point">where it was measured</param>
/// <param name="IsLatency">the shortest one-way time instead of the highest rate</param>
public sealed record Headline(string Title, PointRecord Point, bool IsLatency)
{
    /// <summary>The number with its unit.</summary>
    public string Value => IsLatency
        ? Units.Si(Metrics.OneWay(Point), "s")
        : Units.Si(Point.Figures.Rate, Point.Case.MetricUnit);

    /// <summary>Its share of the measured roof [1]; NaN where there is none.</summary>
    public double ShareOfRoof => IsLatency ? double.NaN : Point.Figures.EfficiencyOfRoof;

    /// <summary>The way of doing it, and the problem.</summary>
    public string Where => string.Join(' ',
        [Point.Case.Realisation, .. Words.Of(Point.Parameters.Where(p => p.Role == Role.Problem))]);
}

/// <summary>The numbers that machines are compared by.</summary>
public static class Headlines
{
    private static readonly (string Title, string Benchmark, bool IsLatency)[] Listed =
    [
        ("FMA peak", "peakflops", false),
        ("memory bandwidth", "triad", false),
        ("local GEMM", "gemm", false),
        ("distributed GEMM", "pgemm", false),
        ("stencil", "stencil", false),
        ("ping-pong latency", "pingpong", true),
        ("ping-pong bandwidth", "pingpong", false),
        ("full-link bandwidth", "bandwidth", false),
        ("message rate", "message-rate", false),
        ("all-reduce bus bandwidth", "allreduce", false),
    ];

    /// <summary>Those that were measured.</summary>
    public static IReadOnlyList<Headline> Of(IEnumerable<PointRecord> points)
    {
        ILookup<string, PointRecord> ok =
            points.Where(p => p.Status == PointStatus.Ok).ToLookup(p => p.Case.Benchmark);
        return [.. Listed.Select(h => Best(h.Title, [.. ok[h.Benchmark]], h.IsLatency)).OfType<Headline>()];
    }

    private static Headline? Best(string title, PointRecord[] ok, bool isLatency)
    {
        // One rank sends nothing: its bus bandwidth is no number to show.
        ok = [.. ok.Where(p => p.Figures.Rate > 0 && !Words.Rounds(p))];
        // In double precision where there is such a point: that is what machines are compared by.
        PointRecord[] chosen = [.. ok.Where(p => p["precision"] is null or "fp64")];
        PointRecord? best = (chosen.Length > 0 ? chosen : ok)
            .MaxBy(p => isLatency ? -Metrics.OneWay(p) : p.Figures.Rate);
        return best is null ? null : new(title, best, isLatency);
    }
}
