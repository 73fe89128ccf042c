namespace HaiEnd.Mpi.Reports;

/// <summary>Tables and sentences for a terminal.</summary>
public static class TextTable
{
    /// <summary>The width that texts keep to where no terminal is narrower.</summary>
    public const int MostColumns = 132;

    /// <summary>Writes rows of equally many cells; see <see cref="Rows"/>.</summary>
    internal static void Write(
        TextWriter to, IReadOnlyList<string[]> rows, int width, params ReadOnlySpan<int> rightAligned)
    {
        foreach (string row in Rows(rows, width, rightAligned))
            to.WriteLine(row);
    }

    /// <summary>Each row as a text, indented, each column as wide as it must be. Columns that the width has no room for
    /// stand below the others, further in.</summary>
    /// <param name="rows">equally many cells each</param>
    /// <param name="width">columns of the terminal</param>
    /// <param name="rightAligned">which cells are numbers</param>
    internal static IReadOnlyList<string> Rows(
        IReadOnlyList<string[]> rows, int width, params ReadOnlySpan<int> rightAligned)
    {
        if (rows.Count == 0)
            return [];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        var texts = new List<string>();
        foreach (string[] row in rows)
        {
            List<string> lines = [];
            string line = "";
            for (int c = 0, used = 0; c < widths.Length; c++)
            {
                if (used > 0 && used + 2 + widths[c] > width)
                {
                    lines.Add(line);
                    (line, used) = ("    ", 4);
                }

                line += "  " + (rightAligned.Contains(c) ? row[c].PadLeft(widths[c]) : row[c].PadRight(widths[c]));
                used += 2 + widths[c];
            }

            texts.Add(string.Join('\n', lines.Append(line).Select(l => l.TrimEnd()).Where(l => l.Length > 0)));
        }

        return texts;
    }

    /// <summary>Writes a sentence; what the width has no room for stands below, further in.</summary>
    internal static void Sentence(TextWriter to, string text, int width, string indent = "")
    {
        foreach ((int i, string line) in Wrapped(text.Split(' '), width - indent.Length - 2).Index())
            to.WriteLine($"{indent}{(i == 0 ? "" : "  ")}{line.TrimEnd()}");
    }

    /// <summary>Words in lines of a width; a longer word has a line of its own.</summary>
    internal static IEnumerable<string> Wrapped(IEnumerable<string> words, int width)
    {
        string line = "";
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
            yield return line;
    }
}
