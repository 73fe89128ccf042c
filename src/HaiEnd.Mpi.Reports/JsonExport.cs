using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>JSON for programs. Its schema is <c>docs/schemas/haiend-run-1.json</c>. Units are SI; a number that is not
/// known is null.</summary>
public static class JsonExport
{
    /// <summary>Raised when a reader of the old form would misread the new one.</summary>
    public const string Schema = "haiend-run/1";

    /// <summary>Writes all runs, one after another, and a line feed.</summary>
    public static void Write(IReadOnlyList<Launch> runs, TextWriter to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        // Names of hosts and people are written as they are; the text is JSON, not part of an HTML page.
        using var json = new Utf8JsonWriter(
            bytes, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteStartArray("runs");
        foreach (Launch run in runs)
        {
            Run(json, run);
            Pass(json, bytes, to);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Pass(json, bytes, to);
        to.Write('\n');
    }

    /// <summary>Passes on what has been written so far.</summary>
    private static void Pass(Utf8JsonWriter json, ArrayBufferWriter<byte> bytes, TextWriter to)
    {
        json.Flush();
        to.Write(PlainText.Escaped(Encoding.UTF8.GetString(bytes.WrittenSpan)));
        bytes.ResetWrittenCount();
    }

    private static void Run(Utf8JsonWriter json, Launch report)
    {
        RunRecord run = report.Run;
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteString("run_id", run.RunId);
        json.WriteString("status", run.Status.ToString().ToLowerInvariant());
        json.WriteString("suite", run.SuiteName);
        json.WriteString("site", run.Site);
        json.WriteString("created_utc", run.Created.UtcDateTime);
        json.WriteString("finished_utc", run.Finished.UtcDateTime);
        json.WriteString("haiend_version", run.HaiEndVersion);
        json.WriteString("command_line", run.CommandLine);
        json.WriteStartObject("provenance");
        foreach ((string name, string text) in run.Provenance.OrderBy(p => p.Key, StringComparer.Ordinal))
            json.WriteString(name, text);
        json.WriteEndObject();
        json.WriteStartArray("nodes");
        foreach (NodeRecord node in run.Nodes)
            Node(json, node);
        json.WriteEndArray();
        json.WriteNumber("n_ranks", run.Ranks.Count);
        json.WriteStartArray("points");
        foreach (PointRecord point in report.Points)
            Point(json, point);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Node(Utf8JsonWriter json, NodeRecord node)
    {
        json.WriteStartObject();
        json.WriteString("hostname", node.HostName);
        json.WriteString("cpu_model", node.CpuModel);
        json.WriteNumber("sockets", node.Sockets);
        json.WriteNumber("cores", node.Cores);
        json.WriteNumber("numa", node.Numa);
        json.WriteNumber("memory_byte", node.MemoryBytes);
        json.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter json, PointRecord point)
    {
        json.WriteStartObject();
        json.WriteString("benchmark", point.Case.Benchmark);
        json.WriteNumber("benchmark_version", point.Case.BenchmarkVersion);
        json.WriteString("realisation", point.Case.Realisation);
        Parameters(json, point.Parameters);
        json.WriteNumber("nodes", point.Nodes);
        json.WriteNumber("ranks", point.Ranks);
        json.WriteString("scaling", point.Scaling);
        json.WriteNumber("order", point.Order);
        json.WriteString("status", Words.Of(point.Status));
        json.WriteString("message", point.Message);
        json.WriteString("verified", point.Verified.ToString().ToLowerInvariant());
        Number(json, "error_rel_max", point.ErrorRelMax);
        json.WriteString("metric", point.Case.Metric);
        Number(json, "rate", point.Figures.Rate);
        json.WriteString("rate_unit", point.Case.MetricUnit);
        Number(json, "efficiency_of_roof", point.Figures.EfficiencyOfRoof);
        Times(json, point.Figures);
        json.WriteNumber("samples", point.TimeNs.Count);
        json.WriteNumber("repeats", point.Repeats);
        json.WriteString("stop_reason", Words.Of(point.StopReason));
        Number(json, "imbalance", point.Figures.Imbalance);
        Number(json, "slowest_rank", point.Figures.SlowestRank < 0 ? double.NaN : point.Figures.SlowestRank);
        json.WriteNumber("late_samples", point.LateSamples);
        Number(json, "start_skew_s", point.Late.SkewSeconds);
        Number(json, "latest_rank", point.Late.Rank < 0 ? double.NaN : point.Late.Rank);
        json.WriteStartObject("work");
        json.WriteNumber("flops", point.Work.Flops);
        json.WriteNumber("bytes", point.Work.Bytes);
        json.WriteNumber("wire_bytes", point.Work.WireBytes);
        json.WriteNumber("messages", point.Work.Messages);
        json.WriteEndObject();
        json.WriteNumber("footprint_byte", point.FootprintBytes);
        Facts(json, point.Facts);
        json.WriteString("match_key", point.MatchKey);
        json.WriteEndObject();
    }

    private static void Facts(Utf8JsonWriter json, IReadOnlyList<PointFact> facts)
    {
        json.WriteStartObject("facts");
        foreach (PointFact fact in facts.DistinctBy(f => f.Name))
        {
            json.WriteStartObject(fact.Name);
            if (fact.Unit.Length > 0)
                Number(json, "value", fact.Number);
            else
                json.WriteString("value", fact.Value);
            json.WriteString("unit", fact.Unit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Times(Utf8JsonWriter json, PointFigures f)
    {
        json.WriteStartObject("time_s");
        Number(json, "median", f.Median);
        Number(json, "ci95_low", f.CiLow);
        Number(json, "ci95_high", f.CiHigh);
        Number(json, "min", f.Min);
        Number(json, "p05", f.P05);
        Number(json, "p95", f.P95);
        Number(json, "p99", f.P99);
        json.WriteEndObject();
    }

    /// <summary>The axes as an object: numbers where they have a unit.</summary>
    internal static void Parameters(Utf8JsonWriter json, IReadOnlyList<Parameter> parameters)
    {
        json.WriteStartObject("parameters");
        foreach (Parameter p in parameters.DistinctBy(p => p.Name))
        {
            if (p.Unit.Length > 0 && long.TryParse(p.Value, CultureInfo.InvariantCulture, out long number))
                json.WriteNumber(p.Name, number);
            else
                json.WriteString(p.Name, p.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>A number; null where it is not known.</summary>
    internal static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
