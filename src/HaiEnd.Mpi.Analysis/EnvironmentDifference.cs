using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>A value of a fact and how many launches have it.</summary>
/// <param name="Value">empty where nothing is recorded</param>
/// <param name="Launches">how many</param>
public sealed record FactValue(string Value, int Launches);

/// <summary>A fact that is not the same in all launches of a set.</summary>
/// <param name="Group">what it belongs to</param>
/// <param name="Name">for people</param>
/// <param name="Values">at least two, most frequent first</param>
public sealed record VaryingFact(FactGroup Group, string Name, IReadOnlyList<FactValue> Values);

/// <summary>A fact that is not the same in all launches of two sets.</summary>
/// <param name="Group">what it belongs to</param>
/// <param name="Name">for people</param>
/// <param name="Base">its values in the base, most frequent first</param>
/// <param name="New">its values in what is compared with it</param>
public sealed record FactDifference(
    FactGroup Group, string Name, IReadOnlyList<FactValue> Base, IReadOnlyList<FactValue> New)
{
    /// <summary>True where the two sets have different values; else the value only varies within them.</summary>
    public bool IsBetween => !Base.Select(v => v.Value).ToHashSet().SetEquals(New.Select(v => v.Value));
}

/// <summary>What is different around two sets of launches.</summary>
/// <param name="Facts">those that are not the same in all launches, in the order of the groups</param>
public sealed record EnvironmentDifference(IReadOnlyList<FactDifference> Facts)
{
    /// <summary>Groups in which the sets differ.</summary>
    public IReadOnlyList<FactGroup> Groups =>
        [.. Facts.Where(f => f.IsBetween).Select(f => f.Group).Distinct()];

    /// <summary>What may be concluded from it.</summary>
    public string Conclusion => Groups switch
    {
        [] => "nothing recorded differs",
        [var one] => $"one thing changed: {NameOf(one)}",
        var several => $"several things changed ({string.Join(", ", several.Select(NameOf))}): "
            + "the cause cannot be told from this",
    };

    /// <summary>A group for people.</summary>
    public static string NameOf(FactGroup group) =>
        group == FactGroup.Mpi ? "MPI" : group.ToString().ToLowerInvariant();

    /// <summary>Compares the circumstances of two sets of launches.</summary>
    public static EnvironmentDifference Between(IReadOnlyList<RunRecord> before, IReadOnlyList<RunRecord> after)
    {
        Dictionary<(FactGroup Group, string Name), string>[] a = [.. before.Select(Table)];
        Dictionary<(FactGroup Group, string Name), string>[] b = [.. after.Select(Table)];
        return new(
        [
            .. Keys(a.Concat(b))
                .Select(key => new FactDifference(key.Group, key.Name, Values(a, key), Values(b, key)))
                .Where(f => f.IsBetween || f.Base.Count > 1),
        ]);
    }

    /// <summary>What is not the same in all of some launches, in the order of the groups.</summary>
    public static IReadOnlyList<VaryingFact> Within(IEnumerable<RunRecord> launches)
    {
        Dictionary<(FactGroup Group, string Name), string>[] all = [.. launches.Select(Table)];
        return [.. Keys(all).Select(k => new VaryingFact(k.Group, k.Name, Values(all, k)))
            .Where(f => f.Values.Count > 1)];
    }

    private static IEnumerable<(FactGroup Group, string Name)> Keys(
        IEnumerable<Dictionary<(FactGroup Group, string Name), string>> launches) => launches
        .SelectMany(t => t.Keys).Distinct().OrderBy(k => k.Group).ThenBy(k => k.Name, StringComparer.Ordinal);

    private static Dictionary<(FactGroup Group, string Name), string> Table(RunRecord run)
    {
        var table = new Dictionary<(FactGroup, string), string>();
        foreach (Fact fact in RunFacts.Of(run))
            table[(fact.Group, fact.Name)] = fact.Value;
        return table;
    }

    private static FactValue[] Values(
        Dictionary<(FactGroup Group, string Name), string>[] launches, (FactGroup Group, string Name) key) =>
    [
        .. launches.GroupBy(t => t.GetValueOrDefault(key, "")).Select(g => new FactValue(g.Key, g.Count()))
            .OrderByDescending(v => v.Launches).ThenBy(v => v.Value, StringComparer.Ordinal),
    ];
}
