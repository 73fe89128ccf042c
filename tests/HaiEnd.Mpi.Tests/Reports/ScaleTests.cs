using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Axes: where values go and which numbers stand at them.</summary>
public sealed class ScaleTests
{
    [TestCase(ScaleKind.Linear, 0, 10, 5, 0.5)]
    [TestCase(ScaleKind.Log10, 1, 100, 10, 0.5)]
    [TestCase(ScaleKind.Log2, 8, 128, 16, 0.25)]
    public void A_value_has_its_place(ScaleKind kind, double low, double high, double value, double place) =>
        Assert.That(new Scale(kind, low, high).At(value), Is.EqualTo(place).Within(1e-12));

    [TestCase(ScaleKind.Linear, 0, 1, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [TestCase(ScaleKind.Linear, 2.8e-3, 3.3e-3, 5, new[] { 2.8e-3, 2.9e-3, 3.0e-3, 3.1e-3, 3.2e-3, 3.3e-3 })]
    [TestCase(ScaleKind.Log10, 0.9, 2.1e4, 7, new double[] { 1, 10, 100, 1000, 10000 })]
    [TestCase(ScaleKind.Log10, 90, 2100, 7, new double[] { 100, 200, 500, 1000, 2000 })]
    [TestCase(ScaleKind.Log10, 0.87, 2.4, 5, new[] { 1, 1.5, 2 })]
    [TestCase(ScaleKind.Log10, 0.85, 3.2, 5, new double[] { 1, 2 })]
    [TestCase(ScaleKind.Log2, 7, 4200, 4, new double[] { 8, 64, 512, 4096 })]
    public void Ticks_are_round(ScaleKind kind, double low, double high, int most, double[] ticks) =>
        Assert.That(new Scale(kind, low, high).Ticks(most), Is.EqualTo(ticks).Within(1e-9).Percent);

    [TestCase(ScaleKind.Linear)]
    [TestCase(ScaleKind.Log2)]
    [TestCase(ScaleKind.Log10)]
    public void What_has_no_place_moves_no_axis(ScaleKind kind)
    {
        var scale = Scale.Of(kind, [double.NaN, 5, double.PositiveInfinity]);
        Assert.That(scale.Low, Is.LessThan(5));
        Assert.That(scale.High, Is.GreaterThan(5).And.LessThan(20));
        Assert.That(Scale.Of(kind, []).Ticks(5), Is.Not.Empty);
    }

    [TestCase(2e-6, "s", "2 us")]
    [TestCase(64 << 10, "byte", "64 KiB")]
    [TestCase(0.8, "%", "80 %")]
    [TestCase(1.5e9, "byte/s", "1.5 GB/s")]
    [TestCase(double.NaN, "s", "-")]
    public void A_number_at_an_axis_is_short(double value, string unit, string text) =>
        Assert.That(Units.Short(value, unit), Is.EqualTo(text));
}
