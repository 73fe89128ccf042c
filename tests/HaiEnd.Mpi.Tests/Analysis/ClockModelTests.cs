using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Offsets and drift of clocks that are known.</summary>
[TestFixture]
internal sealed class ClockModelTests
{
    [Test]
    public void The_quickest_answer_tells_the_offset_and_bounds_its_error()
    {
        // 5 000 ns ahead; one way of 100 ns, the other of 300 ns, and a slow reading first.
        var found = ClockOffset.Of(
            [new(1_000, 1_000 + 5_000 + 9_000, 21_000), new(30_000, 30_000 + 5_000 + 100, 30_400)]);
        Assert.That(found, Is.EqualTo(new ClockOffset(30_200, 4_900, 200)));
        Assert.That(Math.Abs(found.OffsetNs - 5_000), Is.LessThanOrEqualTo(found.UncertaintyNs));
    }

    [TestCase(0.0)]
    [TestCase(20e-6)]
    [TestCase(-300e-6)]
    public void Drift_is_found_where_it_is_larger_than_the_uncertainty(double drift)
    {
        var random = new Random(1);
        ClockOffset[] offsets = [.. Enumerable.Range(0, 20).Select(i => new ClockOffset(
            i * 100_000_000L, 7_000_000 + drift * i * 100_000_000 + random.Next(-400, 401), 400))];
        var model = ClockModel.Fit(offsets);
        Assert.That(model.Drift, Is.EqualTo(drift).Within(0.5e-6));
        long later = offsets[^1].AtNs + 1_000_000_000;
        Assert.Multiple(() =>
        {
            Assert.That(model.ToCommon(later) - later, Is.EqualTo(7_000_000 + drift * later).Within(1_500));
            Assert.That(model.ToLocal(model.ToCommon(later)), Is.EqualTo(later).Within(1));
        });
    }

    [Test]
    public void Offsets_close_to_each_other_show_no_drift() =>
        Assert.That(ClockModel.Fit([new(0, 100, 500), new(1_000, 900, 500)]).Drift, Is.Zero);
}
