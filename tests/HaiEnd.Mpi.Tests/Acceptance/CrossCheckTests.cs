using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Acceptance.Given;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>Rules between cases.</summary>
public sealed class CrossCheckTests
{
    // Intervals of 0.4 % to both sides make a ratio uncertain by 0.8 %.
    [TestCase(10, Judgement.Marginal)]
    [TestCase(10.4, Judgement.Pass)]
    [TestCase(10.5, Judgement.Marginal)]
    [TestCase(12, Judgement.Fail)]
    public void A_slow_library_is_found_by_what_it_should_not_be_slower_than(double library, Judgement verdict)
    {
        double tolerance = library > 10 ? 0.05 : 0;
        PointRecord slow = Of("library", library), ring = Of("ring", 10);
        Finding found = Check(
            [Launch(slow, ring)], [Asked(slow), Asked(ring)], Rule("allreduce.library <= allreduce.ring", tolerance))
            .Findings.Single();
        Assert.That(found.Verdict, Is.EqualTo(verdict));
        Assert.That(found.Measured!.Value, Is.EqualTo(library / 10).Within(1e-9));
    }

    // Each launch has a ratio of 0.8; its luck is its own.
    [Test]
    public void What_a_launch_does_to_both_sides_cancels()
    {
        Launch[] launches = [.. new[] { 10, 16, 10.1 }.Select(us => Launch(Of("library", 0.8 * us), Of("ring", us)))];
        AskedPoint[] asked = [Asked(launches[0].Points[0]), Asked(launches[0].Points[1])];
        Finding found = Check(launches, asked, Rule("allreduce.library <= allreduce.ring", 0)).Findings.Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Measured!.Value, Is.EqualTo(0.8).Within(0.001));
            Assert.That(found.Measured.Ci.High, Is.EqualTo(0.8 * 1.004 / 0.996).Within(0.002));
            Assert.That((found.Verdict, found.Measured.Launches), Is.EqualTo((Judgement.Pass, 3)));
        });
    }

    [Test]
    public void Launches_whose_ratios_differ_leave_it_open()
    {
        Launch[] launches =
            [Launch(Of("library", 8), Of("ring", 10)), Launch(Of("library", 7), Of("ring", 10))];
        AskedPoint[] asked = [Asked(launches[0].Points[0]), Asked(launches[0].Points[1])];
        Finding found = Check(launches, asked, Rule("allreduce.library <= allreduce.ring", 0)).Findings.Single();
        // exp(ln(0.8 x 0.7) / 2 + t ln(0.8 / 0.7) / 2) with t = 12.706 of one degree of freedom
        Assert.That(found.Measured!.Ci.High, Is.EqualTo(1.748).Within(0.002));
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Marginal));
    }

    [Test]
    public void Sides_of_different_launches_are_compared_as_they_are()
    {
        PointRecord left = Of("library", 10), right = Of("ring", 12);
        Finding found = Check(
            [Launch(left), Launch(right)], [Asked(left), Asked(right)],
            Rule("allreduce.library <= allreduce.ring", 0)).Findings.Single();
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Pass));
        Assert.That(found.Measured!.Value, Is.EqualTo(10 / 12.0).Within(1e-9));
    }

    [TestCase(18, Judgement.Pass)]
    [TestCase(24, Judgement.Fail)]
    public void Times_on_a_side_are_added(double library, Judgement verdict)
    {
        PointRecord[] points = [Of("library", library), Of("reduce", 10), Of("broadcast", 10)];
        Check found = Check(
            [Launch(points)], [.. points.Select(p => Asked(p))],
            Rule("allreduce.library <= allreduce.reduce + allreduce.broadcast", 0));
        Assert.That(found.Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void Only_points_of_equal_problems_are_compared()
    {
        PointRecord[] points =
            [Of("library", 10, 8), Of("library", 10, 64), Of("ring", 12, 64), Of("ring", 12, 512)];
        Check found = Check(
            [Launch(points)], [.. points.Select(p => Asked(p))], Rule("allreduce.library <= allreduce.ring", 0));
        Assert.That(found.Findings.Single().Parameters.Single(p => p.Name == "bytes").Value, Is.EqualTo("64"));
    }

    [Test]
    public void Of_several_ways_on_the_right_the_fastest_counts()
    {
        PointRecord left = Of("library", 10), fast = Tuned(9), slow = Tuned(20);
        Check found = Check(
            [Launch(left, fast, slow)], [Asked(left), Asked(fast), Asked(slow)],
            Rule("allreduce.library <= allreduce.ring", 0));
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Fail));

        PointRecord Tuned(double us) => Examples.Point(
            "allreduce", "ring", "busbw", "", us, new(0, 0, 8, 1), new("bytes", "byte", Role.Problem, "8"),
            new("segments", "1", Role.Tuning, $"{us}"));
    }

    [TestCase(PointStatus.Skipped, "allreduce.ring is skipped: too few ranks")]
    [TestCase(PointStatus.Failed, "allreduce.ring is failed: too few ranks")]
    public void A_side_without_a_result_fails(PointStatus status, string why)
    {
        PointRecord left = Of("library", 10), right = Of("ring", 1) with { Status = status, Message = "too few ranks" };
        Check found = Check(
            [Launch(left, right)], [Asked(left), Asked(right)], Rule("allreduce.library <= allreduce.ring", 0));
        Assert.That(found.Findings.Single(f => f.CaseId == "cross").Why, Is.EqualTo(why));
        Assert.That(found.Verdict, Is.EqualTo(Judgement.Fail));
    }

    [Test]
    public void A_side_whose_answer_is_wrong_fails()
    {
        PointRecord left = Of("library", 10), right = Of("ring", 12) with { Status = PointStatus.Wrong };
        Check found = Check(
            [Launch(left, right)], [Asked(left), Asked(right)], Rule("allreduce.library <= allreduce.ring", 0));
        Assert.That(found.Findings.Select(f => f.Verdict), Has.All.EqualTo(Judgement.Fail));
        Assert.That(found.Findings[0].IsWrong);
    }

    private static PointRecord Of(string realisation, double microseconds, int bytes = 8) => Examples.Point(
        "allreduce", realisation, "busbw", "", microseconds, new(0, 0, 8, 1),
        new Parameter("bytes", "byte", Role.Problem, $"{bytes}"));

    private static CrossRule Rule(string text, double tolerance)
    {
        string[][] sides = [.. text.Split(" <= ").Select(s => s.Split(" + "))];
        return new(sides[0], sides[1], tolerance, false, text, "s.yaml:1:1");
    }
}
