using System.Globalization;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>Sets of processors as the kernel writes them, <c>0-3,8</c>, and as hwloc does, <c>0x0000010f</c>.</summary>
public static class CpuSet
{
    /// <summary>Linux has fewer processors; a text from elsewhere may claim more.</summary>
    private const int Most = 1 << 13;

    private const int WordBits = 32;

    /// <summary>The processors of a list such as <c>0-3,8</c>, ascending; what can't be read is left out.</summary>
    public static IReadOnlyList<int> Of(string list)
    {
        var found = new SortedSet<int>();
        foreach (string range in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last)
                continue;
            for (int i = first; i <= last; i++)
                found.Add(i);
        }

        return [.. found];
    }

    /// <summary>The inverse of <see cref="Of"/>.</summary>
    /// <param name="processors">ascending</param>
    public static string ToText(IReadOnlyList<int> processors)
    {
        var ranges = new List<string>();
        for (int i = 0, first; i < processors.Count; i++)
        {
            for (first = i; i + 1 < processors.Count && processors[i + 1] == processors[i] + 1; i++)
                ;
            string last = first == i ? "" : string.Create(CultureInfo.InvariantCulture, $"-{processors[i]}");
            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{processors[first]}{last}"));
        }

        return string.Join(',', ranges);
    }

    /// <summary>The processors of hwloc's hexadecimal words, the highest first.</summary>
    internal static IReadOnlyList<int> OfHwloc(string words)
    {
        var found = new List<int>();
        string[] lowestFirst = [.. words.Split(',').Reverse()];
        for (int w = 0; w < lowestFirst.Length && w < Most / WordBits; w++)
        {
            string digits = lowestFirst[w].Replace("0x", "", StringComparison.Ordinal);
            if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint bits))
                continue;
            for (int bit = 0; bit < WordBits; bit++)
                if ((bits >> bit & 1) == 1)
                    found.Add(w * WordBits + bit);
        }

        return found;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n < Most ? n : null;
}
