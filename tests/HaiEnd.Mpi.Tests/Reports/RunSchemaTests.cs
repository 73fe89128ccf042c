using System.Text.Json.Nodes;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;
using Kept = HaiEnd.Mpi.Tests.Results.Examples;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The schema haiend-run/1 says what the export to JSON writes.</summary>
public sealed class RunSchemaTests
{
    private const string Name = "haiend-run-1";

    [Test]
    public void What_is_exported_is_valid_and_nothing_of_it_is_unknown()
    {
        string folder = Kept.NewFolder();
        (RunRecord run, IReadOnlyList<PointRecord> points) =
            ResultFile.Read(Kept.Seal(folder, Kept.Run(), Kept.Point(0), Kept.Oom(1)));
        Directory.Delete(folder, recursive: true);
        Launch every = Examples.Run(
            [Examples.Point(), .. Enum.GetValues<PointStatus>().Select(s => Examples.Unmeasured(s, "why"))]);
        string[] documents =
            [Text(), Text(new Launch("x.h5", run, points)), Text(every), Text(every, Examples.Hostile("\"</script>"))];
        Assert.That(Schema.Check(Name, documents), Is.EqualTo(documents.Select(_ => "ok")));
    }

    [Test]
    public void A_field_that_is_added_later_is_allowed() =>
        Assert.That(Schema.Check(Name, [Spoilt("", "{\"new\": 1}")], strict: false), Is.EqualTo(new[] { "ok" }));

    [Test]
    public void What_is_wrong_is_rejected()
    {
        (string Path, string Value, string Reason)[] defects =
        [
            ("", "{\"new\": 1}", "$.runs[0].points[0]: Additional properties"),
            ("status", "\"fine\"", "$.runs[0].points[0].status: 'fine' is not one of"),
            ("rate", "\"fast\"", "$.runs[0].points[0].rate: 'fast' is not of type"),
            ("samples", "-1", "$.runs[0].points[0].samples: -1 is less"),
            ("samples", "1.5", "$.runs[0].points[0].samples: 1.5 is not of type 'integer'"),
            ("verified", "true", "$.runs[0].points[0].verified: True is not one of"),
            ("match_key", "\"xyz\"", "$.runs[0].points[0].match_key: 'xyz' does not match"),
            ("parameters", "{\"n\": [1]}", "$.runs[0].points[0].parameters.n: [1] is not of type"),
            ("time_s", "{}", "$.runs[0].points[0].time_s: 'median' is a required property"),
            ("facts", "{\"bit_patterns\": 3}", "$.runs[0].points[0].facts.bit_patterns: 3 is not of type 'object'"),
            ("work", "null", "$.runs[0].points[0].work: None is not of type 'object'"),
        ];
        string[] found = Schema.Check(
            Name, [.. defects.Select(d => Spoilt(d.Path, d.Value)), "{\"schema\": \"haiend-run/2\", \"runs\": []}"]);
        Assert.Multiple(() =>
        {
            foreach ((string reason, string message) in defects.Select(d => d.Reason).Zip(found))
                Assert.That(message, Does.StartWith(reason));
            Assert.That(found[^1], Does.StartWith("$.schema: 'haiend-run/1' was expected"));
        });
    }

    /// <summary>A good document with one field of its point replaced, or with fields added.</summary>
    private static string Spoilt(string field, string value)
    {
        JsonNode root = JsonNode.Parse(Text(Examples.Run(Examples.Point())))!;
        JsonObject point = root["runs"]![0]!["points"]![0]!.AsObject();
        if (field.Length > 0)
            point[field] = JsonNode.Parse(value);
        else
            foreach ((string name, JsonNode? added) in JsonNode.Parse(value)!.AsObject())
                point[name] = added!.DeepClone();
        return root.ToJsonString();
    }

    private static string Text(params Launch[] launches)
    {
        var text = new StringWriter();
        JsonExport.Write(launches, text);
        return text.ToString();
    }
}
