using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Acceptance;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>A node whose fp64 does 100 Gflop/s, its fp32 twice that, its int8 four times, from which ozaki2 makes 20,
/// and which is fooled by rescaled rows.</summary>
public sealed class AccuracyFigureTests
{
    /// <summary>Not a name of a figure of <see cref="Site"/>.</summary>
    internal static readonly string[] Goldens = ["accuracy-gemm.svg"];

    private static readonly Lazy<Figure> Made = new(() => FigureOf(Points()));

    [Test]
    public void It_looks_as_when_it_was_last_looked_at() =>
        Golden.Check(Goldens[0], Svg.Of(Made.Value) + "\n");

    [Test]
    public void The_headline_names_the_fastest_accurate_way_and_what_speed_costs() => Assert.That(
        Made.Value.Headline,
        Is.EqualTo("simd fp64 is the fastest way of gemm that is accurate on every input; simd fp32 is 2x as fast, "
            + "with errors up to 1.0e+9 roundings"));

    [TestCase("simd fp64", "uniform", "fp64"), TestCase("simd fp32", "uniform", "inaccurate")]
    [TestCase("ozaki2 fp64 moduli=15", "uniform", "accurate and slower")]
    [TestCase("ozaki2 fp64 moduli=15", "rescaled-32", "inaccurate")]
    [TestCase("ozaki2 fp64 moduli=20", "uniform", "accurate and slower")]
    public void Each_way_has_its_verdict(string way, string input, string verdict) =>
        Assert.That(Row(way, input)[^1], Is.EqualTo(verdict));

    /// <summary>int8 is 4 times as fast as fp64, and 15 products are taken: 4 / 15.</summary>
    [Test]
    public void What_emulation_can_reach_stands_beside_what_it_does()
    {
        Assert.That(Row("ozaki2 fp64 moduli=15", "uniform")[5], Is.EqualTo("0.267x"));
        Assert.That(Row("simd fp64", "uniform")[5], Is.EqualTo("-"));
    }

    [Test]
    public void Without_native_fp64_nothing_is_said() => Assert.That(
        Report.Of(ReportData.Of([Given.Launch("precision", 1, [.. Points().Where(p => p.Case.Realisation != "simd")])]))
            .Figures.Select(f => f.Id),
        Has.None.StartsWith("accuracy"));

    [TestCase(3, 2, double.NaN, 1, "accurate and faster"), TestCase(8.1, 2, 2, 1, "inaccurate")]
    [TestCase(20, 0.5, 24, 1, "accurate and slower"), TestCase(double.NaN, 2, 2, 1, "inaccurate")]
    public void There_are_three_verdicts(
        double error, double rate, double nativeError, double nativeRate, string verdict) => Assert.That(
        MethodVerdict.Of(error, rate, nativeError, nativeRate).ToString(), Is.EqualTo(verdict));

    private static IReadOnlyList<string> Row(string way, string input) =>
        Made.Value.Data.Rows.Single(r => r[0] == way && r[1] == input);

    private static Figure FigureOf(IEnumerable<PointRecord> points) =>
        Report.Of(ReportData.Of([Given.Launch("precision", 1, [.. points])])).Figures.Single(
            f => f.Id == "accuracy-gemm");

    private static IEnumerable<PointRecord> Points()
    {
        yield return Point("simd", "int8", "", 400e9);
        foreach ((string input, double hard) in new[] { ("uniform", 0.06), ("spread-2", 10.0), ("rescaled-32", 5e14) })
        {
            yield return Point("simd", "fp64", input, 100e9) with { Facts = [Error(hard < 1 ? 2 : 4)] };
            yield return Point("simd", "fp32", input, 200e9) with { Facts = [Error(hard < 1 ? 8e8 : 1e9)] };
            foreach ((int moduli, double rate) in new[] { (15, 20e9), (20, 15e9) })
                yield return Point(
                    "ozaki2", "fp64", input, rate, new("moduli", "1", Role.Method, $"{moduli}"),
                    new("local", "", Role.Method, "simd")) with
                {
                    Facts = [Error(moduli == 15 ? hard : 0.06), PointFact.Of("small_products", "1", moduli)],
                };
        }
    }

    private static PointFact Error(double roundings) => PointFact.Of("error_cw", "1", roundings);

    private static PointRecord Point(
        string realisation, string precision, string input, double rate, params Parameter[] method)
    {
        const double Flops = 2.0 * 1024 * 1024 * 1024;
        Parameter[] asked =
        [
            new("n", "1", Role.Problem, "1024"), new("precision", "", Role.Problem, precision),
            .. input.Length > 0 ? [new Parameter("input", "", Role.Problem, input)] : Array.Empty<Parameter>(),
        ];
        return Examples.Point(
            "gemm", realisation, "flops", "", Flops / rate * 1e6, new((long)Flops, 1 << 25, 0, 0),
            [.. asked, .. method]);
    }
}
