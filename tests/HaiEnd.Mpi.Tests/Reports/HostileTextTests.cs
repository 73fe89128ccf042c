using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Reports.Html;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Acceptance;
using HaiEnd.Mpi.Tests.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Whatever a stranger's file says, other programs read each form as it was meant: a launch that says it in
/// every field is written in each form, and a parser that is not ours gives back what a point says.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "=1+1", " @SUM(A1)", "-2+3", "\"=cmd|'/C calc'!A0", "\t+1", "'", "</script><script>alert(1)</script>", "]]>",
        "<!--", "&lt;b&gt;&#60;", "a|b", "\\|", "`c` *e* _u_ [l](javascript:x) ![i](x)", "# h", "a,b;\"c\"",
        "1\n2\r\n## 3\r4", "\n- x: &a {y}", "%TAG ! x", "null", "", "  ", "../../etc", "\u001b[31m\u0007", "\0",
        "\u202Eevil\u2066", "\u0085\u2028\ufeff\uffff", "\ud800x", "\ud83e\udd86 Grüße ∑", new('x', 50_000),
    ];

    private static IEnumerable<string> Forms =>
        Exporters.All.Select(e => e.Name).Concat(["html", "md-report", "compare", "trend", "check"]);

    /// <summary>Prints, as JSON, what the parser of a form makes of the text that is in <c>text</c>.</summary>
    private static string Parser(string form) => form switch
    {
        "json" => """
            point = json.loads(text)["runs"][0]["points"][0]
            said = point["message"]
            """,
        "compare" => """
            said = json.loads(text)["comparisons"][0]["points"][0]["base"]["message"]
            """,
        "trend" => """
            said = json.loads(text)["series"][0]["runs"][0]["file"]
            """,
        "check" => """
            said = json.loads(text)["findings"][0]["case"][len("gemm."):]
            """,
        "md-report" => """
            shown = re.sub(r"(?ms)^(`{3,})sh\n[^\n]*\n\1$", "", text)
            assert "```" not in shown.replace("\\`", "")
            cells = None
            for line in shown.split("\n"):
                bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", line)
                if not line.startswith("|--"):
                    assert cells is None or not line.startswith("| ") or cells == bare.count("|"), line
                    cells = bare.count("|") if line.startswith("| ") else None
                bare = re.sub(r"^<details><summary>[^<]*</summary>$|^</details>$|^!\[[^\]]*\]\([\w%.~-]*\)$", "", bare)
                assert not re.search(r"[<`\[\]]|://|@\w|www\.", bare), line
                assert re.match(r"$|#{1,3} |\*\*. [A-Z ]+\*\*: |\| |\|--|[^\s#>+=*_~-]", bare), line
            said = None
            """,
        "csv" => """
            csv.field_size_limit(1 << 20)
            names, row = csv.reader(io.StringIO(text, newline=""), strict=True)
            assert len(row) == len(names) == len(set(names))
            assert not any(cell.lstrip(" \t\n\"'").startswith(tuple("=+@-")) and cell[0] != "'" for cell in
                           row + names if not cell[1:].isdigit())
            said = row[names.index("message")]
            """,
        "testbed-yaml" => """
            entry, = yaml.safe_load(text)["benchmarks"]
            assert sorted(entry) == ["name", "parameters", "precision", "type", "value"]
            said = entry["parameters"]["file"]
            """,
        "md" => """
            lines = text.split("\n")
            assert [line[:3] for line in lines] == [lines[0][:3], "", "- " + lines[2][2:3], "", "## ", "", lines[6][:3],
                                                    "|--", lines[8][:3], ""], lines
            assert lines[0].startswith("# ")
            cells = [re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1] for line in lines[6:9]]
            assert len({len(row) for row in cells}) == 1
            assert not re.search(r"(?<!\\)(?:\\\\)*[<`*\[&]", text)
            said = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cells[2][-1][len(" ok: "):-1])
            """,
        _ => """
            class Page(html.parser.HTMLParser):
                def __init__(self):
                    super().__init__()
                    self.seen = set()
                def handle_starttag(self, tag, attrs):
                    self.seen.add(tag)
                    for name, value in attrs:
                        assert not name.startswith("on") and name != "src" or value.startswith("data:")
                        assert name != "href" or value.startswith("#"), value
                handle_comment = handle_pi = unknown_decl = lambda self, data: 1 / 0
            page = Page()
            page.feed(text)
            assert not page.seen & {"script", "i", "img", "iframe", "base", "form"}, page.seen
            said = None
            """,
    };

    [TestCaseSource(nameof(Forms))]
    public void Another_parser_reads_what_was_said(string form)
    {
        string folder = Directory.CreateTempSubdirectory("haiend").FullName;
        try
        {
            foreach ((int i, string text) in Texts.Index())
            {
                string written = Written(form, Examples.Hostile(text)), lines = written.Replace("\r\n", "\n");
                Assert.That(PlainText.Of(lines, lines: true), Is.EqualTo(lines), "no byte that a terminal acts on");
                File.WriteAllText(Path.Combine(folder, $"{i:00}"), written);
            }

            string read = Parser(form).ReplaceLineEndings("\n    ");
            string[] said = Child.Python("csv, html.parser, io, json, os, re, yaml", folder, $"""
                for name in sorted(os.listdir(path)):
                    with open(os.path.join(path, name), encoding="utf-8", newline="") as file:
                        text = file.read()
                    {read}
                    print(json.dumps(said))
                """);
            Assert.That(said.Select(s => JsonSerializer.Deserialize<string>(s)), Is.EqualTo(Texts.Select(Meant(form))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a form makes of a text. Half a pair is no text in any of them.</summary>
    private static Func<string, string?> Meant(string form) => form switch
    {
        "html" or "md-report" => _ => null,
        "md" => text => PlainText.Of(text),
        "csv" => text => (Array.IndexOf(["'", "", "  "], text) < 0 && IsFormula(text) ? "'" : "")
            + PlainText.Of(text, lines: true),
        _ => text => text.Replace('\ud800', '\ufffd'),
    };

    private static bool IsFormula(string text) => text[0] is '\t' or '\n' || "=@-+".Contains(text.Trim(' ', '"')[0]);

    private static string Written(string form, Launch launch)
    {
        var text = new StringWriter();
        switch (form)
        {
            case "html":
                text.Write(HtmlReport.Of(Report.Of(ReportData.Of([launch]))));
                break;
            case "md-report":
                text.Write(MarkdownReport.Of(Report.Of(ReportData.Of([launch])), launch.File).Text);
                break;
            case "compare":
                LaunchSet set = new(launch.File, [launch]);
                ComparisonJson.Write(text, "set", [Comparer.Compare(set, set, 0.03)], [set, set], []);
                break;
            case "trend":
                TrendJson.Write(text, Trend.Of([launch], 0.03));
                break;
            case "check":
                AskedPoint asked = Given.Asked(launch.Points[0], Given.Rule("time", max: 1));
                CheckJson.Write(Given.Check([launch], [asked]), text);
                break;
            default:
                Exporters.All.Single(e => e.Name == form).Write([launch], text);
                break;
        }

        return text.ToString();
    }
}
