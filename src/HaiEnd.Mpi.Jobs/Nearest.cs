namespace HaiEnd.Mpi.Jobs;

/// <summary>Guesses what was meant.</summary>
public static class Nearest
{
    /// <summary>The known name that begins so, else the one that is the fewest edits away; null where none is
    /// near.</summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string? longer = name.Length < 3
            ? null
            : Array.Find(names, k => k.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        string? nearest = names.MinBy(k => Distance(name, k));
        bool isNear = nearest is not null
            && Distance(name, nearest) <= Math.Max(1, (Math.Min(name.Length, nearest.Length) + 1) / 3);
        return longer ?? (isNear ? nearest : null);
    }

    /// <summary>The end of a message about an unknown name: the nearest known one, else all of them.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return To(name, names) is { } near ? $"did you mean '{near}'?" : $"there is {string.Join(", ", names)}";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one of the other (Damerau, CACM
    /// 7(3), 1964, restricted to one edit per place).</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
