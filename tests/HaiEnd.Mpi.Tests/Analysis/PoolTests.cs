using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>The same point in several launches.</summary>
public sealed class PoolTests
{
    [Test]
    public void Points_pool_by_match_key_in_the_order_of_first_sight()
    {
        IReadOnlyList<Pool> pools = Pool.Of(
            [Launch("1", Point("gemm", 10), Point("triad", 20)), Launch("2", Point("triad", 22), Point("gemm", 11))]);
        Assert.That(
            pools.Select(p => (p.Members[0].Point.Case.Benchmark, p.Members.Count)),
            Is.EqualTo(new[] { ("gemm", 2), ("triad", 2) }));
    }

    [Test]
    public void A_launch_that_is_read_twice_counts_once() => Assert.That(
        Pool.Of([Launch("1", Point("gemm", 10)), Launch("1", Point("gemm", 10))]).Single().Seconds.Launches,
        Is.EqualTo(1));

    [Test]
    public void Slices_of_devices_are_held_against_their_like_alone()
    {
        Launch On(string run, string slice)
        {
            Launch launch = Launch(run, Point("triad", 20));
            return launch with
            {
                Run = launch.Run with { Devices = [new(0, "H200", "", "", 1, slice, double.NaN)] },
            };
        }

        Assert.That(
            Pool.Of([On("1", ""), On("2", "1g.18gb"), On("3", "1g.18gb"), On("4", "2g.35gb"), On("5", "")])
                .Select(p => p.Members.Count),
            Is.EqualTo(new[] { 2, 2, 1 }));
    }

    [Test]
    public void One_launch_has_the_interval_of_its_samples()
    {
        PointRecord point = Point("gemm", 10);
        Pool pool = Pool.Of([Launch("1", point)]).Single();
        Assert.That(
            pool.Seconds,
            Is.EqualTo(new Estimate(point.Figures.Median, new(point.Figures.CiLow, point.Figures.CiHigh), 1, 9)));
    }

    [Test]
    public void Several_launches_have_the_median_of_their_medians_and_rates_fall_with_time()
    {
        Launch[] launches = [.. new[] { 10, 14, 11, 12, 13 }.Select((us, i) => Launch($"{i}", Point("gemm", us)))];
        Pool pool = Pool.Of(launches).Single();
        Assert.Multiple(() =>
        {
            Assert.That(pool.Seconds.Value, Is.EqualTo(12e-6).Within(1e-12));
            Assert.That(pool.Seconds.Launches, Is.EqualTo(5));
            Assert.That(pool.Seconds.Samples, Is.EqualTo(45));
            Assert.That(pool.Seconds.Ci.Contains(pool.Seconds.Value));
            Assert.That(pool.Rate.Value, Is.EqualTo(1e6 / pool.Seconds.Value).Within(1));
            Assert.That(pool.Rate.Ci.Low, Is.EqualTo(1e6 / pool.Seconds.Ci.High).Within(1));
            Assert.That(pool.Rate.Ci.High, Is.EqualTo(1e6 / pool.Seconds.Ci.Low).Within(1));
        });
    }

    [Test]
    public void Thirty_launches_have_the_interval_of_their_medians()
    {
        Launch[] launches = [.. Enumerable.Range(100, 30).Select(us => Launch($"{us}", Point("gemm", us)))];
        Estimate found = Pool.Of(launches).Single().Seconds;
        Assert.Multiple(() =>
        {
            Assert.That(found.Value, Is.EqualTo(114.5e-6).Within(1e-12));
            Assert.That(found.Ci.Low, Is.EqualTo(109e-6).Within(1e-12), "the tenth");
            Assert.That(found.Ci.High, Is.EqualTo(120e-6).Within(1e-12));
            Assert.That((found.Launches, found.Samples), Is.EqualTo((30, 270)));
        });
    }

    // Without a time nothing can be shown; without a check nothing is said to be faster.
    [TestCase(PointStatus.Ok, Verified.Yes, true, true)]
    [TestCase(PointStatus.Ok, Verified.No, true, false)]
    [TestCase(PointStatus.Ok, Verified.Failed, false, false)]
    [TestCase(PointStatus.Unstable, Verified.Yes, false, false)]
    [TestCase(PointStatus.Wrong, Verified.Failed, false, false)]
    public void What_is_usable_and_what_is_ranked(PointStatus status, Verified verified, bool usable, bool ranked)
    {
        PointRecord point = Point("gemm", 10) with { Status = status, Verified = verified };
        PoolMember member = Pool.Of([Launch("1", point)]).Single().Members.Single();
        Assert.That((member.IsUsable, member.IsRanked), Is.EqualTo((usable, ranked)));
    }

    [Test]
    public void What_failed_or_is_wrong_is_a_member_but_not_used()
    {
        PointRecord wrong = Point("gemm", 1) with { Status = PointStatus.Wrong, Verified = Verified.Failed };
        Pool pool = Pool.Of([Launch("1", wrong), Launch("2", Point("gemm", 10))]).Single();
        Pool nothing = Pool.Of([Launch("1", wrong)]).Single();
        Assert.Multiple(() =>
        {
            Assert.That(pool.Members, Has.Count.EqualTo(2));
            Assert.That(pool.Usable, Has.Count.EqualTo(1));
            Assert.That(pool.Seconds.Value, Is.EqualTo(10e-6).Within(1e-12));
            Assert.That(nothing.Seconds.Value, Is.NaN);
            Assert.That(nothing.Rate.Value, Is.NaN);
            Assert.That(nothing.SlowestRank, Is.EqualTo(-1));
        });
    }

    [Test]
    public void The_rank_that_is_slowest_most_often_is_named()
    {
        Pool pool = Pool.Of(
            [Launch("1", Ranks(1, 1, 1.2)), Launch("2", Ranks(1, 1.1, 1)), Launch("3", Ranks(1, 1, 1.4))]).Single();
        Assert.Multiple(() =>
        {
            Assert.That(pool.SlowestRank, Is.EqualTo(2));
            Assert.That(pool.Imbalance, Is.EqualTo(1.2).Within(1e-9));
        });
    }

    [Test]
    public void Tunings_of_one_launch_are_not_mixed()
    {
        PointRecord[] tuned = [.. new[] { "1", "2" }.Select(t => Examples.Point(
            parameters: [new("n", "1", Role.Problem, "64"), new("threads", "1", Role.Tuning, t)]))];
        IReadOnlyList<Pool> apart = Pool.Of([Launch("1", tuned), Launch("2", tuned)]);
        IReadOnlyList<Pool> together = Pool.Of([Launch("1", tuned[0]), Launch("2", tuned[1])]);
        Assert.Multiple(() =>
        {
            Assert.That(
                apart.Select(p => p.MatchKey),
                Is.EqualTo(new[] { $"{tuned[0].MatchKey} threads=1", $"{tuned[0].MatchKey} threads=2" }));
            Assert.That(apart.Select(p => p.Members.Count), Is.All.EqualTo(2));
            Assert.That(together.Single().Members, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public void Late_samples_do_not_count_for_a_rank()
    {
        PointRecord point = Ranks(1, 1, 1) with { Valid = [1, 0, 1] };
        point.TimeNs.Values[1] = 1_000_000;
        Assert.That(Figures.RankTimes(point).Select(r => r.CiHigh), Is.All.EqualTo(1e-6).Within(1e-15));
    }

    [Test]
    public void A_rank_has_the_interval_that_its_samples_would_have_alone()
    {
        var random = new Random(5);
        double level = 0;
        long[] times = [.. Enumerable.Range(0, 100).Select(_ => (long)(10_000 + 100
            * (level = 0.8 * level + random.NextDouble() - 0.5)))];
        double[] seconds = [.. times.Select(t => t * 1e-9)], sorted = [.. seconds.Order()];
        RankTime found = Figures.RankTimes(Examples.Point() with
        {
            TimeNs = new(1, 100, times),
            Valid = [.. Enumerable.Repeat((sbyte)1, 100)],
        }).Single();
        Interval ci = Autocorrelation.MedianInterval(seconds, sorted);
        Assert.That(found.Median, Is.EqualTo(Statistics.Quantile(sorted, 0.5)).Within(1e-20));
        Assert.That((found.CiLow, found.CiHigh), Is.EqualTo((ci.Low, ci.High)));
        Assert.That(ci, Is.Not.EqualTo(Statistics.MedianInterval(sorted)), "or this would show little");
    }

    private static Launch Launch(string id, params PointRecord[] points)
    {
        Launch launch = Examples.Run(points);
        return launch with { Run = launch.Run with { RunId = id } };
    }

    private static PointRecord Point(string benchmark, double microseconds) =>
        Examples.Point(benchmark, microseconds: microseconds);

    private static PointRecord Ranks(params double[] microseconds)
    {
        PointRecord point = Examples.Point() with
        {
            Ranks = microseconds.Length,
            TimeNs = new(microseconds.Length, 3, [.. microseconds.SelectMany(
                us => Enumerable.Repeat((long)(us * 1000), 3))]),
            Valid = [1, 1, 1],
        };
        return point with { Figures = Figures.Of(point) };
    }
}
