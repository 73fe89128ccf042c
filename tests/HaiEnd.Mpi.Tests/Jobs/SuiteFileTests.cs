using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;
using Rules = HaiEnd.Mpi.Jobs.Acceptance;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>A suite is read strictly, and every complaint says where.</summary>
public sealed class SuiteFileTests
{
    private const string Head = "schema: haiend-suite/1\nname: x\n", Case = "cases:\n  - bench: toy\n";

    [Test]
    public void A_suite_is_read_with_its_places()
    {
        var suite = SuiteFile.Parse("s.yaml", $$"""
            schema: haiend-suite/1
            name: x
            version: 3
            description: what it is
            defaults: {warmup: 7, ci: 3%}
            cases:
              - id: first
                bench: toy
                realisations: plain
                tags: [a, b]
                sweep: {plant: [None, Wrong], milliseconds: 1..4*2}
                set: {rank: 0}
              - bench: toy
            """);
        Assert.Multiple(() =>
        {
            Assert.That((suite.Name, suite.Version, suite.Description), Is.EqualTo(("x", 3, "what it is")));
            Assert.That(suite.Defaults["ci"], Is.EqualTo(new Located("3%", "s.yaml:5:27")));
            Assert.That(suite.Cases.Select(c => c.Id), Is.EqualTo(new[] { "first", "toy-2" }));
            Assert.That(suite.Cases[0].Realisations, Is.EqualTo(new[] { new Located("plain", "s.yaml:9:19") }));
            Assert.That(suite.Cases[0]
                .Axes.Select(a => a.Axis.Text), Is.EqualTo(new[] { "plant", "milliseconds", "rank" }));
            Assert.That(suite.Cases[0].Axes[0].Values, Has.Count.EqualTo(2));
            Assert.That(suite.Sha256, Has.Length.EqualTo(64));
        });
    }

    [TestCase("name: x\n" + Case, "s.yaml:1:1 the key 'schema: haiend-suite/1' is missing")]
    [TestCase("schema: haiend-suite/2\nname: x\n" + Case, "s.yaml:1:9 schema: this program reads haiend-suite/1")]
    [TestCase("schema: haiend-suite/1\n" + Case, "s.yaml:1:1 the key 'name' is missing")]
    [TestCase(Head, "s.yaml:1:1 the key 'cases' is missing or empty")]
    [TestCase(Head + "cases: []\n", "s.yaml:1:1 the key 'cases' is missing or empty")]
    [TestCase(Head + "cases: toy\n", "s.yaml:3:8 cases: expected a list")]
    [TestCase(Head + "cases:\n  - toy\n", "s.yaml:4:5 cases: expected 'key: value' lines")]
    [TestCase(Head + "descripton: a\n" + Case, "s.yaml:3:1 unknown key 'descripton'; did you mean 'description'?")]
    [TestCase(Head + "cases:\n  - bench: toy\n    swep: {n: 1}\n",
        "s.yaml:5:5 unknown key 'swep'; did you mean 'sweep'?")]
    [TestCase(Head + "cases:\n  - id: a\n", "s.yaml:4:5 a case needs the key 'bench'")]
    [TestCase(Head + "defaults: {warmpu: 3}\n" + Case, "s.yaml:3:12 unknown key 'warmpu'; did you mean 'warmup'?")]
    [TestCase(Head + "defaults: {progress: bar}\n" + Case, "s.yaml:3:12 unknown key 'progress'")]
    [TestCase(Head + "defaults: {warmup: ten}\n" + Case, "s.yaml:3:20 warmup: expected a whole number")]
    [TestCase(Head + "defaults: {max_time: 60}\n" + Case, "s.yaml:3:22 max_time: expected a time with a unit")]
    [TestCase(Head + "defaults: {ci: wide}\n" + Case, "s.yaml:3:16 ci: expected a percentage")]
    [TestCase(Head + "defaults: {verify: maybe}\n" + Case,
        "s.yaml:3:20 verify: expected full, sample or none, got 'maybe'")]
    [TestCase(Head + "defaults: {warmup: 1, warmup: 2}\n" + Case, "s.yaml:3:")]
    [TestCase(Head + "version: one\n" + Case, "s.yaml:3:10 version: expected a whole number")]
    [TestCase(Head + "cases:\n\t- bench: toy\n", "s.yaml:4:1 a tab; YAML is indented by spaces")]
    [TestCase(Head + "cases:\n  - bench: toy\n    set: {rank: [0, 1]}\n", "s.yaml:5:11 set: 'rank' takes one value")]
    [TestCase(Head + "cases:\n  - bench: toy\n    sweep: {rank: []}\n", "s.yaml:5:13 sweep: 'rank' has no value")]
    [TestCase(Head + "cases:\n  - bench: toy\n    sweep: {rank: 0}\n    set: {rank: 0}\n",
        "s.yaml:6:11 the axis 'rank' is in sweep and in set")]
    [TestCase(Head + "cases:\n  - bench: [toy]\n", "s.yaml:4:12 bench: expected a value")]
    [TestCase(Head + "cases:\n  - bench:\n", "s.yaml:4:11 bench: expected a value")]
    [TestCase("", "s.yaml:1:1 expected one document, found 0")]
    [TestCase("- a\n", "s.yaml:1:1 the file: expected 'key: value' lines")]
    [TestCase("a: [\n", "s.yaml:2:1")]
    public void A_mistake_is_refused_with_its_place(string yaml, string message) =>
        Assert.That(() => SuiteFile.Parse("s.yaml", yaml), Throws.TypeOf<BadInputException>()
            .With.Message.StartsWith(message));

    [Test]
    public void Every_suite_that_comes_with_the_program_is_good()
    {
        Assert.That(SuiteLibrary.Names, Is.SupersetOf(new[] { "compute", "network", "quick", "scaling", "smoke" }));
        foreach (string name in SuiteLibrary.Names)
        {
            SuiteFile suite = SuiteLibrary.Load(new(name, "test"));
            Assert.That(suite.Name, Is.EqualTo(name));
            // A rule that fits no point is refused here.
            Assert.That(
                () => new Rules(Alone.Catalog, Selection.Everything).Of(suite, 2, []), Throws.Nothing, name);
        }
    }

    [Test]
    public void An_unknown_suite_is_refused_with_the_nearest_name() => Assert.That(
        () => SuiteLibrary.Load(new("quik", "--suite")),
        Throws.TypeOf<BadInputException>()
            .With.Message.StartsWith("--suite no suite is called 'quik'; did you mean 'quick'?"));

    [Test]
    public void A_missing_file_is_refused() => Assert.That(
        () => SuiteLibrary.Load(new("/nowhere/x.yaml", "--suite")),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith("--suite can't read the suite"));
}
