using HaiEnd.Mpi.Reports.Charts;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Every rank in every test against the other ranks: a slow node is a column.</summary>
internal sealed class RankMapFigure : IFigure
{
    private const int MostRows = 24, MostLabels = 6;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        if (data.Map is not { } map)
            return [];
        int[] rows = [.. Enumerable.Range(0, map.Tests.Count).OrderByDescending(t => map.Ratios[t].Max())
            .Take(MostRows).Order()];
        string some = rows.Length == map.Tests.Count ? "Every test."
            : $"The {rows.Length} of {map.Tests.Count} tests in which ranks differ most.";
        string[] names = [.. Words.Apart(map.Tests)];
        int[] ranks = [.. map.Outliers.Take(MostLabels)];
        string headline = map.Sentence();
        return
        [
            new(
                "ranks",
                headline.Length > 0 ? char.ToUpperInvariant(headline[0]) + headline[1..]
                    : $"No rank is slower than {Units.Times(RankMap.Slow)} the median in half of the "
                        + Words.Count(map.Tests.Count, "test"),
                ReportData.Conditions(map.Launch),
                $"{some} Each cell is a rank's median over the median of all ranks. A coloured column is a rank that "
                    + "is slow in everything; a coloured row is a test that is not balanced.",
                new HeatMap(
                    [.. rows.Select(t => names[t])], [.. rows.Select(t => map.Ratios[t])], "rank",
                    [.. ranks.Select(r => (r, map.Called(r)))]),
                Table.Of(
                    "Ranks, the slowest first.", ["Rank", "#Typical", "#Slow in", "#Worst", "In test"],
                    [.. Enumerable.Range(0, map.Ratios[0].Length).OrderByDescending(map.Typical)], r =>
                    {
                        int worst = Enumerable.Range(0, map.Tests.Count).MaxBy(t => map.Ratios[t][r]);
                        return
                        [
                            map.Called(r), Units.Times(map.Typical(r)), $"{map.SlowIn(r)} of {map.Tests.Count}",
                            Units.Times(map.Ratios[worst][r]), names[worst],
                        ];
                    })),
        ];
    }
}
