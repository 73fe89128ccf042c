using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>The model of scaling against numbers that can be said by heart.</summary>
public sealed class ScalingModelTests
{
    private const double Alpha = 10e-6, Beta = 1e-9;

    private static readonly AlphaBeta Message = new(
        [new(1, 1 << 24, Estimate(Alpha), Estimate(Beta))], 0, "");

    // 0.8 s on one rank; 4 ranks send 2 messages of 1 MB each: 0.2 s and 2 ms and 20 us.
    [TestCase(4, 8_000_000, 8, 0.20202)]
    [TestCase(1, 0, 0, 0.8)]
    public void A_rank_works_and_then_sends(int ranks, long bytes, long messages, double seconds)
    {
        ScaledPoint from = Base(1);
        PointRecord point = Point(ranks, bytes, messages);
        Assert.Multiple(() =>
        {
            Assert.That(ScalingModel.Seconds(point, from, Message), Is.EqualTo(seconds).Within(1e-9));
            Assert.That(
                ScalingModel.EfficiencyOf(point, from, Message), Is.EqualTo(0.8 / ranks / seconds).Within(1e-9));
        });
    }

    [Test]
    public void What_is_not_known_is_not_modelled() => Assert.Multiple(() =>
    {
        Assert.That(ScalingModel.Seconds(Point(4, 0, 0), Base(1), Message), Is.NaN, "nobody counted the messages");
        Assert.That(ScalingModel.Seconds(Point(4, 8, 8), Base(2), Message), Is.NaN, "the base sends, too");
    });

    private static Estimate Estimate(double value) => new(value, new(value, value), 1, 1);

    private static PointRecord Point(int ranks, long bytes, long messages) =>
        LaunchSets.Point(800_000) with { Ranks = ranks, Scaling = "strong", Work = new(1000, 1000, bytes, messages) };

    private static ScaledPoint Base(int ranks) =>
        ScalingSeries.Of([LaunchSets.Launch(0, Point(ranks, 0, 0))])[0].Base;
}
