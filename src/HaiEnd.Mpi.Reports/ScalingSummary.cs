using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Scaling series in words.</summary>
public static class ScalingSummary
{
    /// <summary>A series with what stays the same: <c>pgemm.summa fp64 weak:n=1024</c>.</summary>
    public static string Title(ScalingSeries series)
    {
        PointRecord point = series.Base.Point;
        IEnumerable<string> kept = point.Parameters
            .Where(p => p.Role == Role.Problem && p.Name != series.Name.Axis)
            .Select(p => p.Unit == "1" ? $"{p.Name}={p.Value}" : p.Value);
        return string.Join(' ', [point.Case.Name, .. kept, series.Name.ToString()]);
    }

    /// <summary>The base and its time, and what a serial program takes where that was measured.</summary>
    public static string Base(ScalingSeries series)
    {
        ScaledPoint from = series.Base;
        string serial = series.Serial is { } local
            ? $"{local.Usable[0].Point.Case.Name} alone takes {Units.Si(local.Seconds.Value, "s")}"
            : "no serial build was measured";
        return $"{Ranks(from.Ranks)} of {from.Point.Case.Name} itself, {Units.Si(from.Seconds.Value, "s")}; {serial}";
    }

    /// <summary>What SHAREing counts of a zig-zag (workbook 2026, 5.3).</summary>
    public static string Counts(ScalingSeries series) => series.Grown.Count == 0
        ? "the problem never had to grow, so SHAREing's counts are undefined"
        : $"grew at {string.Join(", ", series.Grown.Select(Number))} ranks: "
            + $"{Number(series.Grown.Count)} critical counts, "
            + $"{Number(series.GrownWithin(ScalingSeries.Green, double.PositiveInfinity))} at 80 %, "
            + $"{Number(series.GrownWithin(ScalingSeries.Red, ScalingSeries.Green))} at 60 %";

    /// <summary>The fitted law, or why there is none; empty where a series has none.</summary>
    public static string Law(ScalingSeries series) => series.Law switch
    {
        null => "",
        { Fits: true } fit => $"{fit.Law}: serial part {Units.Percent(fit.Serial)} "
            + $"({Units.Percent(fit.Ci.Low)} to {Units.Percent(fit.Ci.High)})",
        LawFit fit => $"{fit.Law}: {fit.Trouble}",
    };

    /// <summary>A line for each series: how efficient it is on the most ranks, how many reach 80 % and 60 %, and what
    /// it is compared with.</summary>
    internal static void Write(TextWriter text, IReadOnlyList<ScalingSeries> all, int width)
    {
        ScalingSeries[] grown = [.. all.Where(s => s.Points[^1].Ranks > s.Base.Ranks).OrderBy(Title)];
        if (grown.Length == 0)
            return;
        text.WriteLine();
        TextTable.Write(
            text, [["scaling", "efficiency [95 % CI]", "ranks", "80 % to", "60 % to", "base"],
                .. grown.Select(Row)],
            width, rightAligned: [2, 3, 4]);
        TextTable.Sentence(
            text, "base: the realisation itself; alone: a serial build, where one was measured", width, indent: "  ");
        foreach (ScalingSeries series in grown.Where(s => s.Law is { Serial: not double.NaN }))
            TextTable.Sentence(text, $"{Title(series)}: {Law(series)}", width, indent: "  ");
        foreach (ScalingSeries series in grown.Where(s => s.Name.Mode == ScalingMode.SharingZigzag))
            TextTable.Sentence(text, $"{Title(series)}: {Counts(series)}", width, indent: "  ");
    }

    private static string[] Row(ScalingSeries series)
    {
        ScaledPoint last = series.Points[^1];
        Interval ci = last.Efficiency.Ci;
        return
        [
            Title(series),
            $"{Units.Percent(last.Efficiency.Value)} [{Units.Percent(ci.Low)}, {Units.Percent(ci.High)}]",
            Number(last.Ranks), Number(series.LastAt(ScalingSeries.Green)), Number(series.LastAt(ScalingSeries.Red)),
            $"{Ranks(series.Base.Ranks)}, {Units.Si(series.Base.Seconds.Value, "s")}" + (series.Serial is { } local
                ? $"; {local.Usable[0].Point.Case.Name} alone {Units.Si(local.Seconds.Value, "s")}" : ""),
        ];
    }

    private static string Ranks(int ranks) => ranks == 1 ? "1 rank" : $"{Number(ranks)} ranks";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
