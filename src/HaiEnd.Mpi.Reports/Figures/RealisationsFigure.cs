using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Figures;

/// <summary>Ways of doing the same, side by side: the time of each over that of the fastest.</summary>
internal sealed class RealisationsFigure : IFigure
{
    private const int MostRows = 24;

    /// <inheritdoc/>
    public IEnumerable<Figure> Draw(ReportData data)
    {
        Group[] groups = [.. data.Points.Select(p => p.Point.Case.Benchmark).Distinct()
            .SelectMany(b => Ends(data.Largest(b)))];
        // Whole groups only, while there is room.
        int rows = 0;
        Group[] shown = [.. groups.TakeWhile(g => (rows += g.Points.Count) <= MostRows)];
        return shown.Length == 0 ? [] : [Of(data, shown, groups.Length)];
    }

    /// <summary>The smallest and the largest problem that several realisations have solved.</summary>
    private static Group[] Ends(IReadOnlyList<Measured> points)
    {
        Group[] groups = [.. points.Where(p => p.IsRight || p.Worst.Status == PointStatus.Wrong)
            .GroupBy(Problem).Select(g => new Group(g.Key, [.. g.GroupBy(p => p.Point.Case.Realisation).Select(Fastest)
                .OrderBy(p => p.IsRight ? p.Seconds.Value : double.PositiveInfinity)]))
            .Where(g => g.Points.Count > 1 && g.Points[0].IsRight)
            .OrderBy(g => g.Points[0].Point.Work.Bytes + g.Points[0].Point.Work.Flops)];
        return groups.Length < 2 ? groups : [groups[0], groups[^1]];
    }

    /// <summary>A realisation by the best of its parts.</summary>
    private static Measured Fastest(IEnumerable<Measured> same) =>
        same.MinBy(p => p.IsRight ? p.Seconds.Value : double.PositiveInfinity)!;

    private static Figure Of(ReportData data, Group[] groups, int all)
    {
        (Group Group, Measured Point)[] rows =
            [.. groups.SelectMany(g => g.Points.Select(p => (g, p)))];
        // A line for the problem over the lines of its ways.
        int LineOf(int row) => row + 1 + Array.IndexOf(groups, rows[row].Group);
        int[] heads = [.. rows.Index().Where(r => r.Item.Point == r.Item.Group.Points[0])
            .Select(r => LineOf(r.Index) - 1)];
        string[] names = [.. groups.SelectMany(g => g.Points.Select(p => p.Point.Case.Realisation).Prepend(g.Name))];
        Mark[] marks = [.. rows.Index().Where(r => r.Item.Point.IsRight).Select(r =>
            MarkOf(r.Item.Group, r.Item.Point, LineOf(r.Index)))];
        Scale ratios = Scale.Of(ScaleKind.Log10, marks.SelectMany(m => new[] { m.Low, m.X, m.High }));
        Group last = groups[^1];
        Measured[] right = [.. last.Points.Where(p => p.IsRight)];
        string next = right.Length < 2 ? ""
            : $"; {right[1].Point.Case.Realisation} takes {Units.Times(Ratio(last, right[1]).Value)} as long";
        return new(
            "realisations",
            $"{right[0].Point.Case.Realisation} is the fastest way of {last.Name}{next}",
            data.Conditions(
                [.. rows.Select(r => r.Point).Where(p => p.IsRight)], "bars: from the ends of both 95 % intervals")
                + (groups.Length < all ? $"; the first {groups.Length} of {Words.Count(all, "problem")}" : ""),
            "Left is faster; 1x is the fastest that gives a right answer. A wrong answer is named and has no place.",
            new ChartPicture(new(
                new("time over that of the fastest", ratios, Units.Times),
                new("", new(ScaleKind.Linear, 0, names.Length), v => "")
                {
                    Names = names,
                    Heads = heads.ToHashSet(),
                },
                [new("", marks, Join.None, 0) { Spread = Spread.Horizontal }])
            {
                Notes = [.. rows.Index().Where(r => !r.Item.Point.IsRight)
                    .Select(r => new Note(ratios.Low, LineOf(r.Index), "WRONG: not ranked"))],
            }),
            Table.Of(
                "Time over that of the fastest right one.",
                ["Problem", "Realisation", "#Time", "#Ratio", "#Low", "#High", "Answer"], rows, r =>
                [
                    r.Group.Name, r.Point.Point.Case.Realisation, Units.Si(r.Point.Seconds.Value, "s"),
                    .. r.Point.IsRight ? Shown(Ratio(r.Group, r.Point)) : ["-", "-", "-"], Sweep.Answer(r.Point),
                ]));
    }

    private static string[] Shown((double Value, Interval Ci) ratio) =>
        [Units.Times(ratio.Value), Units.Times(ratio.Ci.Low), Units.Times(ratio.Ci.High)];

    private static Mark MarkOf(Group group, Measured p, int row)
    {
        (double value, Interval ci) = Ratio(group, p);
        return new(value, row, $"{group.Name} by {p.Point.Case.Realisation}: {Units.Times(value)}")
        {
            Low = ci.Low,
            High = ci.High,
        };
    }

    /// <summary>The time over the fastest's. Its interval by the ends of both, which is wide: both medians would have
    /// to err at once.</summary>
    private static (double Value, Interval Ci) Ratio(Group group, Measured p)
    {
        Estimate fastest = group.Points[0].Seconds;
        return p == group.Points[0]
            ? (1, new(1, 1))
            : (p.Seconds.Value / fastest.Value, new(p.Seconds.Ci.Low / fastest.Ci.High,
                p.Seconds.Ci.High / fastest.Ci.Low));
    }

    private static string Problem(Measured p) => string.Join(
        ' ', [p.Point.Case.Benchmark, .. Words.Of(p.Point.Parameters.Where(a => a.Role == Role.Problem))]);

    /// <summary>One problem, the fastest right realisation first, wrong ones last.</summary>
    private sealed record Group(string Name, IReadOnlyList<Measured> Points);
}
