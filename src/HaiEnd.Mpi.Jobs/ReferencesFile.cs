using System.Globalization;
using System.Text;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;

namespace HaiEnd.Mpi.Jobs;

/// <summary>A site's references, in a file of their own: the suite stays portable, and they can stay private.</summary>
public static class ReferencesFile
{
    /// <summary>What the first line must say.</summary>
    public const string Schema = "haiend-refs/1";

    /// <summary>Writes references with where they come from.</summary>
    /// <param name="baseline">what to write</param>
    /// <param name="launches">that it was made from, at least one</param>
    public static string Write(Baseline baseline, IReadOnlyList<Launch> launches)
    {
        var text = new StringBuilder();
        int fewest = baseline.References.Min(r => r.Launches);
        text.Append(CultureInfo.InvariantCulture, $"""
            # Made by 'haiend baseline'; used by 'haiend check FILES --refs THIS'.
            # median: over launches. low, high: where one further launch of an unchanged machine is expected.
            # That is the prediction interval of normal logarithms, so wide that {Baseline.Confidence:P0} of launches
            # miss none of the {baseline.References.Count} references on the worse side; and never less than what
            # was seen, so that whatever the distribution a launch keeps to each reference by itself with at least
            # {fewest} / {fewest + 1}.
            schema: {Schema}
            suites: {Texts(launches.Select(l => l.Run.SuiteName))}
            sites: {Texts(launches.Select(l => l.Run.Site))}
            hosts: {Texts(launches.SelectMany(l => l.Run.Nodes).Select(n => n.HostName))}
            first_utc: {Text(launches.Min(l => l.Run.Created).UtcDateTime.ToString("s", CultureInfo.InvariantCulture))}
            last_utc: {Text(launches.Max(l => l.Run.Created).UtcDateTime.ToString("s", CultureInfo.InvariantCulture))}
            runs: {Texts(launches.Select(l => l.Run.RunId))}
            refs:

            """);
        foreach (Reference r in baseline.References)
        {
            string unit = Measurand.Named(r.Metric)!.Unit.Replace("byte", "B", StringComparison.Ordinal);
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {{point: {Text(r.Point)}, nodes: {r.Nodes}, ranks: {r.Ranks}, match_key: {Text(r.MatchKey)},\n"
                + $"     metric: {r.Metric}, launches: {r.Launches}, median: {r.Median:R} {unit}, "
                + $"low: {r.Band.Low:R} {unit}, high: {r.Band.High:R} {unit}}}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads references.</summary>
    /// <param name="path">for messages</param>
    /// <param name="text">YAML</param>
    /// <exception cref="BadInputException">with file, line and column</exception>
    public static IReadOnlyList<Reference> Parse(string path, string text)
    {
        YamlMap root = YamlMap.Parse(path, text);
        root.Allow("schema", "suites", "sites", "hosts", "first_utc", "last_utc", "runs", "refs");
        Located schema = root.Text("schema") ?? throw root.Bad($"the key 'schema: {Schema}' is missing");
        return schema.Text == Schema
            ? [.. root.Maps("refs").Select(One)]
            : throw schema.Bad($"schema: this program reads {Schema}, not '{schema.Text}'");
    }

    private static Reference One(YamlMap map)
    {
        map.Allow("point", "nodes", "ranks", "match_key", "metric", "launches", "median", "low", "high");
        Located Of(string key) => map.Text(key) ?? throw map.Bad($"a reference needs the key '{key}'");
        int Whole(string key) => int.TryParse(Of(key).Text, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            ? n
            : throw Of(key).Bad($"{key}: expected a whole number, got '{Of(key)}'");
        Measurand measurand = Measurand.Named(Of("metric").Text) ?? throw Of("metric").Bad(
            $"no metric is called '{Of("metric")}'; "
            + Nearest.Hint(Of("metric").Text, Measurand.All.Select(m => m.Name)));
        double Number(string key) => AcceptRule.Number(Of(key), measurand, key);
        return new(
            Of("point").Text, Whole("nodes"), Whole("ranks"), Of("match_key").Text, measurand.Name, Whole("launches"),
            Number("median"), new(Number("low"), Number("high")));
    }

    private static string Texts(IEnumerable<string> items) =>
        $"[{string.Join(", ", items.Where(i => i.Length > 0).Distinct().Select(Text))}]";

    /// <summary>A string of JSON is one of YAML 1.2.</summary>
    private static string Text(string text) => JsonSerializer.Serialize(text);
}
