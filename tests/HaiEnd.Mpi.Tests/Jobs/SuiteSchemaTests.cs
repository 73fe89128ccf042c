using System.Text.Json.Nodes;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Tests.Reports;
using HaiEnd.Mpi.Tests.Results;
using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>The schema that editors read says what the program accepts in a suite file.</summary>
public sealed class SuiteSchemaTests
{
    private const string Name = "haiend-suite-1";

    /// <summary>Like no key there is, so that the program lists them all.</summary>
    internal const string Unknown = "zzzzzzzzzzzzzzzz";

    [TestCase("", Unknown + ": 1")]
    [TestCase("$defs/defaults", "defaults: {" + Unknown + ": 1}")]
    [TestCase("$defs/case", "", Unknown + ": 1")]
    [TestCase("$defs/scaling", "", "scaling: {" + Unknown + ": 1}")]
    [TestCase("$defs/accept", "", "accept: [{" + Unknown + ": 1}]")]
    [TestCase("$defs/cross", "cross: [{" + Unknown + ": 1}]")]
    public void It_has_the_keys_of_the_program(string place, string root, string inCase = "tags: []") => Assert.That(
        Place(place)["properties"]!.AsObject().Select(p => p.Key), Is.EquivalentTo(Listed(root, inCase)));

    [TestCase("$defs/scaling/properties/mode", "scaling: {mode: " + Unknown + "}")]
    [TestCase("$defs/accept/properties/metric", "accept: [{metric: " + Unknown + ", min: 1}]")]
    public void It_has_the_words_of_the_program(string place, string inCase) => Assert.That(
        Place(place)["enum"]!.AsArray().Select(v => (string?)v), Is.EquivalentTo(Listed("", inCase)));

    [Test]
    public void The_suites_that_come_with_the_program_are_valid()
    {
        string[] suites = Child.Python("yaml, json, glob", Path.Combine(Source.Root, "suites"), """
            for name in sorted(glob.glob(path + "/*.yaml")):
                with open(name) as file:
                    print(json.dumps(yaml.safe_load(file)))
            """);
        Assert.That(suites, Has.Length.EqualTo(SuiteLibrary.Names.Count));
        Assert.That(Schema.Check(Name, suites), Has.All.EqualTo("ok"));
    }

    [TestCase("\"bnech\": \"gemm\"", "$.cases[0]")]
    [TestCase("\"tags\": []", "$.cases[0]")]
    [TestCase("\"bench\": \"gemm\", \"scaling\": {\"mode\": \"most\"}", "$.cases[0].scaling.mode")]
    [TestCase("\"bench\": \"gemm\", \"accept\": [{\"max\": 1}]", "$.cases[0].accept[0]")]
    [TestCase("\"bench\": \"gemm\", \"expect\": \"ok\"", "$.cases[0].expect")]
    [TestCase("\"bench\": \"gemm\", \"set\": {\"n\": [1, 2]}", "$.cases[0].set.n")]
    public void What_the_program_refuses_is_rejected(string inCase, string where) => Assert.That(
        Schema.Check(
            Name, [$"{{\"schema\": \"haiend-suite/1\", \"name\": \"x\", \"cases\": [{{{inCase}}}]}}"]).Single(),
        Does.StartWith($"{where}: "));

    private static JsonNode Place(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(JsonNode.Parse(File.ReadAllText(Schema.PathOf(Name)))!, (node, key) => node[key]!);

    /// <summary>What the program says there is, where it meets what it does not know.</summary>
    internal static string[] Listed(string root, string inCase) => Listed(() => SuiteFile.Parse(
        "x.yaml", $"schema: haiend-suite/1\nname: x\n{root}\ncases:\n  - bench: gemm\n    {inCase}\n"));

    /// <summary>What the message of a refusal says there is.</summary>
    internal static string[] Listed(Action parse)
    {
        BadInputException e = Assert.Throws<BadInputException>(parse)!;
        return e.Message[(e.Message.IndexOf("there is ", StringComparison.Ordinal) + 9)..].Split(", ");
    }
}
