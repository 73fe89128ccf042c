using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Scaling series with laws that are known.</summary>
public sealed class ScalingSeriesTests
{
    // Times made from the efficiencies of SHAREing's own stencil report, which are .823, .698 and .363 on 2, 4
    // and 8 cores. It says 80 % at 4 and 60 % at 8, the first counts that fail; by its definition they are 2 and 4.
    [Test]
    public void The_counts_are_the_last_that_pass()
    {
        ScalingSeries series = Strong((1, 1e6), (2, 1e6 / 2 / 0.823), (4, 1e6 / 4 / 0.698), (8, 1e6 / 8 / 0.363));
        Assert.Multiple(() =>
        {
            Assert.That(series.Points.Select(p => p.Efficiency.Value),
                Is.EqualTo(new[] { 1, 0.823, 0.698, 0.363 }).Within(1e-5));
            Assert.That(series.Points.Select(p => p.SpeedUp.Value),
                Is.EqualTo(new[] { 1, 1.646, 2.792, 2.904 }).Within(1e-5));
            Assert.That((series.LastAt(0.8), series.LastAt(0.6)), Is.EqualTo((2, 4)));
            Assert.That(series.Points[0].Efficiency.Ci, Is.EqualTo(new Interval(1, 1)));
            Assert.That(series.Points.Skip(1).All(p => p.Efficiency.Ci.Contains(p.Efficiency.Value)));
        });
    }

    // Both medians have the same relative half-width, so ln E has the square root of two times it.
    [Test]
    public void The_interval_of_an_efficiency_joins_those_of_both_times()
    {
        ScaledPoint two = Strong((1, 1000), (2, 500)).Points[1];
        Interval seconds = two.Seconds.Ci;
        double each = Math.Log(seconds.High / two.Seconds.Value);
        Assert.That(each, Is.GreaterThan(0.001));
        Assert.That(Math.Log(two.Efficiency.Value / two.Efficiency.Ci.Low),
            Is.EqualTo(Math.Sqrt(2) * each).Within(1).Percent);
    }

    [Test]
    public void Work_that_grows_counts()
    {
        // Twice the work on two ranks in the same time is efficient; in twice the time it is half so.
        ScalingSeries series = Of(
            "weak:n=512", Point(1, 512, 1000, 10), Point(2, 645, 2000, 10), Point(4, 812, 4000, 20)).Single();
        Assert.That(series.Points.Select(p => p.Efficiency.Value), Is.EqualTo(new[] { 1, 1, 0.5 }).Within(1e-9));
        Assert.That(series.Name, Is.EqualTo(new SeriesName(ScalingMode.Weak, "n", 512)));
    }

    [Test]
    public void The_base_is_named_in_words_with_its_time_and_that_of_a_serial_build()
    {
        PointRecord gemm = Point(1, 512, 1000, 9) with { Scaling = "" };
        gemm = gemm with { Case = gemm.Case with { Benchmark = "gemm", Realisation = "blas", Roof = "peakflops" } };
        PointRecord other = gemm with { Case = gemm.Case with { Realisation = "simd" }, Figures = gemm.Figures };
        PointRecord[] points = [Point(1, 512, 1000, 10), Point(2, 512, 1000, 6)];
        Assert.Multiple(() =>
        {
            Assert.That(ScalingSummary.Base(Of("strong", points).Single()),
                Is.EqualTo("1 rank of pgemm.summa itself, 10.0 us; no serial build was measured"));
            Assert.That(ScalingSummary.Base(Of("strong", [.. points, other, gemm]).Single()),
                Is.EqualTo("1 rank of pgemm.summa itself, 10.0 us; gemm.blas alone takes 9.00 us"));
            Assert.That(ScalingSummary.Title(Of("strong", points).Single()), Is.EqualTo("pgemm.summa n=512 strong"));
        });
    }

    [Test]
    public void Without_one_rank_the_fewest_are_the_base()
    {
        PointRecord failed = Point(1, 512, 1000, 10) with { Status = PointStatus.Oom };
        ScalingSeries series = Of("strong", failed, Point(4, 512, 1000, 10), Point(8, 512, 1000, 6)).Single();
        Assert.That(ScalingSummary.Base(series), Does.StartWith("4 ranks of pgemm.summa itself"));
        Assert.That(series.Missing.Single().Members[0].Point.Ranks, Is.EqualTo(1));
        Assert.That(series.Points[1].Efficiency.Value, Is.EqualTo(10 / 12.0).Within(1e-9));
    }

    [Test]
    public void A_rank_that_sends_nothing_is_no_base_of_a_collective()
    {
        PointRecord Allreduce(int ranks, double us) => Point(ranks, 512, 0, us) with
        {
            Case = new("allreduce", 1, "ring", "busbw", "byte/s", "", "", "", "", []),
            Work = new(0, 1000 * ranks, 1000 * (ranks - 1), 0),
        };
        Assert.That(Of("weak:n=512", Allreduce(1, 1), Allreduce(2, 5), Allreduce(4, 6)).Single().Base.Ranks,
            Is.EqualTo(2));
    }

    [Test]
    public void A_point_of_two_series_is_in_both()
    {
        ScalingSeries[] all = Of(
            "", Point(1, 512, 1000, 10) with { Scaling = "strong,weak:n=512" },
            Point(2, 512, 1000, 6) with { Scaling = "strong" },
            Point(2, 645, 2000, 11) with { Scaling = "weak:n=512" });
        Assert.That(all.Select(s => (s.Name.Mode, s.Points.Count)),
            Is.EqualTo(new[] { (ScalingMode.Strong, 2), (ScalingMode.Weak, 2) }));
    }

    [Test]
    public void Several_launches_are_one_series_of_their_medians()
    {
        Launch One(string id, double us) => Launch(id, "strong", Point(1, 512, 1000, 2 * us), Point(2, 512, 1000, us));
        ScalingSeries series = ScalingSeries.Of([One("a", 10), One("b", 14), One("c", 12)]).Single();
        Assert.That(series.Points.Select(p => p.Seconds.Value), Is.EqualTo(new[] { 24e-6, 12e-6 }).Within(1e-12));
        Assert.That(series.Points[1].Efficiency.Launches, Is.EqualTo(3));
    }

    [Test]
    public void A_zigzag_counts_where_it_grew_and_how_well_it_did_then()
    {
        // Grown at 2 to 90 %, at 8 to 70 %; at 4 it did not have to.
        ScalingSeries series = Of(
            "sharing-zigzag:n=512", Point(1, 512, 1000, 10), Point(2, 512, 1000, 10), Point(2, 645, 2000, 10 / 0.9),
            Point(4, 645, 2000, 7), Point(8, 645, 2000, 6), Point(8, 1024, 8000, 10 / 0.7)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(series.Grown, Is.EqualTo(new[] { 2, 8 }));
            Assert.That((series.GrownWithin(0.8, 2), series.GrownWithin(0.6, 0.8)), Is.EqualTo((1, 1)));
            Assert.That(series.Law, Is.Null);
            Assert.That(ScalingSummary.Counts(series),
                Is.EqualTo("grew at 2, 8 ranks: 2 critical counts, 1 at 80 %, 1 at 60 %"));
        });
    }

    [Test]
    public void A_series_has_the_law_of_its_mode()
    {
        // 10 % serial: 1 + 9 / p, times 100 us.
        ScalingSeries strong = Strong((1, 1000), (2, 550), (4, 325), (8, 212.5));
        Assert.That(ScalingSummary.Law(strong), Does.StartWith("Amdahl: serial part 10.0 % ("));
        ScalingSeries few = Strong((1, 1000), (2, 550), (4, 325));
        Assert.That(ScalingSummary.Law(few),
            Is.EqualTo("Amdahl: not fitted: 3 rank counts, 4 are the fewest that test a law"));
        ScalingSeries weak = Of("weak:n=512", [.. new[] { 1, 2, 4, 8 }.Select(
            p => Point(p, 512 * p, 1000 * p, 10 * p / (0.2 + 0.8 * p)))]).Single();
        Assert.That(weak.Law!.Serial, Is.EqualTo(0.2).Within(1e-4));
    }

    [Test]
    public void The_terminal_shows_a_line_for_each_series()
    {
        string text = TerminalSummary.Of(Launch("a", "strong", Point(1, 512, 1000, 10), Point(2, 512, 1000, 6)));
        Assert.That(text, Does.Match(@"pgemm\.summa n=512 strong +83\.3 % .* 2 +2 +2 +1 rank, 10\.0 us"));
        Assert.That(
            TerminalSummary.Of(Launch("a", "", Point(1, 512, 1000, 10))), Does.Not.Contain("scaling  "));
    }

    [TestCase("strong", "strong")]
    [TestCase("strong,weak:n=512", "strong weak:n=512")]
    [TestCase("memory-bound:bytes=8,sharing-zigzag:n=1", "memory-bound:bytes=8 sharing-zigzag:n=1")]
    [TestCase("", "")]
    [TestCase("of-another-program,weak:n=x,weak:n,strong", "strong")]
    public void Names_are_read_as_they_are_written(string column, string expected) =>
        Assert.That(string.Join(' ', SeriesName.In(column)), Is.EqualTo(expected));

    private static ScalingSeries Strong(params (int Ranks, double Microseconds)[] times) =>
        Of("strong", [.. times.Select(t => Point(t.Ranks, 512, 1000, t.Microseconds))]).Single();

    private static ScalingSeries[] Of(string scaling, params PointRecord[] points) =>
        [.. ScalingSeries.Of([Launch("a", scaling, points)])];

    private static Launch Launch(string id, string scaling, params PointRecord[] points)
    {
        Launch launch = Examples.Run([.. points.Select(
            p => p.Case.Benchmark == "gemm" || p.Scaling.Length > 0 ? p : p with { Scaling = scaling })]);
        return launch with { Run = launch.Run with { RunId = id } };
    }

    private static PointRecord Point(int ranks, int n, long flops, double microseconds)
    {
        PointRecord point = Examples.Point(
            "pgemm", "summa", roof: "gemm", microseconds: microseconds, work: new(flops, 0, 0, 0),
            parameters:
            [
                new Parameter("n", "1", Role.Problem, n.ToString(CultureInfo.InvariantCulture)),
                new Parameter("local", "", Role.Method, "blas"),
            ]);
        return point with
        {
            Ranks = ranks,
            TimeNs = new(ranks, point.TimeNs.Count,
                [.. Enumerable.Range(0, ranks).SelectMany(_ => point.TimeNs.Values)]),
        };
    }
}
