using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

public sealed class LateRankTests
{
    // Rank 1 is the first in two samples and 85 ns after it in one; rank 2 is 40 ns after the first in each.
    private static readonly RankTable Starts = new(3, 3, [5, 105, 205, 0, 100, 290, 40, 140, 245]);

    [TestCase(1, 1, 1, 40e-9)]
    [TestCase(0, 0, 1, 85e-9)]
    [TestCase(0, 0, 0, double.NaN)]
    public void The_latest_is_by_all_samples_and_the_skew_by_the_last_rank_of_each_that_counts(
        sbyte first, sbyte second, sbyte third, double skew)
    {
        LateRank late = Figures.Late(Starts, [first, second, third]);
        Assert.That(late.Rank, Is.EqualTo(2));
        Assert.That(late.SkewSeconds, Is.EqualTo(skew).Within(1e-15));
    }

    [Test]
    public void One_rank_is_never_late() =>
        Assert.That(Figures.Late(new(1, 2, [1, 2]), [1, 1]), Is.EqualTo(LateRank.Unknown));

    [TestCase(0.02, 0, "")]
    [TestCase(0.38, 0, "rank 1 begins 380 us after the first, 38.0 % of a sample")]
    [TestCase(0.02, 2, "a rank began 2 of 3 samples late")]
    [TestCase(double.NaN, 0, "")]
    public void Much_skew_and_late_samples_are_said(double share, int late, string said)
    {
        PointRecord point = Examples.Point(3);
        point = point with
        {
            Repeats = 10,
            Figures = point.Figures with { Median = 100e-6 },
            Late = new(share * 1e-3, 1),
            Valid = [.. Enumerable.Range(0, 3).Select(i => (sbyte)(i < late ? 0 : 1))],
        };
        Assert.That(Words.Late(point), Is.EqualTo(said));
    }
}
