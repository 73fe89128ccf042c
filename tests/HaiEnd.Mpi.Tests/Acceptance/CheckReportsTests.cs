using System.Text.Json;
using System.Xml.Linq;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Acceptance.Given;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>A check on the terminal, in JUnit and in JSON.</summary>
public sealed class CheckReportsTests
{
    private static readonly PointRecord Wrong = Examples.Unmeasured(PointStatus.Wrong, "relative error 0.1") with
    {
        Case = Fine.Case with { Realisation = "simd" },
    };

    /// <summary>One of each verdict.</summary>
    private static readonly Check Every = Check(
        [Launch("a", 1, Fine, Wrong, Examples.Point(realisation: "tiled") with
        {
            Status = PointStatus.Skipped, Message = "no fp16", Ranks = 1,
        })],
        [
            Asked(Fine, Rule("flops", min: 0.9e11), Rule("time", max: 1e-5), Rule("p99", max: 1),
                Rule("imbalance", max: 0.9), Rule("latency", max: 1e-6, warn: true)),
            Asked(Wrong), Asked(Examples.Point(realisation: "tiled")), Asked(Examples.Point(realisation: "reference")),
        ]);

    [Test]
    public void The_table_begins_with_what_is_worst_and_ends_with_the_verdict_and_what_to_type() =>
        Golden.Check("check.txt", CheckTable.Of(Every, "haiend report a.h5"));

    [Test]
    public void No_line_is_wider_than_the_terminal([Values(80, 132)] int width)
    {
        string name = string.Join('-', Enumerable.Repeat("recursive", 4));
        PointRecord longer = Examples.Point(
            "allreduce", name, "busbw", "", 10, new(0, 0, 8, 1), new("bytes", "byte", Role.Problem, "8388608"),
            new("algorithm", "", Role.Method, "some-long-name-of-a-way-to-do-it"));
        Check check = Check(
            [Launch("a", 2, longer, Examples.Unmeasured(PointStatus.Failed, new string('x', 40) + " " + Words(60)))],
            [Asked(longer, Rule("busbw", 1e9, 2e9)), Asked(Fine, Rule("flops", min: 1))]);
        Assert.That(CheckTable.Of(check, "", width).Split('\n').Max(l => l.Length), Is.LessThanOrEqualTo(width));

        static string Words(int n) => string.Join(' ', Enumerable.Range(0, n));
    }

    [Test]
    public void Many_points_that_are_missing_are_not_all_printed()
    {
        AskedPoint[] asked = [.. Enumerable.Range(0, 50).Select(n => Asked(Examples.Point(realisation: $"r{n}")))];
        string text = CheckTable.Of(Check([Launch(Fine)], asked), "");
        Assert.That(
            text, Does.Contain("and 45 more like these; haiend check --json has every one").And.Contain("50 fail"));
    }

    [Test]
    public void Of_many_warnings_the_worst_are_printed_and_none_counts()
    {
        Rule[] rules = [.. Enumerable.Range(1, 20).Select(i => Rule("flops", min: 1e18 * i, warn: true))];
        string text = CheckTable.Of(Check(Fine, [.. rules, Rule("flops", min: 1, warn: true)]), "");
        Assert.That(text, Does.Contain("and 15 more like these").And.Contain(
            "ACCEPTED (site, 1 launch): 20 warnings of 21 checks, none of which counts."));
        Assert.That(text, Does.Contain(">= 20.0 E").And.Contain(">= 16.0 E").And.Not.Contain(">= 15.0 E"));
        Assert.That(text, Does.Contain("PASS"));
    }

    [Test]
    public void Of_many_slow_links_the_slowest_are_printed()
    {
        Finding[] slow = [.. Enumerable.Range(1, 40).Select(i => new Finding
        {
            CaseId = "links",
            Case = "pairs.blocking",
            Parameters = [new("round", "1", Role.Problem, $"{i}")],
            Nodes = 64,
            Ranks = 64,
            Metric = "slow_link",
            Dimension = Dimension.Ratio,
            Measured = new(2 + i % 20, new(2, 30), 1, 20),
            Required = new(double.NegativeInfinity, 1.5),
            Verdict = Judgement.Fail,
        })];
        var check = new Check("site", 1, slow, new(0, 0, new Dictionary<string, int>()), [], []);
        string text = CheckTable.Brief(check, "");
        Assert.That(text.Split("FAIL ").Skip(1).Select(row => row.Split("round=")[1].Split(' ')[0]),
            Is.EqualTo(new[] { "19", "39", "18", "38", "17" }));
        Assert.That(text, Does.Contain("and 35 more like these").And.Contain("40 fail"));
    }

    [Test]
    public void Nothing_checked_is_said() => Assert.That(
        CheckTable.Of(Check(Fine), ""),
        Does.Contain("1 measured and right").And.Contain("NOTHING CHECKED (site, 1 launch)"));

    [Test]
    public void In_what_pooled_launches_differ_is_said_in_every_form()
    {
        Launch usual = Launch(Fine), alike = Launch(Fine), moved = Launch(Fine), large = Launch("d", 2, Ranks(2, 0, 1));
        moved = moved with
        {
            Run = moved.Run with
            {
                Nodes = [moved.Run.Nodes[0] with { HostName = "gn099" }],
                Provenance = new Dictionary<string, string>(moved.Run.Provenance)
                {
                    ["mpi_library"] = string.Join(' ', Enumerable.Range(0, 90)),
                },
            },
        };
        AskedPoint asked = Asked(Fine, Rule("time", max: 1));
        Check check = Check([usual, moved, alike, large], [asked]);
        string text = CheckTable.Of(check, "");
        XElement[] properties = [.. XDocument.Parse(Text(to => JUnitExport.Write(check, to))).Root!
            .Elements("testsuite").Single().Elements("properties").Elements()];
        JsonElement json = JsonDocument.Parse(Text(to => CheckJson.Write(check, to))).RootElement.GetProperty("pooled");
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("3 launches on 1 node and 1 rank are judged together, and differ:\n  MPI")
                .And.Contain("\n  nodes      hosts: gn017 (2x), gn099 (1x)\n").And.Not.Contain("2 ranks are judged"));
            Assert.That(text.Split('\n').Max(l => l.Length), Is.LessThanOrEqualTo(132));
            Assert.That(properties[^1].Attribute("name")!.Value,
                Is.EqualTo("differs among 3 launches on 1 node and 1 rank: hosts"));
            Assert.That(properties[^1].Attribute("value")!.Value, Is.EqualTo("gn017 (2x), gn099 (1x)"));
            Assert.That((json.GetArrayLength(), json[0].GetProperty("launches").GetInt32()), Is.EqualTo((1, 3)));
            Assert.That(json[0].GetProperty("differ").EnumerateArray().Select(f => f.GetProperty("name").GetString()),
                Has.Exactly(1).EqualTo("hosts").And.Exactly(1).EqualTo("MPI library"));
            Assert.That(Check([usual, alike, large], [asked]).Differences, Is.Empty);
        });
    }

    [Test]
    public void JUnit_counts_and_shows_every_finding()
    {
        Golden.Check("check.xml", Text(to => JUnitExport.Write(Every, to)));
        XElement root = XDocument.Parse(Text(to => JUnitExport.Write(Every, to))).Root!;
        Shaped(root);
        Assert.Multiple(() =>
        {
            Assert.That(Counts(root), Is.EqualTo(("8", "2", "3", "1")));
            Assert.That(root.Descendants("failure").Select(f => f.Attribute("type")!.Value), Has.All.EqualTo("fail"));
            Assert.That(root.Descendants("error").Select(f => f.Attribute("type")!.Value),
                Is.EquivalentTo(new[] { "wrong", "inconclusive", "marginal" }));
            Assert.That(root.Descendants("skipped").Single().Attribute("message")!.Value, Does.Contain("no fp16"));
            Assert.That(root.Descendants("system-out").Count(o => o.Value.StartsWith("WARN", StringComparison.Ordinal)),
                Is.EqualTo(1));
            Assert.That(root.Descendants("testcase").First().Attribute("classname")!.Value, Is.EqualTo("site.gemm"));
        });
    }

    [Test]
    public void JUnit_is_well_formed_whatever_names_say()
    {
        const string Hostile = "<script>&\"']]>\u0000\u0001\u001b[31m\ud800\uffff\u202e";
        Check check = Every with
        {
            Suite = Hostile,
            Findings =
            [
                .. Every.Findings.Select(f => f with
                {
                    CaseId = Hostile, Case = Hostile, Why = Hostile, Remark = Hostile, Where = Hostile,
                }),
            ],
            Rest = new(0, 0, new Dictionary<string, int> { [Hostile] = 1 }),
            Differences = [new(1, 1, 2, [new(FactGroup.Mpi, Hostile, [new(Hostile, 1), new("", 1)])])],
        };
        XElement root = XDocument.Parse(Text(to => JUnitExport.Write(check, to))).Root!;
        Shaped(root);
        Assert.That(root.Elements("testsuite").First().Attribute("name")!.Value, Does.StartWith("<script>&\"']]>"));
        Assert.That(root.Elements("script"), Is.Empty);
    }

    [Test]
    public void Json_has_every_number()
    {
        string text = Text(to => CheckJson.Write(Every, to));
        Golden.Check("check.json", text);
        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("schema").GetString(), Is.EqualTo("haiend-check/1"));
            Assert.That(root.GetProperty("verdict").GetString(), Is.EqualTo("fail"));
            Assert.That(root.GetProperty("wrong").GetBoolean());
            Assert.That(root.GetProperty("findings").GetArrayLength(), Is.EqualTo(7));
            Assert.That(root.GetProperty("without_rule").GetProperty("not_here")[0].GetProperty("count").GetInt32(),
                Is.EqualTo(1));
        });
    }

    /// <summary>The shape that Jenkins' junit-10.xsd and GitLab ask for: names, counts that add up, and no
    /// others.</summary>
    private static void Shaped(XElement root)
    {
        Assert.That(root.Name.LocalName, Is.EqualTo("testsuites"));
        foreach (XElement suite in root.Elements())
        {
            Assert.That(suite.Name.LocalName, Is.EqualTo("testsuite"));
            Assert.That(suite.Attribute("name"), Is.Not.Null);
            Assert.That(Counts(suite), Is.EqualTo((
                $"{suite.Elements("testcase").Count()}", $"{suite.Descendants("failure").Count()}",
                $"{suite.Descendants("error").Count()}", $"{suite.Descendants("skipped").Count()}")));
            Assert.That(suite.Elements("properties").Elements().SelectMany(e => e.Attributes())
                .Select(a => a.Name.LocalName).Distinct(), Is.SubsetOf(new[] { "name", "value" }));
            foreach (XElement test in suite.Elements().SkipWhile(e => e.Name.LocalName == "properties"))
            {
                Assert.That(test.Name.LocalName, Is.EqualTo("testcase"));
                Assert.That(test.Attributes().Select(a => a.Name.LocalName),
                    Is.EqualTo(new[] { "classname", "name", "time" }));
                Assert.That(test.Elements().Select(e => e.Name.LocalName),
                    Is.SubsetOf(new[] { "failure", "error", "skipped", "system-out" }));
            }
        }

        Assert.That(Counts(root).Tests, Is.EqualTo($"{root.Descendants("testcase").Count()}"));
    }

    private static (string Tests, string Failures, string Errors, string Skipped) Counts(XElement e) => (
        e.Attribute("tests")!.Value, e.Attribute("failures")!.Value, e.Attribute("errors")!.Value,
        e.Attribute("skipped")!.Value);

    private static string Text(Action<TextWriter> write)
    {
        var text = new StringWriter();
        write(text);
        return text.ToString();
    }
}
