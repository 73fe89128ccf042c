using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>How good something is; words and signs say the same as the colour.</summary>
public enum Level
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not known well enough, or near a limit.</summary>
    Doubtful,

    /// <summary>Wrong, failed or missed.</summary>
    Bad,
}

/// <summary>What it comes to.</summary>
/// <param name="Level">how good</param>
/// <param name="Word">in capitals</param>
/// <param name="Sentence">why</param>
/// <param name="Next">the next command to type</param>
public sealed record Conclusion(Level Level, string Word, string Sentence, string Next);

/// <summary>A headline number.</summary>
/// <param name="Title">what</param>
/// <param name="Value">the number with its unit</param>
/// <param name="Spread">how sure</param>
/// <param name="Share">of the measured roof; empty where there is none</param>
/// <param name="Where">the problem and the way of doing it</param>
/// <param name="Answer">whether the answer is right</param>
/// <param name="Level">how good</param>
public sealed record Tile(
    string Title, string Value, string Spread, string Share, string Where, string Answer, Level Level);

/// <summary>Everything that a report says, in its order, before it is written as HTML or Markdown.</summary>
/// <param name="Title">of the document</param>
/// <param name="Conclusion">what it comes to</param>
/// <param name="Tiles">headline numbers</param>
/// <param name="Judged">what the rules of the suite say, failures first</param>
/// <param name="Library">what the rules say of the MPI library, headed by what it comes to; no text where none asks
/// anything of it</param>
/// <param name="Doubtful">points that are not as they should be, failures first</param>
/// <param name="Fine">the others</param>
/// <param name="Figures">those that have data</param>
/// <param name="Environment">where and how it was measured</param>
public sealed record Report(
    string Title, Conclusion Conclusion, IReadOnlyList<Tile> Tiles, Table Judged,
    (string Headline, Table Missed) Library, Table Doubtful, Table Fine, IReadOnlyList<Figure> Figures,
    IReadOnlyList<Table> Environment)
{
    /// <summary>A half-width beyond which a number is no more than a hint [1].</summary>
    private const double Wide = 0.1;

    /// <summary>Makes it from launches.</summary>
    public static Report Of(ReportData data) => new(
        TitleOf(data), VerdictTable.Conclude(data),
        TilesOf(data),
        VerdictTable.Judged(data), LibraryTable.Of(data), VerdictTable.Doubtful(data), VerdictTable.Fine(data),
        [.. AllFigures.Listed.SelectMany(f => f.Draw(data))], EnvironmentTables.Of(data));

    private static string TitleOf(ReportData data)
    {
        string where = string.Join(' ', new[] { data.Launches[0].Run.Site, data.Launches[0].Run.System }
            .Where(s => s.Length > 0));
        string suite = string.Join(", ", data.Launches.Select(l => l.Run.SuiteName).Distinct().Take(3));
        return $"{suite}{(where.Length > 0 ? " at " : "")}{where}";
    }

    private static IReadOnlyList<Tile> TilesOf(ReportData data) =>
    [
        .. Headlines.Of(data.Right.Select(p => p.Point))
            .Select(h => TileOf(h, data.Right.First(p => ReferenceEquals(p.Point, h.Point)))),
    ];

    private static Tile TileOf(Headline h, Measured p)
    {
        bool isVerified = h.Point.Verified == Verified.Yes, isSure = p.HalfWidth <= Wide;
        return new(
            h.Title, h.Value, p.Sure,
            double.IsFinite(h.ShareOfRoof) ? $"{Units.Percent(h.ShareOfRoof)} of {h.Point.Case.Roof}" : "",
            h.Where + ReportData.Links([p]),
            isVerified && !isSure ? "right, but uncertain" : Words.Of(h.Point.Verified),
            isVerified && isSure ? Level.Good : Level.Doubtful);
    }
}
