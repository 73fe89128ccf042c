using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Html;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The page: complete in itself, inert whatever names it is given, fit to be read aloud.</summary>
public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert(1)</script>\"'`|](javascript:x) @here \u202Egnp.exe\u0007";

    [Test]
    public void A_page_allows_its_own_style_and_nothing_else()
    {
        string page = Page(Sizes());
        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain(
                "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"));
            Assert.That(page, Does.Contain($"style-src 'sha256-{hash}'\""));
            Assert.That(page, Does.Not.Contain("<script").And.Not.Match(" style=\"").And.Not.Match(@"\son\w+="));
            Assert.That(page.Replace("http://www.w3.org/2000/svg", ""), Does.Not.Contain("http:")
                .And.Not.Contain("https:").And.Not.Contain("url(").And.Not.Contain("@import"));
        });
    }

    [Test]
    public void Every_figure_has_a_headline_conditions_a_description_and_its_numbers()
    {
        XElement body = Parsed(Page(Sizes()));
        XElement[] figures = [.. body.Descendants("figure")];
        Assert.That(figures, Has.Length.EqualTo(5));
        foreach (XElement figure in figures)
        {
            XElement svg = figure.Descendants().Single(e => e.Name.LocalName == "svg");
            string[] named = ((string)svg.Attribute("aria-labelledby")!).Split(' ');
            Assert.Multiple(() =>
            {
                Assert.That(svg.Attribute("role")?.Value, Is.EqualTo("img"));
                Assert.That(svg.Elements().Take(2).Select(e => (string?)e.Attribute("id")), Is.EqualTo(named));
                Assert.That(figure.Descendants("h3").Single().Value, Does.Match(@"\d"));
                Assert.That(figure.Descendants("figcaption").Single().Value, Does.Contain("2 ranks").And
                    .Contain("launch").And.Contain("samples a point"));
                Assert.That(figure.Descendants("tbody").Single().Elements("tr").Count(), Is.GreaterThan(1));
            });
        }
    }

    [Test]
    public void Headings_stand_in_order_and_columns_say_that_they_are_ones()
    {
        XElement body = Parsed(Page(Sizes()));
        int[] levels = [.. body.Descendants().Select(e => Heading().Match(e.Name.LocalName)).Where(m => m.Success)
            .Select(m => int.Parse(m.Groups[1].Value))];
        Assert.That(levels[0], Is.EqualTo(1));
        Assert.That(levels.Zip(levels.Skip(1), (a, b) => b - a), Has.All.LessThanOrEqualTo(1));
        Assert.That(body.Descendants("th").Select(t => (string?)t.Attribute("scope")), Has.All.EqualTo("col"));
        string target = body.Descendants("a").Single().Attribute("href")!.Value[1..];
        Assert.That(body.Descendants().Any(e => (string?)e.Attribute("id") == target), "where the skip link goes");
    }

    [Test]
    public void Hostile_names_come_out_inert()
    {
        PointRecord point = Examples.Point("pingpong", Hostile, "link", "", 4, new(0, 0, 16, 2),
            new Parameter("bytes", "byte", Role.Problem, "8"), new Parameter(Hostile, "", Role.Method, Hostile));
        PointRecord other = point with { Parameters = [new("bytes", "byte", Role.Problem, "16")] };
        Launch launch = Examples.Run(point, other, Examples.Unmeasured(PointStatus.Failed, Hostile));
        launch = launch with
        {
            File = Hostile,
            Run = launch.Run with
            {
                SuiteName = Hostile,
                Site = Hostile,
                CommandLine = Hostile,
                DoctorJson = "[[{",
                Nodes = [launch.Run.Nodes[0] with { HostName = Hostile, CpuModel = Hostile }],
                Provenance = new Dictionary<string, string> { [Hostile] = Hostile, ["mpi_library"] = Hostile },
            },
        };
        string page = Page(launch);
        Assert.That(page, Does.Not.Contain("<script").And.Not.Contain("\u202E").And.Not.Contain("\u0007"));
        Assert.That(Parsed(page).Descendants().Attributes().Select(a => a.Name.LocalName).Where(
            n => n.StartsWith("on", StringComparison.Ordinal) || n == "src"), Is.Empty);
        Assert.That(Parsed(page).Value, Does.Contain("<script>alert(1)</script>"), "still to be read");
    }

    [Test]
    public void A_wrong_answer_comes_first_and_is_in_no_figure()
    {
        Launch run = Sizes();
        PointRecord wrong = run.Points[3] with
        {
            Status = PointStatus.Wrong,
            Verified = Verified.Failed,
            Message = "rank 1: error 1",
            Figures = run.Points[3].Figures with { Rate = 1e15 },
        };
        XElement body = Parsed(Page(run with { Points = [.. run.Points.Select((p, i) => i == 3 ? wrong : p)] }));
        Assert.Multiple(() =>
        {
            Assert.That(body.Descendants("strong").First().Value, Does.Contain("WRONG ANSWERS"));
            Assert.That(body.Descendants("tbody").First().Value, Does.Contain("WRONG").And.Contain("rank 1: error 1"));
            Assert.That(body.Descendants("h3").Select(h => h.Value), Has.None.Contain("Pbyte"));
        });
    }

    [TestCase(Judgement.Pass, "ACCEPTED", "\u2713 PASS")]
    [TestCase(Judgement.Fail, "NOT ACCEPTED", "\u2717 FAIL")]
    [TestCase(Judgement.Marginal, "UNDECIDED", "\u25B2 MARGINAL")]
    public void The_rules_of_a_suite_decide_the_verdict(Judgement verdict, string word, string cell)
    {
        var finding = new Finding
        {
            CaseId = "a",
            Case = "gemm.blas",
            Parameters = [],
            Nodes = 1,
            Ranks = 2,
            Metric = "rate",
            Verdict = verdict,
            Measured = new(2, new(1, 3), 5, 50),
            Required = new(4, double.PositiveInfinity),
            Why = "because",
            Remark = "rank 3 on n1 is slow",
        };
        var check = new Check("acceptance", 5, [finding], new(0, 0, new Dictionary<string, int>()), [], []);
        XElement body = Parsed(HtmlReport.Of(Report.Of(ReportData.Of([Sizes()], check))));
        Assert.Multiple(() =>
        {
            Assert.That(body.Descendants("strong").First().Value, Does.EndWith($" {word}"));
            Assert.That(
                body.Descendants("tbody").First().Value, Does.Contain(cell).And.Contain("because; rank 3"));
        });
    }

    [Test]
    public void A_run_without_points_has_no_figures_and_says_so()
    {
        string page = Page(Examples.Run());
        Assert.That(page, Does.Contain("NOTHING MEASURED").And.Not.Contain("<figure").And.Not.Contain("Figures</h2>"));
    }

    [Test]
    public void A_fragment_has_the_same_content_without_a_page_around_it()
    {
        string fragment = HtmlReport.Fragment(Report.Of(ReportData.Of([Sizes()])));
        Assert.That(fragment, Does.Not.Contain("<html").And.Not.Contain("<meta").And.Not.Contain("html {")
            .And.Contain("<figure"));
        string style = Regex.Match(fragment, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        style = Regex.Replace(style, @"/\*.*?\*/", "");
        string[] selectors = [.. Selector().Matches(style).Select(m => m.Groups[1].Value.Trim())
            .Where(s => !s.StartsWith('@')).SelectMany(s => s.Split(',')).Select(s => s.Trim())];
        Assert.That(selectors, Is.Not.Empty.And.All.Match(@"^(td)?\.hx"));
    }

    [TestCase(5, "haiend check results/old -s 'my suite.yaml'")]
    [TestCase(1, "haiend run -s site.yaml --launches 5 -- mpirun -n 1")]
    public void What_to_type_next_names_files_and_suite_as_they_were_typed(int launches, string next)
    {
        Launch one = Examples.Run(Examples.Point());
        one = one with { Run = one.Run with { CommandLine = "haiend run --suite=site.yaml -o a.h5" } };
        var data = ReportData.Of(Enumerable.Repeat(one, launches), null, new(["results/old"], "my suite.yaml"));
        Assert.That(Report.Of(data).Conclusion.Next, Is.EqualTo(next));
    }

    [Test]
    public void A_column_is_as_wide_as_its_words_unless_one_is_no_word()
    {
        string path = new('x', 60);
        XElement body = Parsed(Page(Examples.Run(
            Examples.Unmeasured(PointStatus.Failed, "imbalance of ranks"),
            Examples.Unmeasured(PointStatus.Oom, path) with { Ranks = 2 })));
        string? ClassOf(string text) => (string?)body.Descendants("td").First(t => t.Value == text).Attribute("class");
        Assert.Multiple(() =>
        {
            Assert.That(ClassOf("imbalance of ranks"), Is.EqualTo("hx-words"));
            Assert.That(ClassOf(path), Is.EqualTo("hx-words hx-long"));
            Assert.That(HtmlReport.Style, Does.Contain(".hx td.hx-long { overflow-wrap: anywhere; }"));
            Assert.That(HtmlReport.Style, Does.Not.Match(@"\.hx t[hd](, \.hx td)? \{[^}]*overflow-wrap"));
        });
    }

    [Test]
    public void A_table_of_many_rows_says_how_many_are_left_out()
    {
        PointRecord[] points = [.. Enumerable.Range(1, 250).Select(n =>
            Examples.Point(parameters: new Parameter("n", "1", Role.Problem, $"{n}")))];
        string page = Page(Examples.Run(points));
        Assert.That(page, Does.Contain("50 more rows; haiend export FILES --to csv has every point."));
    }

    /// <summary>Ping-pong and two ways of an all-reduce over four sizes.</summary>
    private static Launch Sizes()
    {
        Parameter Bytes(long n) => new("bytes", "byte", Role.Problem, $"{n}");
        PointRecord[] points =
        [
            .. from n in new[] { 8L, 1024, 65536, 1 << 22 }
               from name in new[] { "pingpong.blocking", "allreduce.ring", "allreduce.library" }
               let parts = name.Split('.')
               let us = 1 + n / 4000.0 * (parts[1] == "ring" ? 2 : 1)
               select Examples.Point(
                   parts[0], parts[1], parts[0] == "pingpong" ? "link" : "busbw",
                   parts[0] == "pingpong" ? "" : "pingpong", us, new(0, 0, 2 * n, 2), Bytes(n)) with { Ranks = 2 },
        ];
        return Examples.Run(points);
    }

    private static string Page(params Launch[] launches) => HtmlReport.Of(Report.Of(ReportData.Of(launches)));

    /// <summary>The body as XML, which it is by how it is written.</summary>
    private static XElement Parsed(string page) =>
        XElement.Parse(Regex.Match(page, "<body>(.*)</body>", RegexOptions.Singleline).Groups[1].Value);

    [GeneratedRegex("^h([1-6])$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"([^{};]+)\{")]
    private static partial Regex Selector();
}
