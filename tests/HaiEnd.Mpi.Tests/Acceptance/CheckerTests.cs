using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Acceptance.Given;
using Finding = HaiEnd.Mpi.Analysis.Acceptance.Finding;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>Every verdict is planted and found.</summary>
public sealed class CheckerTests
{
    // The rate is 1e11 with an interval of 1e11 / 1.004 = 9.9602e10 to 1e11 / 0.996 = 1.00402e11.
    [TestCase(9.9601e10, double.PositiveInfinity, Judgement.Pass)]
    [TestCase(9.9603e10, double.PositiveInfinity, Judgement.Marginal)]
    [TestCase(1.00401e11, double.PositiveInfinity, Judgement.Marginal)]
    [TestCase(1.00403e11, double.PositiveInfinity, Judgement.Fail)]
    [TestCase(double.NegativeInfinity, 1.00403e11, Judgement.Pass)]
    [TestCase(double.NegativeInfinity, 9.9e10, Judgement.Fail)]
    [TestCase(9.9e10, 1.01e11, Judgement.Pass)]
    [TestCase(9.99e10, 1.001e11, Judgement.Marginal)]
    public void The_verdict_is_by_the_whole_interval(double min, double max, Judgement verdict)
    {
        Finding found = Check(Fine, Rule("flops", min, max)).Findings.Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(verdict));
            Assert.That(found.Measured!.Value, Is.EqualTo(1e11).Within(1).Percent);
            Assert.That((found.Measured.Launches, found.Measured.Samples), Is.EqualTo((1, 9)));
        });
    }

    [TestCase("time", 1.1e-5, 0.9e-5)]
    [TestCase("latency", 1.1e-5, 0.9e-5)]
    [TestCase("imbalance", 1.01, 0.99)]
    [TestCase("error_rel_max", 2e-15, 0.5e-15)]
    public void A_measurand_that_should_be_small_passes_below_its_limit_and_fails_above(
        string metric, double above, double below)
    {
        Assert.That(Check(Fine, Rule(metric, max: above)).Verdict, Is.EqualTo(Judgement.Pass));
        Assert.That(Check(Fine, Rule(metric, max: below)).Verdict, Is.EqualTo(Judgement.Fail));
    }

    [Test]
    public void The_share_of_the_roof_has_the_interval_of_the_rate()
    {
        PointRecord peak = Examples.Point(benchmark: "peakflops", roof: "", microseconds: 8);
        Check found = Check([Launch(Fine, peak)], [Asked(Fine, Rule("efficiency_of_roof", min: 0.7))]);
        Assert.That(found.Findings.Single().Measured!.Value, Is.EqualTo(0.8).Within(1e-9));
        Assert.That(found.Findings.Single().Measured!.Ci.Low, Is.EqualTo(0.8 / 1.004).Within(1e-9));
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Pass));
    }

    [TestCase(0.7, Judgement.Pass)]
    [TestCase(0.8, Judgement.Marginal)]
    [TestCase(0.9, Judgement.Fail)]
    public void Efficiency_is_that_of_the_series(double min, Judgement verdict)
    {
        PointRecord one = Fine with { Scaling = "strong" };
        PointRecord two = Examples.Point(microseconds: 6.25) with { Ranks = 2, Scaling = "strong" };
        AskedPoint asked = Asked(two, Rule("efficiency", min: min)) with { Ranks = 2 };
        Finding found = Check([Launch("a", 2, one, two)], [asked]).Findings.Single();
        Assert.That(found.Measured!.Value, Is.EqualTo(0.8).Within(1e-9));
        Assert.That(found.Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void A_tail_that_few_samples_can_not_bound_is_inconclusive_but_may_fail()
    {
        Assert.That(Check(Fine, Rule("p99", max: 1)).Verdict, Is.EqualTo(Judgement.Inconclusive));
        Assert.That(Check(Fine, Rule("p99", max: 1e-6)).Verdict, Is.EqualTo(Judgement.Fail));
    }

    [Test]
    public void Fewer_than_six_samples_are_inconclusive()
    {
        PointRecord few = Fine with { Valid = [1, 1, 1, 1, 1, 0, 0, 0, 0] };
        Finding found = Check(few, Rule("flops", min: 1)).Findings.Single();
        Assert.That(
            (found.Verdict, found.Why),
            Is.EqualTo((Judgement.Inconclusive, "too few samples (5); an interval needs 6")));
    }

    [Test]
    public void Samples_without_a_steady_state_are_inconclusive() => Assert.That(
        Check(Fine with { Status = PointStatus.Unstable }, Rule("flops", min: 1)).Verdict,
        Is.EqualTo(Judgement.Inconclusive));

    [Test]
    public void An_unchecked_answer_is_marginal_at_best()
    {
        Finding found = Check(Fine with { Verified = Verified.No }, Rule("flops", min: 1)).Findings.Single();
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Marginal));
        Assert.That(found.Why, Does.Contain("not checked"));
    }

    [Test]
    public void A_point_that_no_file_has_fails_with_a_rule_and_without([Values] bool rule)
    {
        AskedPoint asked = Asked(Examples.Point(realisation: "simd"), rule ? [Rule("flops", min: 1)] : []);
        Finding found = Check([Launch(Fine)], [asked]).Findings.Single();
        Assert.That((found.Verdict, found.Metric, found.Why),
            Is.EqualTo((Judgement.Fail, "presence", "not measured: no file has it")));
    }

    [TestCase(PointStatus.Skipped, true, Judgement.Fail)]
    [TestCase(PointStatus.Oom, true, Judgement.Fail)]
    [TestCase(PointStatus.Failed, true, Judgement.Fail)]
    [TestCase(PointStatus.Timeout, true, Judgement.Fail)]
    [TestCase(PointStatus.Failed, false, Judgement.Fail)]
    [TestCase(PointStatus.Timeout, false, Judgement.Fail)]
    public void A_point_with_a_rule_that_did_not_end_well_fails_with_its_message(
        PointStatus status, bool rule, Judgement verdict)
    {
        PointRecord bad = Examples.Unmeasured(status, "cblas has no fp16\nand more");
        Finding found = Check(bad, rule ? [Rule("flops", min: 1)] : []).Findings.Single();
        Assert.That((found.Verdict, found.Why),
            Is.EqualTo((verdict, $"{status.ToString().ToLowerInvariant()}: cblas has no fp16")));
    }

    [Test]
    public void What_has_no_rule_is_counted_and_what_can_not_be_done_here_with_its_reason()
    {
        PointRecord skipped = Examples.Unmeasured(PointStatus.Skipped, "cblas has no fp16");
        PointRecord other = Examples.Point(realisation: "simd"), third = Examples.Point(realisation: "tiled");
        Check found = Check(
            [Launch(skipped, other, third with { Verified = Verified.No })],
            [Asked(skipped), Asked(other), Asked(third)]);
        Assert.Multiple(() =>
        {
            Assert.That(found.Findings, Is.Empty);
            Assert.That(found.Verdict, Is.EqualTo(Judgement.Inconclusive), "nothing was judged");
            Assert.That((found.Rest.Right, found.Rest.Unchecked), Is.EqualTo((1, 1)));
            Assert.That(found.Rest.NotHere["gemm.blas skipped: cblas has no fp16"], Is.EqualTo(1));
        });
    }

    [TestCase(PointStatus.Oom, Judgement.Pass)]
    [TestCase(PointStatus.Ok, Judgement.Fail)]
    [TestCase(PointStatus.Failed, Judgement.Fail)]
    [TestCase(PointStatus.Skipped, Judgement.Fail)]
    public void Where_oom_is_expected_refusing_is_the_success(PointStatus status, Judgement verdict)
    {
        PointRecord point = status == PointStatus.Ok ? Fine : Examples.Unmeasured(status, "why");
        Check found = Check([Launch(point)], [Asked(point) with { ExpectOom = true }]);
        Assert.That(found.Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void A_wrong_answer_comes_first_and_exits_with_4_whether_it_was_asked_for_or_not([Values] bool asked)
    {
        PointRecord wrong = Examples.Unmeasured(PointStatus.Wrong, "off by one") with
        {
            Case = Fine.Case with { Realisation = "zzz" },
        };
        AskedPoint slow = Asked(Fine, Rule("flops", min: 1e12));
        Check found = Check([Launch(Fine, wrong)], asked ? [slow, Asked(wrong)] : [slow]);
        Assert.Multiple(() =>
        {
            Assert.That(found.Findings, Has.Count.EqualTo(2));
            Assert.That(found.Findings[0].IsWrong);
            Assert.That(found.Findings[0].Why, Is.EqualTo("wrong answer: off by one"));
            Assert.That(CheckCommand.CodeOf(found), Is.EqualTo(ExitCode.Wrong));
        });
    }

    [Test]
    public void A_wrong_answer_is_not_hidden_by_an_expectation_or_a_warning() => Assert.That(
        Check(Examples.Unmeasured(PointStatus.Wrong, ""), Rule("flops", min: 1, warn: true)).Findings.Single(),
        Has.Property("WarnOnly").False.And.Property("IsWrong").True);

    [TestCase(false, ExitCode.TargetMissed)]
    [TestCase(true, ExitCode.Done)]
    public void A_warning_is_shown_and_does_not_count(bool warn, int code)
    {
        Check found = Check(Fine, Rule("time", max: 1), Rule("flops", min: 1e12, warn: warn));
        Assert.That(found.Findings.Count(f => f.Verdict == Judgement.Fail), Is.EqualTo(1));
        Assert.That(CheckCommand.CodeOf(found), Is.EqualTo(code));
    }

    [Test]
    public void A_host_is_named_whose_only_rank_is_slow([Values] bool reduced)
    {
        PointRecord point = Ranks(4, slow: 3, 1.31);
        Launch launch = Launch("a", 4, reduced ? Figures.Reduced(point) : point);
        Finding found = Check([launch], [Asked(Fine, Rule("imbalance", max: 1.05))]).Findings.Single();
        Assert.That((found.Verdict, found.Remark),
            Is.EqualTo((Judgement.Fail, "host gn020 (rank 3) takes 1.31 x the median of 4 hosts")));
    }

    // Eight ranks on four hosts, or all on one; those of which the number is in the list are slow.
    [TestCase(4, new[] { 4, 5 }, "host gn019 (ranks 4 to 5) takes 1.50 x the median of 4 hosts")]
    [TestCase(4, new[] { 5 }, "rank 5 on gn019 is 1.50 x the median")]
    [TestCase(4, new[] { 0, 1, 5 }, "host gn017 (ranks 0 to 1) takes 1.33 x the median of 4 hosts")]
    [TestCase(
        4, new[] { 2, 3, 6, 7 }, "host gn018 (ranks 2 to 3) takes 1.20 x the median of 4 hosts; "
            + "slow as well: host gn020 (ranks 6 to 7)")]
    [TestCase(-4, new[] { 2, 6 }, "host gn019 (ranks 2, 6) takes 1.50 x the median of 4 hosts")]
    [TestCase(1, new[] { 4, 5 }, "rank 4 on gn017 is 1.50 x the median")]
    [TestCase(4, new int[0], "")]
    public void A_host_is_named_where_all_its_ranks_are_slow(int hosts, int[] slow, string remark)
    {
        PointRecord point = Fine with
        {
            Ranks = 8,
            Nodes = Math.Abs(hosts),
            TimeNs = new(8, 9, [.. Enumerable.Range(0, 8).SelectMany(
                r => Enumerable.Range(-4, 9).Select(i => (long)(10 * (1000 + i) * (slow.Contains(r) ? 1.5 : 1))))]),
        };
        Launch launch = Launch("a", 8, point with { Figures = Figures.Of(point) });
        RankRecord[] ranks = [.. launch.Run.Ranks.Select((rank, r) => rank with
        {
            Node = hosts < 0 ? r % -hosts : r * hosts / 8,
        })];
        RunRecord run = launch.Run with { Ranks = ranks, Nodes = [.. launch.Run.Nodes.Take(Math.Abs(hosts))] };
        Check check = Check([launch with { Run = run }], [Asked(Fine, Rule("imbalance", max: 1.1))]);
        Assert.That(check.Findings.Single().Remark, Is.EqualTo(remark));
    }

    // The other ranks take 9960 to 10040 ns.
    [TestCase(5_000, 12_100, 1.21, 12_100 / 9960.0)]
    [TestCase(30_000, 9_000, 1, 30_000 / 9960.0)]
    [TestCase(30_000, 11_000, 1.1, 30_000 / 9960.0)]
    public void A_rank_that_is_known_badly_leaves_the_imbalance_open(
        long before, long after, double value, double high)
    {
        PointRecord point = Ranks(4, slow: 3, 1);
        point.TimeNs.Values.AsSpan(27, 4).Fill(before);
        point.TimeNs.Values.AsSpan(31, 5).Fill(after);
        point = point with { Figures = Figures.Of(point) };
        foreach (PointRecord given in (PointRecord[])[point, Figures.Reduced(point)])
        {
            Finding found = Check([Launch("a", 4, given)], [Asked(Fine, Rule("imbalance", max: 1.2))])
                .Findings.Single();
            Assert.Multiple(() =>
            {
                Assert.That(found.Verdict, Is.EqualTo(Judgement.Marginal));
                Assert.That(found.Measured!.Value, Is.EqualTo(value).Within(1e-9));
                Assert.That(
                    found.Measured.Ci.Low,
                    Is.EqualTo(Math.Max(1, Math.Min(before, after) / 10040.0)).Within(1e-9));
                Assert.That(found.Measured.Ci.High, Is.EqualTo(high).Within(1e-9));
                Assert.That(found.Remark, Is.EqualTo(
                    value <= 1.2 ? "" : "host gn020 (rank 3) takes 1.21 x the median of 4 hosts"));
            });
        }
    }

    // Alone a rank is not slower than itself; of two, the slow one's own error moves the median too.
    [TestCase(1, 1, 1)]
    [TestCase(2, 2 / (1 + 10040 / 14940.0), 2 / (1 + 9960 / 15060.0))]
    [TestCase(3, 14940 / 10040.0, 15060 / 9960.0)]
    public void The_imbalance_has_the_interval_that_its_ranks_allow(int ranks, double low, double high)
    {
        Finding found = Check([Launch("a", ranks, Ranks(ranks, slow: 0, 1.5))],
            [Asked(Fine, Rule("imbalance", max: 2))]).Findings.Single();
        Assert.That(found.Measured!.Ci.Low, Is.EqualTo(low).Within(1e-9));
        Assert.That(found.Measured.Ci.High, Is.EqualTo(high).Within(1e-9));
    }

    [TestCase(1.31, "host gn017 (rank 0) takes 1.31 x the median of 4 hosts")]
    [TestCase(1.1, "")]
    public void A_slow_rank_is_named_beside_any_failure(double factor, string remark) => Assert.That(
        Check([Launch("a", 4, Ranks(4, slow: 0, factor))], [Asked(Fine, Rule("flops", min: 1e15))])
            .Findings.Single().Remark, Is.EqualTo(remark));

    [Test]
    public void Launches_are_pooled_and_scales_are_not()
    {
        Check found = Check(
            [Launch(Fine), Launch(Fine), Launch("c", 2, Ranks(2, 0, 1))], [Asked(Fine, Rule("time", max: 1))]);
        Assert.That(found.Findings.Select(f => (f.Ranks, f.Measured!.Launches, f.Measured.Samples)),
            Is.EqualTo(new[] { (1, 2, 18), (2, 1, 9) }));
    }

    [Test]
    public void Two_launches_that_differ_are_as_uncertain_as_they_differ()
    {
        Check found = Check(
            [Launch(Fine), Launch(Examples.Point(microseconds: 20))], [Asked(Fine, Rule("time", max: 1.5e-5))]);
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Marginal));
    }

    [Test]
    public void A_failure_in_one_of_three_launches_is_a_failure()
    {
        Check found = Check(
            [Launch(Fine), Launch(Examples.Unmeasured(PointStatus.Failed, "rank 1")), Launch(Fine)],
            [Asked(Fine, Rule("time", max: 1))]);
        Assert.That(found.Findings.Single().Why, Is.EqualTo("failed in 1 of 3 launches: rank 1"));
    }

    [Test]
    public void A_point_that_was_running_when_its_launch_ended_may_be_measured_by_another()
    {
        Launch ended = Launch(Examples.Unmeasured(PointStatus.Failed, IRunStore.EndedWhileRunning));
        AskedPoint asked = Asked(Fine, Rule("time", max: 1));
        Assert.That(Check([ended], [asked]).Verdict, Is.EqualTo(Judgement.Fail));
        Assert.That(Check([ended, Launch(Fine)], [asked]).Verdict, Is.EqualTo(Judgement.Pass));
    }

    [TestCase(1, Judgement.Pass)]
    [TestCase(32, Judgement.Fail)]
    public void A_rule_for_a_scale_needs_that_scale(long ranks, Judgement verdict) =>
        Assert.That(Check(Fine, Rule("time", max: 1, ranks: ranks)).Verdict, Is.EqualTo(verdict));

    [Test]
    public void The_margin_is_the_distance_from_the_nearest_limit()
    {
        Assert.That(Check(Fine, Rule("flops", min: 0.8e11)).Findings.Single().Margin, Is.EqualTo(0.25).Within(1e-9));
        Assert.That(Check(Fine, Rule("time", max: 8e-6)).Findings.Single().Margin, Is.EqualTo(-0.25).Within(1e-9));
        Assert.That(Check(Fine, Rule("time", 8e-6, 11e-6)).Findings.Single().Margin,
            Is.EqualTo(1 / 11.0).Within(1e-9));
    }
}
