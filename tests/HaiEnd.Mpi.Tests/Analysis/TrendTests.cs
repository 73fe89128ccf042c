using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Analysis.LaunchSets;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Launches over weeks.</summary>
public sealed class TrendTests
{
    private static readonly double[] Noise = [0, 0.4, -0.3, 0.1, -0.5, 0.2, 0.5, -0.1];

    [Test]
    public void A_step_is_dated_sized_and_explained()
    {
        Launch[] launches = [.. Weeks(6, 100).Select(l => l.WithMpi("4.1.4")),
            .. Weeks(6, 110, first: 6).Select(l => l.WithMpi("5.0.3"))];
        var trend = Trend.Of(launches.Reverse(), 0.03);
        TrendSeries series = trend.Series.Single();
        TrendStep step = series.Steps.Single();
        Assert.Multiple(() =>
        {
            Assert.That(series.Runs[step.First].At, Is.EqualTo(Begin.AddDays(6)));
            Assert.That(step.Ratio.Value, Is.EqualTo(1.1).Within(0.01));
            Assert.That(step.Ratio.Ci.Contains(1), Is.False);
            Assert.That(step.Change, Is.EqualTo(Change.Slower));
            Assert.That(step.Environment.Conclusion, Is.EqualTo("one thing changed: MPI"));
            Assert.That(TrendCommand.CodeOf(trend, gate: true), Is.EqualTo(ExitCode.Regression));
            Assert.That(TrendCommand.CodeOf(trend, gate: false), Is.EqualTo(ExitCode.Done));
        });
    }

    [Test]
    public void A_step_to_faster_or_one_long_mended_leaves_the_gate_open()
    {
        var faster = Trend.Of([.. Weeks(6, 110), .. Weeks(6, 100, first: 6)], 0.03);
        var mended = Trend.Of([.. Weeks(5, 100), .. Weeks(5, 110, first: 5), .. Weeks(5, 100, first: 10)], 0.03);
        Assert.That(faster.Series.Single().Steps.Single().Change, Is.EqualTo(Change.Faster));
        Assert.That(mended.Series.Single().Steps.Select(s => s.Change),
            Is.EqualTo(new[] { Change.Slower, Change.Faster }));
        Assert.That(TrendCommand.CodeOf(faster, gate: true), Is.EqualTo(ExitCode.Done));
        Assert.That(TrendCommand.CodeOf(mended, gate: true), Is.EqualTo(ExitCode.Done));
    }

    [TestCase(5)]
    [TestCase(11)]
    public void An_outlier_is_neither_a_step_nor_watched(int week)
    {
        Launch[] launches = [.. Weeks(12, 100)];
        launches[week] = Launch(week, Point(150));
        TrendSeries series = Trend.Of(launches, 0.03).Series.Single();
        Assert.That((series.Steps.Count, series.Watched), Is.EqualTo((0, (TrendStep?)null)));
    }

    [TestCase(2)]
    [TestCase(3)]
    public void Few_runs_after_a_step_are_watched(int runs)
    {
        var trend = Trend.Of([.. Weeks(8, 100), .. Weeks(runs, 115, first: 8)], 0.03);
        TrendSeries series = trend.Series.Single();
        Assert.That(series.Steps, Is.Empty);
        Assert.That(series.Watched?.First, Is.EqualTo(8));
        Assert.That(TrendCommand.CodeOf(trend, gate: true), Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_point_with_few_runs_is_listed_and_alone_inconclusive()
    {
        var trend = Trend.Of(Weeks(7, 100), 0.03);
        Assert.That(trend.Series.Single().IsTooShort, Is.True);
        Assert.That(TrendCommand.CodeOf(trend, gate: true), Is.EqualTo(ExitCode.Inconclusive));
    }

    [Test]
    public void Weeks_without_a_change_have_few_steps()
    {
        const int Series = 400;
        int steps = 0, slower = 0;
        for (int i = 0; i < Series; i++)
        {
            var random = new Random(i);
            var trend = Trend.Of(Noisy(0, 20, 1, _ => 1, 0.02, random).Launches, 0.03);
            steps += trend.Series.Single().Steps.Count(s => s.Change is Change.Slower or Change.Faster);
            slower += trend.Series.Single().IsSlower ? 1 : 0;
        }

        TestContext.Out.WriteLine(
            $"{Series} level series of 20 runs, 2 % noise: {steps} steps, {slower} called slower");
        Assert.That(slower, Is.LessThanOrEqualTo(Series / 20));
    }

    [Test]
    public void A_change_of_placement_is_no_step()
    {
        Launch[] launches = [.. Enumerable.Range(0, 20).Select(i =>
            Launch(i, Point((i < 10 ? 100 : 200) + Noise[i % 8], probeNs: i < 10 ? 30 : 200)))];
        var trend = Trend.Of(launches, 0.03);
        Assert.That(trend.Series, Has.Count.EqualTo(2));
        Assert.That(trend.Series.SelectMany(s => s.Steps), Is.Empty);
    }

    [Test]
    public void A_wrong_run_is_shown_never_ranked_and_closes_the_gate_if_it_is_the_last()
    {
        PointRecord wrong = Point(1) with { Status = PointStatus.Wrong, Verified = Verified.Failed };
        var trend = Trend.Of([.. Weeks(8, 100), Launch(8, wrong)], 0.03);
        var past = Trend.Of([.. Weeks(4, 100), Launch(4, wrong), .. Weeks(4, 100, first: 5)], 0.03);
        Assert.That(trend.Series.Single().Runs, Has.Count.EqualTo(8));
        Assert.That(TrendCommand.CodeOf(trend, gate: true), Is.EqualTo(ExitCode.Wrong));
        Assert.That(TrendCommand.CodeOf(past, gate: true), Is.EqualTo(ExitCode.Done));
    }

    private static IEnumerable<Launch> Weeks(int count, double microseconds, int first = 0) =>
        Enumerable.Range(first, count).Select(i => Launch(i, Point(microseconds + Noise[i % 8])));
}
