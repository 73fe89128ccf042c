using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Bars;

/// <summary>What the program measures against what the OSU micro-benchmarks say of the same library: launches of both
/// in turn, and the median of ours must lie where theirs do.</summary>
internal static class OsuBars
{
    private static readonly (string Ours, string Theirs)[] Same =
        [("pingpong.blocking", "osu_latency"), ("allreduce.library", "osu_allreduce")];

    /// <summary>Prints a bar for each size.</summary>
    /// <param name="library">whose MPI it is</param>
    /// <param name="files">result files of ours, and texts of theirs that are named for their program</param>
    public static void Judge(string library, IReadOnlyList<string> files)
    {
        PointRecord[] points = [.. files.Where(f => f.EndsWith(".h5", StringComparison.Ordinal))
            .SelectMany(f => ResultFile.Read(f).Points)];
        foreach ((string ours, string theirs) in Same)
        {
            ILookup<long, double> osu = files.Where(f => Path.GetFileName(f).Contains(theirs, StringComparison.Ordinal))
                .SelectMany(Lines).ToLookup(l => l.Bytes, l => l.Seconds);
            foreach (IGrouping<long, PointRecord> size in points.Where(p => p.Case.Name == ours)
                .GroupBy(p => long.Parse(p["bytes"]!, CultureInfo.InvariantCulture)).OrderBy(g => g.Key))
                Print(
                    $"{ours} {size.Key} B, {library}, us",
                    Statistics.Median(size.Select(Metrics.OneWay)),
                    Statistics.Median(size.Select(p => Metrics.OneWay(p) * MeanOverMedian(p))),
                    [.. osu[size.Key]]);
        }
    }

    /// <summary>They print means of loops, which a sample that was disturbed lengthens.</summary>
    private static double MeanOverMedian(PointRecord point) =>
        Figures.SampleSeconds(point).Average() / point.Figures.Median;

    private static void Print(string name, double seconds, double mean, double[] theirs)
    {
        (double least, double most) = (theirs.Min(), theirs.Max());
        string range = string.Create(CultureInfo.InvariantCulture, $"{least * 1e6:0.00} to {most * 1e6:0.00}");
        // They print two decimals.
        bool holds = seconds >= least - 0.005e-6 && seconds <= most + 0.005e-6;
        string how = string.Create(
            CultureInfo.InvariantCulture, $", {theirs.Length} launches; mean {mean * 1e6:0.000}");
        Bar.Print(name, seconds * 1e6, $"in {range}", holds, how);
    }

    /// <summary>The lines of a table of OSU's: a size and microseconds.</summary>
    private static IEnumerable<(long Bytes, double Seconds)> Lines(string file) =>
        File.ReadLines(file).Where(l => l.Length > 0 && char.IsDigit(l[0]))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(w => (
                long.Parse(w[0], CultureInfo.InvariantCulture),
                1e-6 * double.Parse(w[1], CultureInfo.InvariantCulture)));
}
