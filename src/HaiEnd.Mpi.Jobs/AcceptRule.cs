using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;

namespace HaiEnd.Mpi.Jobs;

/// <summary>One entry of <c>accept</c>, read but not yet checked against a catalogue.</summary>
/// <param name="Metric">as it is written</param>
/// <param name="Measurand">what it names</param>
/// <param name="At">the points that it is for; empty for all of the case</param>
/// <param name="Required">where the measurand must lie</param>
/// <param name="WarnOnly">a miss does not count</param>
public sealed record AcceptRule(
    Located Metric, Measurand Measurand, IReadOnlyList<AxisChoice> At, Interval Required, bool WarnOnly)
{
    private static readonly string[] Limits = ["min", "max", "ref", "lower", "upper"];

    /// <summary>Reads <c>{metric: NAME, at: {axis: value}, min: .., max: .., ref: .., lower: .., upper: ..,
    /// on_fail: warn}</c>.</summary>
    /// <exception cref="BadInputException">with file, line and column</exception>
    internal static AcceptRule Read(YamlMap map)
    {
        map.Allow(["metric", "at", "on_fail", .. Limits]);
        Located metric = map.Text("metric") ?? throw map.Bad("a rule needs the key 'metric'");
        Measurand measurand = Measurand.Named(metric.Text) ?? throw metric.Bad(
            $"no metric is called '{metric}'; {Nearest.Hint(metric.Text, Measurand.All.Select(m => m.Name))}");
        AxisChoice[] at = [.. (map.Map("at")?.Lists() ?? []).Select(a => new AxisChoice(a.Key, a.Values))];
        return new(metric, measurand, at, Interval(map, measurand), IsWarning(map));
    }

    /// <summary>Reads <c>on_fail</c>.</summary>
    internal static bool IsWarning(YamlMap map) => map.Text("on_fail") switch
    {
        null or { Text: "fail" } => false,
        { Text: "warn" } => true,
        var other => throw other.Bad($"on_fail: expected warn or fail, got '{other}'"),
    };

    /// <summary>A number of the measurand's kind; its unit is not optional.</summary>
    internal static double Number(Located text, Measurand measurand, string key)
    {
        try
        {
            return measurand.Unit == "1" ? Quantity.Ratio(text.Text) : Quantity.WithUnit(text.Text, measurand.Unit);
        }
        catch (FormatException e)
        {
            throw text.Bad($"{key}: {e.Message}");
        }
    }

    private static Interval Interval(YamlMap map, Measurand measurand)
    {
        double? Of(string key) => map.Text(key) is { } text ? Number(text, measurand, key) : null;
        double? min = Of("min"), max = Of("max");
        if (map.Text("ref") is { } reference)
        {
            if (min is not null || max is not null)
                throw reference.Bad("ref: goes with lower and upper; min and max stand alone");
            double value = Number(reference, measurand, "ref");
            min = value * (1 + Share(map, "lower", -1));
            max = value * (1 + Share(map, "upper", 1));
        }
        else if (map.Text("lower") is not null || map.Text("upper") is not null)
            throw map.Bad("lower and upper are shares of 'ref', and there is none");
        if (min is null && max is null)
            throw map.Bad("a rule needs a limit: min, max, or ref with lower or upper");
        var required = new Interval(min ?? double.NegativeInfinity, max ?? double.PositiveInfinity);
        return required.Low <= required.High && !(double.IsInfinity(required.Low) && double.IsInfinity(required.High))
            ? required
            : throw map.Bad(required.Low > required.High ? "the least is more than the most"
                : "ref needs lower or upper, e.g. lower: -4%");
    }

    /// <summary>As ReFrame writes tolerances: below the reference with a minus, above it without one. Unlimited where
    /// it is left out.</summary>
    private static double Share(YamlMap map, string key, int sign)
    {
        if (map.Text(key) is not { } text)
            return sign * double.PositiveInfinity;
        double share;
        try
        {
            share = Quantity.Signed(text.Text);
        }
        catch (FormatException e)
        {
            throw text.Bad($"{key}: {e.Message}");
        }

        return sign * share >= 0
            ? share
            : throw text.Bad($"{key}: expected a share of ref such as {(sign < 0 ? "-4%" : "+5%")}, got '{text}'");
    }
}

/// <summary>One rule of <c>cross</c>, read but not yet checked against a catalogue.</summary>
/// <param name="Rule">as it is written</param>
/// <param name="Left">names that are added up</param>
/// <param name="Right">names that are added up</param>
/// <param name="Tolerance">the left may be more by this share [1]</param>
/// <param name="WarnOnly">a miss does not count</param>
public sealed record CrossText(
    Located Rule, IReadOnlyList<string> Left, IReadOnlyList<string> Right, double Tolerance, bool WarnOnly)
{
    private const string Between = "rule";

    private static readonly (string Key, Sizes Sizes)[] OneCase =
        [("monotone", Sizes.Greater), ("split", Sizes.Parts)];

    /// <summary>Which sizes are held against each other.</summary>
    public Sizes Sizes { get; init; }

    /// <summary>What the key says, before the names.</summary>
    internal string Key => Array.Find(OneCase, k => k.Sizes == Sizes).Key ?? Between;

    /// <summary>Reads <c>{rule: a.b &lt;= c.d + e.f, tolerance: 5%, on_fail: warn}</c>, or
    /// <c>{monotone: [a.b, c.d]}</c> or <c>{split: [a.b]}</c>, which are a rule for each case of their list.</summary>
    /// <exception cref="BadInputException">with file, line and column</exception>
    internal static IEnumerable<CrossText> Read(YamlMap map)
    {
        string[] kinds = [Between, .. OneCase.Select(k => k.Key)];
        map.Allow([.. kinds, "tolerance", "on_fail"]);
        if (kinds.Count(k => map.List(k).Count > 0) != 1)
            throw map.Bad($"a rule between cases needs one of the keys {string.Join(", ", kinds)}");
        (double tolerance, bool isWarning) = (Tolerated(map), AcceptRule.IsWarning(map));
        return map.Text(Between) is { } rule
            ? [Sides(rule) with { Tolerance = tolerance, WarnOnly = isWarning }]
            : OneCase.SelectMany(k => map.List(k.Key).Select(
                name => new CrossText(name, [name.Text], [name.Text], tolerance, isWarning) { Sizes = k.Sizes }));
    }

    private static CrossText Sides(Located rule)
    {
        string[][] sides = [.. rule.Text.Split("<=").Select(side => side.Split('+', StringSplitOptions.TrimEntries))];
        return sides.Length == 2 && !sides.Any(s => s.Any(name => name.Length == 0 || name.Contains(' ')))
            ? new(rule, sides[0], sides[1], 0, false)
            : throw rule.Bad($"rule: expected cases such as 'allreduce.library <= allreduce.ring', got '{rule}'");
    }

    private static double Tolerated(YamlMap map)
    {
        if (map.Text("tolerance") is not { } text)
            return 0;
        try
        {
            return Quantity.Ratio(text.Text);
        }
        catch (FormatException e)
        {
            throw text.Bad($"tolerance: {e.Message}");
        }
    }
}
