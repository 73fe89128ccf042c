using System.Globalization;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Tests.Suites;
using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Jobs.SuiteSchemaTests;
using Rules = HaiEnd.Mpi.Jobs.Acceptance;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>docs/suites.md says what the program accepts, neither more nor less.</summary>
public sealed class SuitesPageTests
{
    private const string Head = "schema: haiend-suite/1\nname: x\n", One = Unknown + ": 1";

    private static readonly string Page = Read("suites.md");

    private static readonly string[] Pages = ["suites.md", "acceptance.md"];

    /// <summary>Every suite of the pages; a list of cases is the middle of one.</summary>
    private static readonly string[] Blocks =
    [
        .. Pages.SelectMany(p => Regex.Matches(Read(p), "(?s)```yaml\n(.*?)```").Select(m => m.Groups[1].Value))
            .Where(b => b.StartsWith("schema:", StringComparison.Ordinal) || b.StartsWith('-'))
            .Select(b => b[0] == '-' ? $"{Head}cases:\n{b}" : b),
    ];

    [TestCaseSource(nameof(Blocks))]
    public void Every_example_is_a_suite_whose_rules_are_bound(string yaml)
    {
        var suite = SuiteFile.Parse("example.yaml", yaml);
        Assert.That(new Rules(Alone.Catalog, Selection.Everything).Of(suite, 2, []).Points, Is.Not.Empty);
    }

    [Test]
    public void There_are_examples() => Assert.That(Blocks, Has.Length.GreaterThanOrEqualTo(6));

    [TestCase("The file", One, "tags: []")]
    [TestCase("Defaults", "defaults: {" + One + "}", "tags: []")]
    [TestCase("A case", "", One)]
    [TestCase("Scaling", "", "scaling: {" + One + "}", "scaling: {mode: " + Unknown + "}")]
    [TestCase("Accept", "", "accept: [{" + One + "}]", "accept: [{metric: " + Unknown + "}]")]
    [TestCase("Cross", "cross: [{" + One + "}]", "tags: []")]
    public void Every_key_and_word_has_a_line(string section, string root, params string[] inCase) => Assert.That(
        Rows(section).SelectMany(r => Code(r[0])), Is.EquivalentTo(inCase.SelectMany(c => Listed(root, c))));

    [Test]
    public void Every_key_of_references_has_a_line()
    {
        string[] Of(string yaml) => Listed(() => ReferencesFile.Parse("refs.yaml", yaml));
        Assert.That(
            Rows("References").SelectMany(r => Code(r[0])),
            Is.EquivalentTo(Of(One).Concat(Of($"schema: {ReferencesFile.Schema}\nrefs: [{{{One}}}]"))));
    }

    [Test]
    public void What_is_built_in_is_said() => Assert.That(
        Rows("Defaults").Select(r => (Code(r[0]).Single(), Code(r[1]).Single())),
        Is.EquivalentTo(Settings.All.Where(s => s.InSuite).Select(s => (s.Name, s.BuiltIn))));

    [Test]
    public void Numbers_are_read_as_the_page_says()
    {
        foreach (string[] row in Rows("Numbers"))
        {
            string written = Code(row[0]).Single();
            if (row.Length == 2)
                Assert.That(string.Join(", ", Quantity.Range(written)), Is.EqualTo(row[1]), written);
            else
                Assert.That(
                    Quantity.WithUnit(written, row[2]),
                    Is.EqualTo(double.Parse(row[1], CultureInfo.InvariantCulture)).Within(1e-9).Percent, written);
        }
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Source.Root, "docs", page));

    /// <summary>The cells of the tables of a section, headers left out.</summary>
    private static string[][] Rows(string section)
    {
        string text = Regex.Match(Page, $@"(?s)\n## {section}\n(.*?)(\n## |$)").Groups[1].Value;
        string[][] rows = [.. text.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];
        return rows.Length > 0 ? rows : throw new ArgumentException($"no table in '{section}'");
    }

    private static IEnumerable<string> Code(string cell) =>
        Regex.Matches(cell, "`([^`]+)`").Select(m => m.Groups[1].Value);
}
