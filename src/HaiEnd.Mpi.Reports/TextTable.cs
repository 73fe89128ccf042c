namespace HaiEnd.Mpi.Reports;

/// <summary>Tables for a terminal.</summary>
internal static class TextTable
{
    /// <summary>Writes rows of equally many cells, indented, each column as wide as it must be.</summary>
    public static void Write(TextWriter to, IReadOnlyList<string[]> rows, params ReadOnlySpan<int> rightAligned)
    {
        if (rows.Count == 0)
            return;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        var cells = new string[widths.Length];
        foreach (string[] row in rows)
        {
            for (int c = 0; c < widths.Length; c++)
                cells[c] = rightAligned.Contains(c) ? row[c].PadLeft(widths[c]) : row[c].PadRight(widths[c]);
            to.WriteLine(("  " + string.Join("  ", cells)).TrimEnd());
        }
    }
}
