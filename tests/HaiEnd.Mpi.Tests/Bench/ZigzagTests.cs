using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>The zig-zag on a simulated machine whose law is known.</summary>
public sealed class ZigzagTests
{
    private static readonly int[] Ranks = [1, 2, 4, 8, 16];

    /// <summary>A benchmark of work n, so that p ranks may grow to p times the base's 1000.</summary>
    private static readonly ZigzagPlan Plan = new(
        PointSpec.Parse("toy.plain@1/sharing-zigzag:n=1000 n=1000"), "n", [.. Ranks.Select(p => (p, 1000L * p))], 0.6);

    // A serial part of 200 s whatever the work. E(p, n) = (n / t) / (p 1000 / 1200) with t = 200 + n / p:
    // E(2, 1000) = 1200 / 1400 = 0.86, E(4, 1000) = 1200 / 1800 = 0.67, E(8, 1000) = 1200 / 2600 = 0.46: n = 8000,
    // E(8, 8000) = 1, E(16, 8000) = 0.86.
    [Test]
    public void The_problem_grows_where_efficiency_is_lost_and_stays_grown() => Assert.That(
        Way(n => 200, _ => true), Is.EqualTo("1:1000 2:1000 4:1000 8:1000 8:8000 16:8000"));

    [Test]
    public void Where_efficiency_never_falls_nothing_grows() => Assert.That(
        Way(n => 0, _ => true), Is.EqualTo("1:1000 2:1000 4:1000 8:1000 16:1000"));

    // The serial part grows with the work, so growing does not help: a point is tried once at each rank count.
    [Test]
    public void A_problem_that_grows_in_vain_goes_on() => Assert.That(
        Way(n => n / 2, _ => true),
        Is.EqualTo("1:1000 2:1000 4:1000 4:4000 8:4000 8:8000 16:8000 16:16000"));

    [Test]
    public void A_size_that_does_not_fit_is_not_kept() => Assert.That(
        Way(n => 200, p => p["n"] != "8000"), Is.EqualTo("1:1000 2:1000 4:1000 8:1000 8:8000 16:1000 16:16000"));

    [Test]
    public void A_rank_count_that_cannot_be_measured_is_no_base_and_does_not_end_the_way() => Assert.That(
        Way(n => 200, p => p.Ranks != 1), Does.StartWith("1:1000 2:1000 4:1000 8:1000"));

    [Test]
    public void What_earlier_files_have_is_not_measured_again()
    {
        PointRecord[] all = Measured(Plan, [], n => 200, _ => true);
        PointRecord[] rest = Measured(Plan, all[..4], n => 200, _ => true);
        Assert.That(Text(rest), Is.EqualTo("8:8000 16:8000"));
        Assert.That(new Zigzag(Plan, all).Next([]), Is.Null);
    }

    [Test]
    public void Protocols_in_order_run_one_after_another()
    {
        PointSpec[] swept = [PointSpec.Parse("toy.plain n=1"), PointSpec.Parse("toy.plain n=2")];
        var both = new InOrder(new Sweep(swept, 1), new Zigzag(Plan, []));
        Assert.That(both.Count, Is.EqualTo(7));
        Assert.That(new[] { both.Next([]), both.Next([]) }, Is.EquivalentTo(swept));
        Assert.That(both.Next([])!.Series, Is.EqualTo("sharing-zigzag:n=1000"));
    }

    private static string Way(Func<double, double> serial, Func<PointSpec, bool> works) =>
        Text(Measured(Plan, [], serial, works));

    private static string Text(IEnumerable<PointRecord> points) =>
        string.Join(' ', points.Select(p => $"{p.Ranks}:{p["n"]}"));

    private static PointRecord[] Measured(
        ZigzagPlan plan, PointRecord[] earlier, Func<double, double> serial, Func<PointSpec, bool> works)
    {
        var zigzag = new Zigzag(plan, earlier);
        var done = new List<PointRecord>();
        while (zigzag.Next(done) is { } next)
        {
            Assert.That(done, Has.Count.LessThan(20), "it ends");
            double n = double.Parse(next["n"]!, CultureInfo.InvariantCulture);
            done.Add(new()
            {
                Case = new("toy", 1, "plain", "flops", "flop/s", "", "", "", "", []),
                Parameters = [new("n", "1", Role.Problem, next["n"]!)],
                Nodes = 1,
                Ranks = next.Ranks,
                Scaling = next.Series,
                Order = done.Count,
                Status = works(next) ? PointStatus.Ok : PointStatus.Oom,
                Work = new((long)n, 0, 0, 0),
                Figures = PointFigures.None with { Median = serial(n) + n / next.Ranks },
            });
        }

        return [.. done];
    }
}
