using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>
/// JSON for programs, schema <c>haiend-compare/1</c>:
/// <c>{ schema, threshold, by, comparisons: [ { base, new, base_launches, new_launches, verdict, remarks: [ text ],
/// environment: {
/// conclusion, groups: [ text ], facts: [ { group, name, differs, base: [ { value, launches } ], new: [ ... ] } ] },
/// points: [ { match_key, point, change, ratio, ratio_ci95: [ low, high ], p_adjusted, effect, placements: [ {
/// probe_ns, base, new, used } ], moved, base: { status, verified, message, launches, measured, time_s, time_ci95_s: [
/// low, high ], rate, rate_unit, efficiency_of_roof }, new: { ... }, tuning: [ { name, base, new } ] } ], unmatched: [
/// { match_key, point, status, in } ] } ], over_all: [ { match_key, point, sets: [ { name, time_s, launches } ],
/// p_adjusted, effect } ], problems: [ { ways: [ { match_key, point, change, ratio, ratio_ci95, p_adjusted, effect,
/// placements, moved, side: { ... } } ] } ] }</c>. Units are SI; a number that is not known is null. The effect of two
/// sets is A of Vargha and Delaney, over all sets epsilon squared.
/// </summary>
public static class ComparisonJson
{
    /// <summary>Raised when a reader of the old form would misread the new one.</summary>
    public const string Schema = "haiend-compare/1";

    /// <summary>Writes sets compared with the first of them.</summary>
    public static void Write(
        TextWriter to, string by, IReadOnlyList<Comparison> comparisons, IReadOnlyList<LaunchSet> sets,
        IReadOnlyList<GroupTest> tests) => Document(to, Schema, comparisons[0].Threshold, json =>
    {
        json.WriteString("by", by);
        Array(json, "comparisons", comparisons, c => Of(json, c));
        Array(json, "over_all", tests, t =>
        {
            Point(json, t.Point);
            Array(json, "sets", sets.Index(), s =>
            {
                json.WriteString("name", s.Item.Name);
                JsonExport.Number(json, "time_s", t.Seconds[s.Index]);
                json.WriteNumber("launches", t.Launches[s.Index]);
            });
            JsonExport.Number(json, "p_adjusted", t.AdjustedP);
            JsonExport.Number(json, "effect", t.Test.Effect);
        });
    });

    /// <summary>Writes the ways of solving problems.</summary>
    public static void Write(TextWriter to, double threshold, IReadOnlyList<ComparedProblem> problems) =>
        Document(to, Schema, threshold, json =>
        {
            json.WriteString("by", "realisation");
            Array(json, "problems", problems, p => Array(json, "ways", p.Ways, w =>
            {
                Point(json, w.Point);
                json.WriteString("change", Words.Of(w.Change));
                Contrast(json, w.ToBest, w.AdjustedP);
                Side(json, "side", w.Side, w.Point);
            }));
        });

    /// <summary>Writes a document: its schema, the threshold, and what the body adds.</summary>
    internal static void Document(TextWriter to, string schema, double threshold, Action<Utf8JsonWriter> body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(
            bytes, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema", schema);
            json.WriteNumber("threshold", threshold);
            body(json);
            json.WriteEndObject();
        }

        to.WriteLine(PlainText.Escaped(Encoding.UTF8.GetString(bytes.WrittenSpan)));
    }

    /// <summary>Writes an array of objects.</summary>
    internal static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what identifies a point, into an object.</summary>
    internal static void Point(Utf8JsonWriter json, PointRecord point)
    {
        json.WriteString("match_key", point.MatchKey);
        json.WriteString("point", Words.Short(point));
    }

    /// <summary>Writes an array of texts.</summary>
    internal static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes an interval.</summary>
    internal static void Ends(Utf8JsonWriter json, string name, Interval ci)
    {
        json.WriteStartArray(name);
        foreach (double end in new[] { ci.Low, ci.High })
        {
            if (double.IsFinite(end))
                json.WriteNumberValue(end);
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what differs around two sets.</summary>
    internal static void Environment(Utf8JsonWriter json, EnvironmentDifference environment)
    {
        json.WriteStartObject("environment");
        json.WriteString("conclusion", environment.Conclusion);
        Texts(json, "groups", environment.Groups.Select(EnvironmentDifference.NameOf));
        Array(json, "facts", environment.Facts, f =>
        {
            json.WriteString("group", EnvironmentDifference.NameOf(f.Group));
            json.WriteString("name", f.Name);
            json.WriteBoolean("differs", f.IsBetween);
            Values(json, "base", f.Base);
            Values(json, "new", f.New);
        });
        json.WriteEndObject();
    }

    /// <summary>Writes the values of a fact.</summary>
    internal static void Values(Utf8JsonWriter json, string name, IReadOnlyList<FactValue> values) =>
        Array(json, name, values, v =>
        {
            json.WriteString("value", v.Value);
            json.WriteNumber("launches", v.Launches);
        });

    private static void Of(Utf8JsonWriter json, Comparison c)
    {
        json.WriteString("base", c.Base);
        json.WriteString("new", c.New);
        json.WriteNumber("base_launches", c.BaseLaunches);
        json.WriteNumber("new_launches", c.NewLaunches);
        json.WriteString("verdict", ComparisonText.Verdict(c));
        Texts(json, "remarks", c.Remarks);
        Environment(json, c.Environment);
        Array(json, "points", c.Points, p =>
        {
            Point(json, p.Point);
            json.WriteString("change", Words.Of(p.Change));
            Contrast(json, p.Contrast, p.AdjustedP);
            Side(json, "base", p.Base, p.Point);
            Side(json, "new", p.New, p.Point);
            Array(json, "tuning", p.Tuning, t =>
            {
                json.WriteString("name", t.Name);
                json.WriteString("base", t.Base);
                json.WriteString("new", t.New);
            });
        });
        Array(json, "unmatched", c.Unmatched, u =>
        {
            Point(json, u.Point);
            json.WriteString("status", Words.Of(u.Status));
            json.WriteString("in", u.IsInBase ? "base" : "new");
        });
    }

    private static void Contrast(Utf8JsonWriter json, Contrast? contrast, double adjustedP)
    {
        JsonExport.Number(json, "ratio", contrast?.Ratio.Value ?? double.NaN);
        Ends(json, "ratio_ci95", contrast?.Ratio.Ci ?? Interval.None);
        JsonExport.Number(json, "p_adjusted", adjustedP);
        JsonExport.Number(json, "effect", contrast?.Test.Effect ?? double.NaN);
        Array(json, "placements", contrast?.Placements ?? [], m =>
        {
            JsonExport.Number(json, "probe_ns", m.ProbeNs);
            json.WriteNumber("base", m.Base);
            json.WriteNumber("new", m.New);
            json.WriteBoolean("used", m.IsUsed);
        });
    }

    private static void Side(Utf8JsonWriter json, string name, ComparedSide side, PointRecord point)
    {
        json.WriteStartObject(name);
        json.WriteString("status", Words.Of(side.Status));
        json.WriteString("verified", side.Verified.ToString().ToLowerInvariant());
        json.WriteString("message", side.Message);
        json.WriteNumber("launches", side.Launches);
        json.WriteNumber("measured", side.Measured);
        JsonExport.Number(json, "time_s", side.Seconds.Value);
        Ends(json, "time_ci95_s", side.Seconds.Ci);
        JsonExport.Number(json, "rate", side.Rate.Value);
        json.WriteString("rate_unit", point.Case.MetricUnit);
        JsonExport.Number(json, "efficiency_of_roof", side.EfficiencyOfRoof);
        json.WriteEndObject();
    }
}
