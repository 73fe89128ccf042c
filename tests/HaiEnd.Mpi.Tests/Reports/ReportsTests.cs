using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Records in, text out.</summary>
public sealed class ReportsTests
{
    [TestCase(84.3e9, "flop/s", "84.3 Gflop/s")]
    [TestCase(999.6, "byte/s", "1.00 kB/s")]
    [TestCase(1.5e-6, "s", "1.50 us")]
    [TestCase(0.0, "s", "0 s")]
    [TestCase(1234e-12, "s", "1.23 ns")]
    [TestCase(double.NaN, "s", "-")]
    [TestCase(-2e6, "s", "-2.00 Ms")]
    public void A_number_has_three_digits_and_a_prefix(double value, string unit, string text) =>
        Assert.That(Units.Si(value, unit), Is.EqualTo(text));

    [TestCase(8, "8 B")]
    [TestCase(64L << 20, "64.0 MiB")]
    [TestCase(1536, "1.50 KiB")]
    public void A_size_has_a_binary_prefix(long bytes, string text) =>
        Assert.That(Units.Bytes(bytes), Is.EqualTo(text));

    [TestCase(0.82, "820 ms")]
    [TestCase(41.4, "41 s")]
    [TestCase(59.7, "1m 00s")]
    [TestCase(845, "14m 05s")]
    public void A_duration_is_for_people(double seconds, string text) =>
        Assert.That(Units.Duration(seconds), Is.EqualTo(text));

    [Test]
    public void The_summary_has_headlines_against_roofs_then_what_went_wrong_then_the_file() => Assert.That(
        TerminalSummary.Of(Examples.Run(
            Examples.Point(),
            Examples.Point("peakflops", "simd", roof: "", microseconds: 8,
                parameters: new Parameter("precision", "", Role.Problem, "fp64")),
            Examples.Point("gemm", "simd", microseconds: 1,
                parameters: new Parameter("precision", "", Role.Problem, "fp32")),
            Examples.Point(
                "pingpong", "blocking", "link", "", 4, new(0, 0, 16, 2),
                    new Parameter("bytes", "byte", Role.Problem, "8")),
            Examples.Unmeasured(PointStatus.Skipped, "needs 2 ranks"),
            Examples.Unmeasured(PointStatus.Wrong, "rank 3: error 1\nat some place"))),
        Is.EqualTo("""
            quick: 6 points on 1 rank of 1 node (n1, A CPU), 41 s

              FMA peak             125 Gflop/s  +/- 0.400 %                       right  simd fp64
              local GEMM           100 Gflop/s  +/- 0.400 %  80.0 % of peakflops  right  blas n=512 fp64
              ping-pong latency        2.00 us  +/- 0.400 %                       right  blocking 8 B
              ping-pong bandwidth    4.00 MB/s  +/- 0.400 %                       right  blocking 8 B

            4 ok, 1 skipped, 1 wrong
              WRONG    gemm.blas n=512 precision=fp64 coretype=best: rank 3: error 1
              SKIPPED  gemm.blas n=512 precision=fp64 coretype=best: needs 2 ranks

            results/a.h5
            next: haiend report results/a.h5 -o report.html

            """));

    [Test]
    public void A_wrong_answer_is_never_a_headline()
    {
        PointRecord wrong = Examples.Point(
            microseconds: 0.001) with
        { Status = PointStatus.Wrong, Verified = Verified.Failed };
        Assert.That(TerminalSummary.Of(Examples.Run(wrong)), Does.Not.Contain("local GEMM"));
    }

    [TestCase(1, "1 sample")]
    [TestCase(5, "5 samples")]
    [TestCase(6, "+/- 0.")]
    public void Fewer_samples_than_an_interval_needs_are_not_called_precise(int samples, string said)
    {
        PointRecord point = Examples.Point();
        PointRecord few = point with
        {
            TimeNs = new(1, samples, point.TimeNs.Values[..samples]),
            Valid = point.Valid[..samples],
        };
        few = few with { Figures = Figures.Of(few) };
        var measured = new Measured(Pool.Of([Examples.Run(few)]).Single());
        Assert.Multiple(() =>
        {
            Assert.That(TerminalSummary.Of(Examples.Run(few)), Does.Contain(said));
            Assert.That(measured.Sure, Does.StartWith(said.Replace("+/-", "\u00b1", StringComparison.Ordinal)));
            Assert.That(double.IsNaN(measured.HalfWidth), Is.EqualTo(samples < Statistics.FewestForInterval));
        });
    }

    [Test]
    public void A_run_that_ended_early_says_how_to_go_on()
    {
        Launch report = Examples.Run(Examples.Point());
        string text = TerminalSummary.Of(report with { Run = report.Run with { Status = RunStatus.Interrupted } });
        Assert.That(text, Does.Contain(", ended early").And.Contain("--resume results/a.h5"));
    }

    [Test]
    public void A_run_without_points_says_so() =>
        Assert.That(TerminalSummary.Of(Examples.Run()), Does.Contain("nothing was measured"));
}
