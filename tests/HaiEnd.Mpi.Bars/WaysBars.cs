using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Bars;

/// <summary>Our ways of all-reduce against the library's, in turn within one process. With several ways one is always
/// the luckiest, so half of the launches choose the way for each size, and the other half judge it.</summary>
/// <param name="catalog">what there is</param>
/// <param name="ranks">who take part</param>
/// <param name="place">where</param>
/// <param name="library">whose MPI it is</param>
/// <param name="record">where rank 0 writes the ratios</param>
internal sealed class WaysBars(Catalog catalog, IRanks ranks, Place place, string library, TextWriter record)
{
    private const int Rounds = 15;
    private const long Least = 64 << 10, Most = 16 << 20;

    private static readonly string[] Ways =
        ["ring", "recursive-doubling", "rabenseifner", "pipelined-ring", "hierarchical"];

    /// <summary>Every power of two from 8 B to 16 MiB.</summary>
    public void Measure()
    {
        for (long bytes = 8; bytes <= Most; bytes *= 2)
        {
            // About two milliseconds in each timing, and never fewer than three repeats.
            int repeats = (int)Math.Clamp(4_000_000 / (bytes + 400), 3, 5000);
            using var theirs = new Timed($"allreduce.library bytes={bytes} precision=fp64", catalog, ranks, place);
            foreach (string way in Ways)
            {
                using var ours = new Timed($"allreduce.{way} bytes={bytes} precision=fp64", catalog, ranks, place);
                double[] ratios = Paired.Ratios(Rounds, () => ours.Seconds(repeats), () => theirs.Seconds(repeats));
                if (ranks.Rank == 0)
                    record.WriteLine($"{library}\t{bytes}\t{way}\t{string.Join('\t', ratios)}");
            }
        }
    }

    /// <summary>Prints a bar for each size, and one for the size that gains the most.</summary>
    /// <param name="files">a launch each</param>
    public static void Judge(IReadOnlyList<string> files)
    {
        (string Library, long Bytes, string Way, double[] Ratios)[] Read(int half) =>
        [
            .. files.Where((_, i) => i % 2 == half).SelectMany(File.ReadLines).Select(l => l.Split('\t'))
                .GroupBy(w => (w[0], w[1], w[2]))
                .Select(g => (
                    g.Key.Item1, long.Parse(g.Key.Item2, CultureInfo.InvariantCulture), g.Key.Item3,
                    g.SelectMany(w => w[3..]).Select(r => double.Parse(r, CultureInfo.InvariantCulture))
                        .Order().ToArray())),
        ];
        (string Library, long Bytes, string Way, double[] Ratios)[] judges = Read(1), chosen =
        [
            .. Read(0).GroupBy(l => l.Bytes).OrderBy(g => g.Key)
                .Select(g => g.MinBy(l => Statistics.Quantile(l.Ratios, 0.5))),
        ];
        double[] Judged((string, long Bytes, string Way, double[]) line) =>
            judges.First(j => j.Bytes == line.Bytes && j.Way == line.Way).Ratios;
        foreach (var line in chosen)
            Bar.Print($"{line.Way} / library, {line.Bytes} B, {line.Library}", Judged(line), 1.05, most: true);
        var best = chosen.Where(l => l.Bytes >= Least).MinBy(l => Statistics.Quantile(l.Ratios, 0.5));
        Bar.Print(
            $"library / {best.Way}, {best.Bytes} B, {best.Library}", [.. Judged(best).Select(r => 1 / r)], 1.3,
            most: false);
    }
}
