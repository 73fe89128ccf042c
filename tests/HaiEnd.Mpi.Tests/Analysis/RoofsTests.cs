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

    [Test]
    public void A_device_bounds_what_runs_on_it_and_nothing_else()
    {
        PointRecord ours = Examples.Point();
        Assert.That(Roofs.Of(ours, [On(Peak, "cuda")]), Is.NaN);
        Assert.That(Roofs.Of(On(ours, "cuda"), [Peak]), Is.NaN);
        Assert.That(Roofs.Of(On(ours, "cuda"), [On(Peak, "cuda")]), Is.EqualTo(Peak.Figures.Rate));
        PointRecord whole = With(ours, "local", Peak.Case.Realisation);
        Assert.That(Roofs.Of(whole, [On(Peak, "cuda")]), Is.EqualTo(Peak.Figures.Rate));
    }

    private static PointRecord On(PointRecord point, string runtime) =>
        point with { Case = point.Case with { Runtime = runtime } };

    private static PointRecord With(PointRecord point, string axis, string value) => point with
    {
        Parameters = [.. point.Parameters.Where(p => p.Name != axis), new(axis, "", Role.Tuning, value)],
    };
}
