using System.Text;
using System.Xml.Linq;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Reports.Html;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Analysis;
using HaiEnd.Mpi.Tests.Tidy;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Figures of <see cref="Site"/> against pictures that were looked at. <see cref="Golden"/> says
/// how to renew them.</summary>
public sealed class FigureTests
{
    private static readonly Lazy<Report> Made = new(() => Report.Of(ReportData.Of(Site.Launches())));

    [Test]
    public void Every_figure_looks_as_when_it_was_last_looked_at([Values(
        "roofline", "latency", "bandwidth", "allreduce", "allreduce-model", "collectives", "link-rate", "link-delay",
        "strong", "weak", "realisations", "ranks", "tail", "trend", "trend-2", "windows", "message-rate", "pairs",
        "pairs-2", "cores", "overlap-allreduce")]
        string id) =>
        Golden.Check($"{id}.svg", Svg.Of(Figure(id)) + "\n");

    [Test]
    public void Every_figure_has_a_golden_picture() => Assert.That(
        Made.Value.Figures.Select(f => $"{f.Id}.svg").Append(CoresTests.Golden16)
            .Concat(MemoryFigureTests.Goldens).Concat(AccuracyFigureTests.Goldens),
        Is.EquivalentTo(Directory.GetFiles(
            Path.Combine(Source.Root, "tests/HaiEnd.Mpi.Tests/Reports/Golden"), "*.svg").Select(Path.GetFileName)));

    [TestCase("roofline", "gemm.blas reaches 8")]
    [TestCase("latency", "A message between nodes takes 1.")]
    [TestCase("bandwidth", "A link between nodes delivers ")]
    [TestCase("allreduce", "All-reduce reaches")]
    [TestCase("collectives", "GB/s a rank, its alltoall 2.1")]
    [TestCase("windows", "A full link between nodes carries ")]
    [TestCase("windows", "both ways together")]
    [TestCase("message-rate", "32 pairs of ranks send")]
    [TestCase("message-rate", "of 8 B between nodes")]
    [TestCase("pairs", "Between rank 9 on gn003 and rank 30 on gn008 a message of 8 B takes 2.2")]
    [TestCase("pairs-2", "Between rank 9 on gn003 and rank 30 on gn008 a message of 1 MiB takes 2.2")]
    [TestCase("cores", "A cache line takes 4")]
    [TestCase("allreduce-model", "within ")]
    [TestCase("overlap-allreduce",
        "progress-thread hides 85 % of allreduce 1 MiB behind computation, polling 55 %, waiting 5 %")]
    [TestCase("link-rate", "From 1 Gbit/s to 10 Mbit/s, allreduce.recursive-doubling 256 KiB fp64 takes ")]
    [TestCase("link-delay", "From 0 s to 1 ms, ")]
    [TestCase("realisations", "is the fastest way of overlap allreduce 1 MiB")]
    [TestCase("strong", "pgemm.cannon has 59")]
    [TestCase("weak", "stencil.strips has 69")]
    [TestCase("trend", " longer since 2026-03-02; one thing changed: MPI")]
    [TestCase("ranks", "Rank 42 on gn011 takes 1.2")]
    [TestCase("tail", "1 in 100 samples of")]
    public void A_headline_says_what_the_data_say(string id, string text) =>
        Assert.That(Figure(id).Headline, Does.Contain(text));

    [Test]
    public void The_summary_of_a_run_says_of_which_links_its_numbers_are() => Assert.That(
        TerminalSummary.Of(Site.Launches(1)[0]),
        Does.Match(@"ping-pong latency .* between nodes\n").And.Match(@"message rate .* between nodes\n"));

    [Test]
    public void The_parts_of_a_message_are_told_beside_its_rate() => Assert.That(
        Figure("message-rate").HowToRead, Does.Match(
            @"LogGP: L 1\.4\d+ \[.*\] us, o 110.0 \[100.0, 120.0\] ns, g 33\d.* ns, G 8\d.* ps a byte\.$"));

    [Test]
    public void Each_way_of_a_message_is_told_beside_its_latency_with_what_the_clocks_hide() => Assert.That(
        Figure("latency").HowToRead, Does.Match(
            @" To the last rank and back: 8 B 1\.76\d \[.*\] us, 1\.44\d \[.*\] us; 16 MiB 1\.\d+ .* ms\. The clocks "
            + @"are known within 500 ns: a delay of one way only stays hidden\.$"));

    [Test]
    public void Marks_stay_inside_the_picture()
    {
        foreach (Figure figure in Made.Value.Figures)
        {
            XElement svg = XElement.Parse(Svg.Of(figure));
            Assert.Multiple(() =>
            {
                foreach (XElement text in svg.Descendants().Where(e => e.Name.LocalName == "text"))
                {
                    Assert.That((double)text.Attribute("x")!, Is.InRange(0, ChartDrawing.Width), text.Value);
                    Assert.That((double)text.Attribute("y")!, Is.InRange(0, figure.Picture.Height), text.Value);
                }

                Assert.That(svg.ToString(), Does.Not.Contain("NaN").And.Not.Contain("Infinity").And.Not.Contain("∞"));
            });
        }
    }

    [Test]
    public void Rows_that_are_told_apart_by_their_ends_keep_them_and_no_two_are_called_alike()
    {
        string way = "allreduce." + new string('w', 60);
        string[] names = [$"{way} 8 B fp64", $"{way} 16 B fp64", $"{way} 8 B fp64", $"{way}/2 8 B fp64", "short"];
        var map = new HeatMap(names, [.. names.Select(_ => new[] { 1.0, 1.2 })], "rank", []);
        string[] shown = [.. XElement.Parse(Svg.Of(new("x", "", "", "", map, Figure("ranks").Data))).Descendants()
            .Where(e => e.Name.LocalName == "text").Take(names.Length).Select(e => e.Value)];
        Assert.That(shown, Is.Unique);
        Assert.That(shown[1], Does.StartWith("allreduce.").And.EndsWith("16 B fp64"));
        Assert.That(shown[^1], Is.EqualTo("short"));
    }

    [Test]
    public void A_point_is_called_by_what_tells_it_from_others_of_its_case()
    {
        PointRecord[] points =
        [
            Examples.Point(parameters: [new("n", "1", Role.Problem, "8"), new("panel", "", Role.Tuning, "64")]),
            Examples.Point(parameters: [new("n", "1", Role.Problem, "8"), new("panel", "", Role.Tuning, "96")]),
            Examples.Point("triad", parameters: [new("n", "1", Role.Problem, "8"), new("x", "", Role.Tuning, "1")]),
        ];
        Assert.That(
            Words.Apart(points), Is.EqualTo(new[] { "gemm.blas n=8 64", "gemm.blas n=8 96", "triad.blas n=8" }));
    }

    [TestCase("trend", 365)]
    [TestCase("strong", 30)]
    public void A_figure_that_takes_only_the_last_launches_says_so(string id, int most)
    {
        string Conditions(int launches) => Report.Of(ReportData.Of(Enumerable.Range(0, launches).Select(i =>
            LaunchSets.Launch(i, Ranks(1), Ranks(2))))).Figures.Single(f => f.Id == id).Conditions;
        Assert.That(Conditions(most + 1), Does.EndWith($"; drawn from the last {most} of {most + 1} launches"));
        Assert.That(Conditions(most), Does.Not.Contain("drawn"));

        static PointRecord Ranks(int ranks) =>
            LaunchSets.Point(100.0 / ranks) with { Ranks = ranks, Scaling = "strong" };
    }

    [Test]
    public void Scaling_draws_some_of_each_benchmark_and_says_of_how_many_series()
    {
        PointRecord[] points =
        [
            .. from way in Enumerable.Range(0, 8)
               from ranks in new[] { 1, 2 }
               let point = LaunchSets.Point(100.0 / ranks, realisation: $"way{way}")
               select point with { Ranks = ranks, Scaling = "strong" },
            .. new[] { 1, 2 }.Select(p => Examples.Point("stencil") with { Ranks = p, Scaling = "strong" }),
        ];
        Figure figure = Report.Of(ReportData.Of([Examples.Run(points)])).Figures.Single(f => f.Id == "strong");
        Assert.That(figure.Conditions, Does.Contain("6 of 9 series"));
        Assert.That(
            Svg.Of(figure), Does.Contain(">stencil.blas<").And.Contain(">gemm.way0<").And.Not.Contain(">gemm.way5<"));
    }

    [Test]
    public void A_model_of_scaling_says_of_what_it_is_made() => Assert.That(
        Figure("strong").HowToRead, Does.Match(
            @" Dashed, the model: the work at the rate of one rank, then a rank's messages one after the other, of "
            + @"1\.6\d+ us and 1[12]\.\d+ GB/s as in the ping-pong; what hides them behind work may lie above it\.$"));

    [Test]
    public void Without_a_ping_pong_the_model_is_of_the_work_alone()
    {
        PointRecord[] points = [.. new[] { 1, 2 }.Select(
            ranks => LaunchSets.Point(100.0 / ranks) with { Ranks = ranks, Scaling = "strong" })];
        Figure figure = Report.Of(ReportData.Of([Examples.Run(points)])).Figures.Single(f => f.Id == "strong");
        Assert.That(figure.HowToRead, Does.Contain("The model is that of the work alone, 100 %: "));
        Assert.That(Svg.Of(figure), Does.Not.Contain(">model"));
    }

    [TestCase(1.28, "sends 1.28x the least there can be")]
    [TestCase(0, "sends nothing")]
    [TestCase(double.NaN, "")]
    public void What_a_product_sends_stands_beside_its_rate(double times, string words)
    {
        PointRecord point = LaunchSets.Point(100) with
        {
            Facts = double.IsNaN(times) ? [] : [PointFact.Of("communication_optimality", "1", times)],
        };
        Assert.That(Report.Of(ReportData.Of([Examples.Run(point)])).Fine.Rows[0][^1], Is.EqualTo(words));
    }

    [Test]
    public void The_wrong_answer_is_named_first_and_ranked_nowhere()
    {
        Report report = Made.Value;
        Assert.Multiple(() =>
        {
            Assert.That(report.Conclusion.Word, Is.EqualTo("WRONG ANSWERS"));
            Assert.That(report.Conclusion.Sentence, Does.Contain("gemm.tiles").And.Contain("Rank 42 on gn011")
                .And.Contain("Between rank 9 on gn003 and rank 30 on gn008"));
            Assert.That(report.Doubtful.Rows[0][1], Does.StartWith("gemm.tiles"));
            Assert.That(report.Doubtful.Rows.Select(r => r[0]), Is.EqualTo(
                new[] { "WRONG", "FAILED", "TIMEOUT", "OOM" }));
            Assert.That(Figure("realisations").Data.Rows.Where(r => r[1] == "tiles").Select(r => r[3]),
                Has.All.EqualTo("-"));
        });
    }

    [Test]
    public void A_picture_in_a_file_brings_its_style_and_an_image_is_a_png()
    {
        var markdown = MarkdownReport.Of(Made.Value, "report");
        Assert.Multiple(() =>
        {
            Assert.That(markdown.Pictures.Select(p => p.File), Has.One.EqualTo("report-ranks.png")
                .And.One.EqualTo("report-roofline.svg"));
            Assert.That(
                Encoding.UTF8.GetString(markdown.Pictures.Single(p => p.File == "report-roofline.svg").Content),
                Does.Contain("<style>").And.Contain("prefers-color-scheme: dark").And.Contain("fill=\"#0072b2\""));
            foreach ((string file, _) in markdown.Pictures)
                Assert.That(markdown.Text, Does.Contain($"]({file})"));
            Assert.That(HtmlReport.Of(Made.Value), Has.Length.LessThan(500_000));
        });
    }

    // A ring of two ranks takes two exchanges of half the buffer: here one takes as long as two messages.
    [TestCase(2, 1, "What messages and exchanges take predicts 4 all-reduces within 0")]
    [TestCase(1, 1, "What messages and exchanges take predicts 4 all-reduces within 100 %")]
    // The longest exchange takes no time: that is no exchange.
    [TestCase(2, 1e-4, "")]
    public void An_all_reduce_is_predicted_by_exchanges_if_they_can_be_fitted(
        double exchange, double longest, string headline)
    {
        List<PointRecord> points = [];
        foreach (long n in new[] { 8L, 1024, 65536, 1 << 22 })
        {
            Add("pingpong", "blocking", 2 * Us(n), n, 2);
            Add("sendrecv", "blocking", exchange * Us(n) * (n == 1 << 22 ? longest : 1), n, 2);
            Add("allreduce", "ring", 2 * 2 * Us(n / 2), n, 0);
        }

        Figure? figure = Report.Of(ReportData.Of([Examples.Run([.. points])])).Figures
            .SingleOrDefault(f => f.Id == "allreduce-model");
        Assert.That(figure?.Headline ?? "", headline.Length == 0 ? Is.Empty : Does.StartWith(headline));

        static double Us(long n) => 1 + n / 4000.0;

        void Add(string benchmark, string way, double us, long n, long messages) => points.Add(Examples.Point(
            benchmark, way, "busbw", "", us, new(0, 0, 2 * n, messages), new("bytes", "byte", Role.Problem, $"{n}"),
            new("pattern", "", Role.Problem, "ring")) with
        { Ranks = 2 });
    }

    private static Figure Figure(string id) => Made.Value.Figures.Single(f => f.Id == id);
}
