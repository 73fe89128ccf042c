using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>How often a sample is how much slower than usual: the complementary distribution function.</summary>
internal sealed class TailFigure : IFigure
{
    /// <summary>Samples below which a tail says nothing.</summary>
    private const int Fewest = 20;

    private const int MostLines = 4, StepsADecade = 24;

    private static readonly double[] Shares = [0.5, 0.1, 0.05, 0.01, 0];

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        // Of each benchmark the point whose tail is longest; of those the longest.
        Tail[] tails = [.. data.Right.GroupBy(p => p.Point.Case.Benchmark)
            .Select(g => g.MaxBy(p => p.Each.Max(m => m.Point.Figures.P99) / p.Point.Figures.Median)!).Select(Tail.Of)
            .Where(t => t.Sorted.Length >= Fewest).OrderByDescending(t => t.At(0.01)).Take(MostLines)];
        if (tails.Length == 0)
            return [];
        Series[] lines = [.. tails.Index().Select(t => new Series(
            t.Item.Point.Point.Case.Name, [.. t.Item.Steps(StepsADecade)], Join.Steps, t.Index) { Signs = false })];
        IEnumerable<Mark> marks = lines.SelectMany(l => l.Marks);
        return
        [
            new(
                "tail",
                $"1 in 100 samples of {Words.Called(tails[0].Point.Point)} takes {Units.Times(tails[0].At(0.01))} its "
                    + "median or longer",
                data.Conditions([.. tails.Select(t => t.Point)], bars: ""),
                "Steeper is steadier. A line that runs far to the right has samples that are much slower than usual; "
                    + "of each benchmark the point with the longest tail.",
                new ChartPicture(new(
                    new("time of a sample over the median of its launch", Scale.Of(
                        ScaleKind.Log10, marks.Select(m => m.X)), Units.Times),
                    new("", Scale.Of(ScaleKind.Log10, marks.Select(m => m.Y)), v => Units.Short(v, "%")), lines)),
                Table.Of(
                    "Share of samples that take so many times the median or longer.",
                    ["Test", "#Samples", "#1 in 2", "#1 in 10", "#1 in 20", "#1 in 100", "#Slowest"], tails, t =>
                    [
                        $"{Words.Called(t.Point.Point)}, {Words.Count(t.Point.Point.Ranks, "rank")}",
                        $"{t.Sorted.Length}", .. Shares.Select(s => Units.Times(t.At(s))),
                    ])),
        ];
    }

    /// <summary>Samples of one point, each over the median of its launch, ascending.</summary>
    private sealed record Tail(Measured Point, double[] Sorted)
    {
        public static Tail Of(Measured point)
        {
            double[] all =
            [
                .. point.Each.SelectMany(m => Analysis.Figures.SampleSeconds(m.Point)
                    .Select(s => s / m.Point.Figures.Median)),
            ];
            Array.Sort(all);
            return new(point, all);
        }

        /// <summary>What this share of the samples takes at least.</summary>
        public double At(double share) => Statistics.Quantile(Sorted, 1 - share);

        /// <summary>The curve, thinned to so many steps for each factor of ten.</summary>
        public IEnumerable<Mark> Steps(int aDecade)
        {
            int n = Sorted.Length, last = 0;
            double factor = Math.Pow(10, 1.0 / aDecade);
            for (double slower = n; slower >= 1; slower /= factor)
            {
                int k = (int)slower;
                if (k == last)
                    continue;
                last = k;
                yield return new(Sorted[n - k], (double)k / n, "");
            }
        }
    }
}
