using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>How near to each other the ranks of a launch ran, by the time of a cache line between two of them. Where
/// launches were placed differently, a difference of their times is one of placement and not of what is
/// compared.</summary>
/// <remarks>The probes before and after the point, over all launches, are cut wherever nothing lies between two
/// neighbours that differ by a factor of 1.5: single linkage on a logarithmic scale (Gower and Ross, Applied Statistics
/// 18, 1969). The levels of sharing (core, cache, socket, machine) that Hackenberg, Molka and Nagel measured (MICRO
/// 2009) differ by more, and repeated probes of one level scatter by less. A mode counts where two launches stayed in
/// it, so that a disturbed probe is none.</remarks>
public sealed class Placements
{
    private const double LeastFactor = 1.5;
    private const int LeastLaunches = 2;

    private readonly (double From, double To)[] _modes;

    private Placements((double From, double To)[] modes) => _modes = modes;

    /// <summary>True where the launches were placed in several ways.</summary>
    public bool IsSplit => _modes.Length > 1;

    /// <summary>Middle of each mode [ns], nearest first; empty where there is only one.</summary>
    public IReadOnlyList<double> ProbesNs => IsSplit ? [.. _modes.Select(m => Math.Sqrt(m.From * m.To))] : [];

    /// <summary>The placements of one point over some launches.</summary>
    public static Placements Of(IEnumerable<PointRecord> points)
    {
        (double Before, double After)[] probes = [.. points.Select(Probe).Where(p => p.Before > 0)];
        double[] sorted = [.. probes.SelectMany(p => new[] { p.Before, p.After }).Order()];
        var modes = new List<(double From, double To)>();
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to] < LeastFactor * sorted[to - 1]; to++)
                ;
            (double From, double To) mode = (sorted[from], sorted[to - 1]);
            if (probes.Count(p => IsWithin(p, mode)) >= LeastLaunches)
                modes.Add(mode);
        }

        return new([.. modes]);
    }

    /// <summary>The mode that a point stayed in, an index into <see cref="ProbesNs"/>; -1 where it changed while it was
    /// measured or was not probed. 0 where there is only one.</summary>
    public int ModeOf(PointRecord point) =>
        IsSplit ? Array.FindIndex(_modes, m => IsWithin(Probe(point), m)) : 0;

    /// <summary>The mode that most of some points stayed in; -1 where none stayed in one.</summary>
    public int UsualOf(IEnumerable<PointRecord> points) => points.Select(ModeOf).Where(m => m >= 0).CountBy(m => m)
        .OrderByDescending(c => c.Value).Select(c => c.Key).FirstOrDefault(-1);

    /// <summary>The probes of a point; where one did not end in time, the other stands for both.</summary>
    private static (double Before, double After) Probe(PointRecord point)
    {
        (double before, double after) = point.CacheLineProbeNs;
        return (before > 0 ? before : after, after > 0 ? after : before);
    }

    private static bool IsWithin((double Before, double After) probe, (double From, double To) mode) =>
        Math.Min(probe.Before, probe.After) >= mode.From && Math.Max(probe.Before, probe.After) <= mode.To;
}
