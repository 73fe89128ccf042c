namespace HaiEnd.Mpi.Reports;

/// <summary>A table for people.</summary>
/// <param name="Caption">what it shows</param>
/// <param name="Columns">heads; one that begins with <c>#</c> holds numbers, aligned to the right</param>
/// <param name="Rows">cells as they are to be read, at most <see cref="MostRows"/></param>
/// <param name="Total">rows that there are</param>
public sealed record Table(
    string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, int Total)
{
    /// <summary>Rows that are shown. A table with more would not be read, and would make the page large.</summary>
    public const int MostRows = 200;

    /// <summary>Says what is not shown and how to get it; empty where all is.</summary>
    public string Left => Total <= Rows.Count
        ? ""
        : $"{Words.Count(Total - Rows.Count, "more row")}; {All}.";

    /// <summary>Whether the last cell of a row is a sentence that stands below the others where there is a page; wide
    /// tables have no room for it beside them.</summary>
    public bool IsLastBelow { get; init; }

    /// <summary>How to get all rows.</summary>
    public string All { get; init; } = "haiend export FILES --to csv has every point";

    /// <summary>Makes the rows that are shown.</summary>
    public static Table Of<T>(
        string caption, IReadOnlyList<string> columns, IReadOnlyCollection<T> items,
        Func<T, IReadOnlyList<string>> row) =>
        new(caption, columns, [.. items.Take(MostRows).Select(row)], items.Count);

    /// <summary>A head without its mark.</summary>
    public static (string Name, bool IsNumber) Head(string column) => (column.TrimStart('#'), column.StartsWith('#'));
}
