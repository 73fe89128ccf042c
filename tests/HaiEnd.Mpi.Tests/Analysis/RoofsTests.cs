using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>A roof is for what has as much under it.</summary>
public sealed class RoofsTests
{
    private static readonly PointRecord Peak = Examples.Point(benchmark: "peakflops", roof: "", microseconds: 8);

    [Test]
    public void The_best_of_the_same_precision_bounds()
    {
        PointRecord single = With(Peak, "precision", "fp32"), slow = Examples.Point("peakflops", microseconds: 9);
        Assert.That(Roofs.Of(Examples.Point(), [slow, Peak, single]), Is.EqualTo(Peak.Figures.Rate));
        Assert.That(Roofs.Of(Examples.Point(), [single]), Is.NaN);
    }

    [Test]
    public void Two_threads_are_not_bounded_by_one()
    {
        PointRecord two = With(Examples.Point(), "threads", "2"), one = With(Examples.Point(), "threads", "1");
        Assert.That(Roofs.Of(two, [Peak]), Is.NaN);
        Assert.That(Roofs.Of(one, [Peak]), Is.EqualTo(Peak.Figures.Rate));
    }

    private static PointRecord With(PointRecord point, string axis, string value) => point with
    {
        Parameters = [.. point.Parameters.Where(p => p.Name != axis), new(axis, "", Role.Tuning, value)],
    };
}
