using System.Text.Json;
using HaiEnd.Mpi.Analysis;

namespace HaiEnd.Mpi.Reports;

/// <summary>
/// JSON for programs, schema <c>haiend-trend/1</c>:
/// <c>{ schema, threshold, launches, moved, verdict, series: [ { match_key, point, probe_ns, runs: [ { run_id, file,
/// created_utc, time_s, time_ci95_s: [ low, high ] } ], segments: [ { first, runs, time_s } ], steps: [ { first, ratio,
/// ratio_ci95, change, environment } ], watch: { ... } } ], unranked: [ { match_key, point, run_id, created_utc,
/// status, message } ] }</c>, the environment as in <see cref="ComparisonJson"/>. <c>first</c> is an index into the
/// runs.
/// </summary>
public static class TrendJson
{
    /// <summary>Raised when a reader of the old form would misread the new one.</summary>
    public const string Schema = "haiend-trend/1";

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, Trend trend) =>
        ComparisonJson.Document(to, Schema, trend.Threshold, json =>
        {
            json.WriteNumber("launches", trend.Launches);
            json.WriteNumber("moved", trend.Moved);
            json.WriteString("verdict", TrendText.Verdict(trend));
            ComparisonJson.Array(json, "series", trend.Series, s => Series(json, s));
            ComparisonJson.Array(json, "unranked", trend.Unranked, u =>
            {
                ComparisonJson.Point(json, u.Point);
                json.WriteString("run_id", u.Launch.Run.RunId);
                json.WriteString("created_utc", u.Launch.Run.Created.UtcDateTime);
                json.WriteString("status", Words.Of(u.Point.Status));
                json.WriteString("message", u.Point.Message);
            });
        });

    private static void Series(Utf8JsonWriter json, TrendSeries s)
    {
        ComparisonJson.Point(json, s.Point);
        JsonExport.Number(json, "probe_ns", s.ProbeNs);
        ComparisonJson.Array(json, "runs", s.Runs, r =>
        {
            json.WriteString("run_id", r.Launch.Run.RunId);
            json.WriteString("file", r.Launch.File);
            json.WriteString("created_utc", r.At.UtcDateTime);
            JsonExport.Number(json, "time_s", r.Seconds);
            ComparisonJson.Ends(json, "time_ci95_s", new(r.Point.Figures.CiLow, r.Point.Figures.CiHigh));
        });
        ComparisonJson.Array(json, "segments", s.Segments, g =>
        {
            json.WriteNumber("first", g.Start);
            json.WriteNumber("runs", g.Length);
            JsonExport.Number(json, "time_s", g.Level);
        });
        ComparisonJson.Array(json, "steps", s.Steps, t => Step(json, t));
        if (s.Watched is null)
        {
            json.WriteNull("watch");
            return;
        }

        json.WriteStartObject("watch");
        Step(json, s.Watched);
        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, TrendStep step)
    {
        json.WriteNumber("first", step.First);
        JsonExport.Number(json, "ratio", step.Ratio.Value);
        ComparisonJson.Ends(json, "ratio_ci95", step.Ratio.Ci);
        json.WriteString("change", Words.Of(step.Change));
        ComparisonJson.Environment(json, step.Environment);
    }
}
