using System.Globalization;
using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Reports;

/// <summary>What differs around two sets of launches, for a terminal.</summary>
internal static class EnvironmentText
{
    /// <summary>A longer value is cut in its middle; files and JSON have the whole.</summary>
    private const int MostOfValue = 44;
    private const int MostValues = 3;

    /// <summary>One line for each fact that differs or varies, then what may be concluded.</summary>
    public static void Write(TextWriter to, EnvironmentDifference environment, int width, string indent = "")
    {
        FactDifference[] between = [.. environment.Facts.Where(f => f.IsBetween)];
        foreach (FactDifference f in between)
            TextTable.Sentence(to, $"{EnvironmentDifference.NameOf(f.Group),-9}  {f.Name}: "
                + $"{Shown(f.Base)} -> {Shown(f.New)}", width, $"{indent}  ");
        foreach (FactDifference f in environment.Facts.Where(f => !f.IsBetween))
            TextTable.Sentence(to, $"varies     {f.Name}: {Shown([.. f.Base.Concat(f.New).GroupBy(v => v.Value)
                .Select(g => new FactValue(g.Key, g.Sum(v => v.Launches)))])}", width, $"{indent}  ");
        TextTable.Sentence(to, environment.Conclusion, width, $"{indent}  ");
    }

    /// <summary>The values of a fact that varies.</summary>
    public static string Shown(VaryingFact fact) => Shown(fact.Values);

    private static string Shown(IReadOnlyList<FactValue> values)
    {
        IEnumerable<string> shown = values.Take(MostValues).Select(v => values.Count == 1
            ? Cut(v.Value)
            : string.Create(CultureInfo.InvariantCulture, $"{Cut(v.Value)} ({v.Launches}x)"));
        return string.Join(", ", shown)
            + (values.Count > MostValues ? $" and {values.Count - MostValues} more" : "");
    }

    private static string Cut(string value)
    {
        if (value.Length == 0)
            return "(none)";
        const int Half = (MostOfValue - 3) / 2;
        return value.Length <= MostOfValue ? value : $"{value[..Half]}...{value[^Half..]}";
    }
}
