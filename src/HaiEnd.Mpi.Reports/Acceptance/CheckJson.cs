using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports.Acceptance;

/// <summary>
/// A check as JSON for programs, schema <c>haiend-check/1</c>:
/// <c>{ schema, suite, launches, verdict, wrong, findings: [ { verdict, wrong, warn_only, case_id, case, parameters,
/// nodes, ranks, metric, unit, measured, ci95_low, ci95_high, required_low, required_high, margin, launches, samples,
/// why, remark, where } ], without_rule: { right, unchecked, not_here: [ { reason, count } ] }, pooled:
/// [ { nodes, ranks, launches, differ: [ { group, name, values: [ { value, launches } ] } ] } ], remarks: [] }</c>.
/// Units are SI; a number that is not known and a limit that is not set are null.
/// </summary>
public static class CheckJson
{
    /// <summary>Raised when a reader of the old form would misread the new one.</summary>
    public const string Schema = "haiend-check/1";

    /// <summary>Writes it.</summary>
    public static void Write(Check check, TextWriter to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(
            bytes, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("suite", check.Suite);
        json.WriteNumber("launches", check.Launches);
        json.WriteString("verdict", check.Verdict.ToString().ToLowerInvariant());
        json.WriteBoolean("wrong", check.IsWrong);
        json.WriteStartArray("findings");
        foreach (Finding finding in check.Findings)
            One(json, finding);
        json.WriteEndArray();
        json.WriteStartObject("without_rule");
        json.WriteNumber("right", check.Rest.Right);
        json.WriteNumber("unchecked", check.Rest.Unchecked);
        json.WriteStartArray("not_here");
        foreach ((string reason, int count) in check.Rest.NotHere)
        {
            json.WriteStartObject();
            json.WriteString("reason", reason);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        ComparisonJson.Array(json, "pooled", check.Differences, d =>
        {
            json.WriteNumber("nodes", d.Nodes);
            json.WriteNumber("ranks", d.Ranks);
            json.WriteNumber("launches", d.Launches);
            ComparisonJson.Array(json, "differ", d.Facts, f =>
            {
                json.WriteString("group", EnvironmentDifference.NameOf(f.Group));
                json.WriteString("name", f.Name);
                ComparisonJson.Values(json, "values", f.Values);
            });
        });
        ComparisonJson.Texts(json, "remarks", check.Remarks);
        json.WriteEndObject();
        json.Flush();
        to.WriteLine(PlainText.Escaped(Encoding.UTF8.GetString(bytes.WrittenSpan)));
    }

    private static void One(Utf8JsonWriter json, Finding f)
    {
        json.WriteStartObject();
        json.WriteString("verdict", f.Verdict.ToString().ToLowerInvariant());
        json.WriteBoolean("wrong", f.IsWrong);
        json.WriteBoolean("warn_only", f.WarnOnly);
        json.WriteString("case_id", f.CaseId);
        json.WriteString("case", f.Case);
        JsonExport.Parameters(json, f.Parameters);
        json.WriteNumber("nodes", f.Nodes);
        json.WriteNumber("ranks", f.Ranks);
        json.WriteString("metric", f.Metric);
        json.WriteString("unit", Measurand.UnitOf(f.Dimension));
        JsonExport.Number(json, "measured", f.Measured?.Value ?? double.NaN);
        JsonExport.Number(json, "ci95_low", f.Measured?.Ci.Low ?? double.NaN);
        JsonExport.Number(json, "ci95_high", f.Measured?.Ci.High ?? double.NaN);
        JsonExport.Number(json, "required_low", f.Required.Low);
        JsonExport.Number(json, "required_high", f.Required.High);
        JsonExport.Number(json, "margin", f.Margin);
        json.WriteNumber("launches", f.Measured?.Launches ?? 0);
        json.WriteNumber("samples", f.Measured?.Samples ?? 0);
        json.WriteString("why", f.Why);
        json.WriteString("remark", CheckWords.Remark(f));
        json.WriteString("where", f.Where);
        json.WriteEndObject();
    }
}
