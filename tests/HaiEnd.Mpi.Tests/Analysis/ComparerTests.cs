using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Analysis.LaunchSets;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Sets of launches, compared.</summary>
public sealed class ComparerTests
{
    private static readonly double[] Usual = [100, 101, 99.5, 100.4, 99.8, 100.9, 99.2];

    [Test]
    public void A_point_slowed_by_ten_percent_is_found_and_one_by_one_percent_is_not()
    {
        int found = 0, falsely = 0;
        for (int trial = 0; trial < 20; trial++)
        {
            var random = new Random(trial);
            Comparison c = Comparer.Compare(
                Noisy(0, 7, 20, _ => 1, 0.01, random),
                Noisy(100, 7, 20, p => p == 3 ? 1.1 : p == 4 ? 1.01 : 1, 0.01, random), 0.03);
            found += c.Points.Count(p => p.Change == Change.Slower && p.Point["n"] == "67");
            falsely += c.Points.Count(p => p.Change is Change.Slower or Change.Faster && p.Point["n"] != "67");
            Assert.That(c.Points[0].Point["n"], Is.EqualTo("67"), "the greatest change stands first");
        }

        TestContext.Out.WriteLine(
            $"10 % among 20 points at 7 launches, 1 % noise: found in {found} of 20; false {falsely}");
        Assert.That((found, falsely), Is.EqualTo((20, 0)));
    }

    [TestCase(0.01)]
    [TestCase(0.05)]
    public void Equal_sets_are_seldom_called_different(double noise)
    {
        const int Comparisons = 200, PointsEach = 20;
        int points = 0, gates = 0;
        for (int trial = 0; trial < Comparisons; trial++)
        {
            var random = new Random(1000 + trial);
            Comparison c = Comparer.Compare(
                Noisy(0, 7, PointsEach, _ => 1, noise, random), Noisy(100, 7, PointsEach, _ => 1, noise, random), 0.03);
            points += c.Count(Change.Slower) + c.Count(Change.Faster);
            gates += CompareCommand.CodeOf(c, gate: true) == ExitCode.Regression ? 1 : 0;
        }

        TestContext.Out.WriteLine(
            $"noise {noise:P0}: {points} of {Comparisons * PointsEach} equal points called different, "
            + $"{gates} of {Comparisons} comparisons called a regression");
        Assert.That(gates, Is.LessThanOrEqualTo(Comparisons / 20));
    }

    [Test]
    public void Launches_in_a_profiler_are_not_compared_in_silence_nor_checked()
    {
        var facts = new Dictionary<string, string> { [RunFacts.Profiler] = "perf record {}" };
        LaunchSet plain = OfTimes("old", 0, Usual), other = OfTimes("new", 100, Usual);
        LaunchSet profiled = new("new", [.. other.Launches.Select(l => l.With(r => r with { Provenance = facts }))]);
        Comparison c = Comparer.Compare(plain, profiled, 0.03);
        Check check = Checker.Of(profiled.Launches, (_, _, _) => new("", [], []), []);
        Assert.Multiple(() =>
        {
            Assert.That(Comparer.Compare(plain, other, 0.03).Remarks, Is.Empty);
            Assert.That(ComparisonText.Of(c), Does.Contain("rank 0 ran in a profiler in 7 of 14 launches"));
            Assert.That(c.Environment.Facts.Select(f => f.Name), Has.Some.EqualTo("profiler of rank 0"));
            Assert.That(check.Remarks, Is.EqualTo(new[]
            {
                "rank 0 ran in a profiler in 7 of 7 launches: their times are its as well",
            }));
        });
    }

    [Test]
    public void New_launches_that_were_all_placed_apart_are_no_regression()
    {
        Comparison c = Comparer.Compare(
            Set("old", 0, Usual.Select(us => new[] { Point(us, probeNs: 30) })),
            Set("new", 100, Usual.Select(us => new[] { Point(2 * us, probeNs: 200) })), 0.03);
        Assert.Multiple(() =>
        {
            Assert.That(c.Points.Single().Change, Is.EqualTo(Change.Inconclusive));
            Assert.That(CompareCommand.CodeOf(c, gate: true), Is.EqualTo(ExitCode.Inconclusive));
            Assert.That(c.Points.Single().Contrast!.Placements.Select(m => (m.Base, m.New)),
                Is.EqualTo(new[] { (7, 0), (0, 7) }));
            Assert.That(ComparisonText.Of(c), Does.Contain("placed differently, not comparable"));
        });
    }

    [TestCase(1.0, Change.Same)]
    [TestCase(1.1, Change.Slower)]
    public void Launches_are_compared_with_those_that_were_placed_alike(double factor, Change expected)
    {
        // Five near and two far before, two near and five far after: the medians over all differ by two.
        IEnumerable<PointRecord[]> Mixed(int near, double times) => Usual.Select((us, i) =>
            new[] { Point(us * times * (i < near ? 1 : 2), probeNs: i < near ? 30 : 200) });
        Comparison c = Comparer.Compare(Set("old", 0, Mixed(5, 1)), Set("new", 100, Mixed(2, factor)), 0.03);
        Assert.That(c.Points.Single().Contrast!.Ratio.Value, Is.EqualTo(factor).Within(0.02));
        Assert.That(c.Points.Single().Change, Is.EqualTo(expected));
    }

    [Test]
    public void A_launch_that_moved_alone_is_compared_with_none()
    {
        PointRecord moved = Point(500) with { CacheLineProbeNs = (30, 200) };
        Comparison c = Comparer.Compare(
            Set("old", 0, [.. Usual.Select(us => new[] { Point(us, probeNs: 30) }), [moved], [Point(200, probeNs: 200)],
                [Point(201, probeNs: 200)]]),
            Set("new", 100, Usual.Select(us => new[] { Point(us, probeNs: 30) })), 0.03);
        ComparedPoint p = c.Points.Single();
        Assert.That((p.Contrast!.Ratio.Launches, p.Change), Is.EqualTo((7, Change.Same)));
        Assert.That(p.Contrast.Placements, Has.One.EqualTo(new PlacementMode(double.NaN, 1, 0, IsUsed: false)));
    }

    [TestCase(1.0, Change.Same)]
    [TestCase(1.1, Change.Slower)]
    public void Launches_that_moved_are_compared_with_each_other(double factor, Change expected)
    {
        // Two launches a side near, two far, three in between for a part of the time.
        IEnumerable<PointRecord[]> Mixed(double times) => Usual.Select((us, i) => new[]
        {
            Point(us * times * (i < 2 ? 1 : i < 4 ? 2 : 1.5)) with
            {
                CacheLineProbeNs = (i is < 2 or > 4 ? 30 : 200, i is < 2 or 4 ? 30 : 200),
            },
        });
        Comparison c = Comparer.Compare(Set("old", 0, Mixed(1)), Set("new", 100, Mixed(factor)), 0.03);
        ComparedPoint p = c.Points.Single();
        Assert.That((p.Contrast!.Ratio.Launches, p.Change), Is.EqualTo((7, expected)));
        Assert.That(p.Contrast.Placements, Has.One.EqualTo(new PlacementMode(double.NaN, 3, 3, IsUsed: true)));
        if (expected == Change.Slower)
            Assert.That(ComparisonText.Of(c, 200), Does.Contain("moved meanwhile 3 of BASE, 3 of NEW"));
    }

    [Test]
    public void A_probe_that_did_not_end_in_time_is_known_by_the_other_one()
    {
        PointRecord[] points =
        [
            .. new[] { (30.0, 31.0), (double.NaN, 30.0), (200.0, 201.0), (205.0, double.NaN), (double.NaN, double.NaN) }
                .Select(probes => Point(1) with { CacheLineProbeNs = probes }),
        ];
        Assert.That(points.Select(Placements.Of(points).ModeOf), Is.EqualTo(new[] { 0, 0, 1, 1, -1 }));
    }

    [Test]
    public void A_wrong_answer_is_never_ranked_however_fast_it_is()
    {
        static PointRecord Wrong() => Point(1) with { Status = PointStatus.Wrong, Verified = Verified.Failed };
        LaunchSet right = OfTimes("old", 0, Usual), wrong = Set("new", 100, Usual.Select(_ => new[] { Wrong() }));
        Comparison worse = Comparer.Compare(right, wrong, 0.03), still = Comparer.Compare(wrong, wrong, 0.03);
        LaunchSet once = new("new", [.. OfTimes("", 200, Usual).Launches.Skip(1), Launch(300, Wrong())]);
        Assert.Multiple(() =>
        {
            Assert.That(worse.Points.Single().Change, Is.EqualTo(Change.Unranked));
            Assert.That(worse.Points.Single().Contrast, Is.Null);
            Assert.That(CompareCommand.CodeOf(worse, gate: true), Is.EqualTo(ExitCode.Wrong));
            Assert.That(CompareCommand.CodeOf(worse, gate: false), Is.EqualTo(ExitCode.Inconclusive));
            Assert.That(CompareCommand.CodeOf(still, gate: true), Is.EqualTo(ExitCode.Inconclusive));
            Assert.That(Comparer.Compare(right, once, 0.03).HasNewWrong, Is.True, "wrong once is wrong");
        });
    }

    [Test]
    public void An_unchecked_point_is_not_ranked()
    {
        Comparison c = Comparer.Compare(
            OfTimes("old", 0, Usual),
            Set("new", 100, Usual.Select(us => new[] { Point(us) with { Verified = Verified.No } })), 0.03);
        Assert.That(c.Points.Single().Change, Is.EqualTo(Change.Unranked));
    }

    [Test]
    public void Points_of_one_side_are_shown()
    {
        Comparison c = Comparer.Compare(
            Set("old", 0, Usual.Select(us => new[] { Point(us), Point(us, n: 64) })),
            Set("new", 100, Usual.Select(us => new[] { Point(us), Point(us, n: 128) })), 0.03);
        Assert.That(
            c.Unmatched.Select(u => (u.Point["n"], u.IsInBase)), Is.EqualTo(new[] { ("64", true), ("128", false) }));
        Assert.That(ComparisonText.Of(c), Does.Contain("Only in BASE\n  gemm.blas@1 n=64")
            .And.Contain("Only in NEW\n  gemm.blas@1 n=128"));
    }

    [Test]
    public void Four_launches_a_side_are_inconclusive_whatever_they_show()
    {
        Comparison c = Comparer.Compare(
            OfTimes("old", 0, 100, 101, 102, 103), OfTimes("new", 100, 200, 201, 202, 203), 0.03);
        Assert.Multiple(() =>
        {
            Assert.That(c.Points.Single().Change, Is.EqualTo(Change.Inconclusive));
            Assert.That(c.Points.Single().Contrast!.Ratio.Value, Is.EqualTo(2).Within(0.02), "the number is shown");
            Assert.That(CompareCommand.CodeOf(c, gate: false), Is.EqualTo(ExitCode.Inconclusive));
            Assert.That(CompareCommand.CodeOf(c, gate: true), Is.EqualTo(ExitCode.Inconclusive));
            Assert.That(ComparisonText.Of(c), Does.Contain("5 a side can tell one change among 1 point"));
        });
    }

    [TestCase(1, 5)] // 2 / 252 = 0.008
    [TestCase(20, 6)] // 20 x 2 / 252 = 0.16, 20 x 2 / 924 = 0.04
    [TestCase(45, 7)]
    [TestCase(100, 8)]
    public void More_points_need_more_launches(int points, int launches)
    {
        var random = new Random(1);
        Comparison c = Comparer.Compare(
            Noisy(0, 2, points, _ => 1, 0.01, random), Noisy(100, 2, points, _ => 1, 0.01, random), 0.03);
        Assert.That(c.LaunchesNeeded, Is.EqualTo(launches));
    }

    [Test]
    public void A_point_that_does_not_run_any_more_is_incomplete_and_outweighs_a_regression()
    {
        Comparison c = Comparer.Compare(
            Set("old", 0, Usual.Select(us => new[] { Point(us), Point(us, n: 64) })),
            Set("new", 100, Usual.Select(us => new[]
            {
                Point(us * 1.2), Point(us, n: 64) with { Status = PointStatus.Failed, Message = "rank 1: broke" },
            })), 0.03);
        Assert.That(c.Count(Change.Slower), Is.EqualTo(1));
        Assert.That(CompareCommand.CodeOf(c, gate: true), Is.EqualTo(ExitCode.Incomplete));
        Assert.That(CompareCommand.CodeOf(c, gate: false), Is.EqualTo(ExitCode.Done));
        Assert.That(ComparisonText.Of(c), Does.Contain("gemm.blas@1 n=64: right -> FAILED: rank 1: broke"));
    }

    [TestCase(1.2, ExitCode.Regression)]
    [TestCase(0.8, ExitCode.Done)]
    [TestCase(1.0, ExitCode.Done)]
    public void The_gate_closes_for_what_is_slower(double factor, int code)
    {
        Comparison c = Comparer.Compare(
            OfTimes("old", 0, Usual), OfTimes("new", 100, [.. Usual.Select(us => us * factor)]), 0.03);
        Assert.That(CompareCommand.CodeOf(c, gate: true), Is.EqualTo(code));
        Assert.That(CompareCommand.CodeOf(c, gate: false), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void Tuning_that_differs_is_shown_beside_the_point()
    {
        static LaunchSet Tuned(int first, string threads) => Set("", first, Usual.Select(us => new[]
        {
            Point(us) with { Parameters = [.. Point(us).Parameters, new("threads", "1", Role.Tuning, threads)] },
        }));
        ComparedPoint p = Comparer.Compare(Tuned(0, "4"), Tuned(100, "8"), 0.03).Points.Single();
        Assert.That(p.Tuning, Is.EqualTo(new[] { new TuningDifference("threads", "4", "8") }));
    }

    [Test]
    public void Strata_of_two_and_two_in_order_have_a_chance_of_one_in_thirty_six_each_way()
    {
        // Each stratum has 6 orders, one of which is the extreme one.
        TestResult test = MannWhitney.Test([([1, 2], [3, 4]), ([10, 20], [30, 40])]);
        Assert.That((test.P, test.Effect), Is.EqualTo((2 / 36.0, 1.0)));
    }

    [TestCase(new double[] { 30, 32, 35, 28, 31 }, 0)]
    [TestCase(new double[] { 30, 32, 200, 28, 210 }, 2)]
    [TestCase(new double[] { 30, 32, 200, 28, 31 }, 0)] // one launch apart is an accident
    [TestCase(new double[] { 30, 31, 70, 72, 200, 205, 5000 }, 3)]
    [TestCase(new double[] { 30, 36, 43, 50, 60 }, 0)] // wide, but without a gap
    [TestCase(new double[] { double.NaN, double.NaN }, 0)]
    public void Placements_are_told_apart_where_there_is_a_gap(double[] probes, int modes) => Assert.That(
        Placements.Of(probes.Select(p => Point(1, probeNs: p))).ProbesNs, Has.Count.EqualTo(modes));
}
