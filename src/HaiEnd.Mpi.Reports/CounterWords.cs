using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>What counters say of a point, in words.</summary>
public static class CounterWords
{
    /// <summary>Bytes that a miss of the last cache moves: a line.</summary>
    private const double LineBytes = 64;

    /// <summary>Interruptions of a repeat on a rank from which on it is said: somebody else was there.</summary>
    private const double Disturbed = 1;

    /// <summary>One sentence without its end, e.g. <c>2.9 instructions a cycle, moves 1.9x the bytes of its
    /// model</c>; empty where nothing that matters was counted.</summary>
    /// <param name="p">a point with the facts of its counters</param>
    public static string Of(PointRecord p)
    {
        double inMpi = p.Fact("mpi_share");
        double rate = p.Fact("instructions") / p.Fact("cycles"), switches = p.Fact("context_switches") / p.Ranks;
        double moved = p.Fact("cache_misses") * LineBytes / p.Work.Bytes;
        double wide = Zero(p.Fact("flops_128")) + Zero(p.Fact("flops_256")) + Zero(p.Fact("flops_512"));
        double scalar = p.Fact("flops_scalar");
        double counted = double.IsNaN(scalar) ? p.Fact("flops_counted") : scalar + wide;
        string[] said =
        [
            inMpi > 0 ? $"{Units.Percent(inMpi)} of the time is inside MPI" : "",
            rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} instructions a cycle") : "",
            moved > 0 && double.IsFinite(moved) ? $"moves {Units.Times(moved)} the bytes of its model" : "",
            counted > 0 && p.Work.Flops > 0
                ? $"does {Units.Times(counted / p.Work.Flops)} the operations of its model" : "",
            wide < scalar ? "most of them without vectors" : "",
            switches > Disturbed
                ? string.Create(CultureInfo.InvariantCulture, $"a rank is interrupted {switches:0} times a repeat")
                : "",
        ];
        return string.Join(", ", said.Where(s => s.Length > 0));
    }

    private static double Zero(double value) => double.IsNaN(value) ? 0 : value;
}
