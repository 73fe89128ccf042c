using System.Globalization;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using YamlDotNet.Serialization;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Launches in the forms that other programs read.</summary>
public sealed class ExportTests
{
    private static readonly Parameter Fp64 = new("precision", "", Role.Problem, "fp64");
    private static readonly Parameter Fp32 = new("precision", "", Role.Problem, "fp32");

    private static IEnumerable<string> Forms => Exporters.All.Select(e => e.Name);

    [TestCaseSource(nameof(Forms))]
    public void A_form_is_as_it_was(string form)
    {
        Launch a = Examples.Run(
            Examples.Point(),
            Examples.Point("gemm", "tiled", microseconds: 20),
            Examples.Point("peakflops", "simd", roof: "", microseconds: 8, parameters: Fp64),
            Triad("simd", 100, Fp64), Triad("simd-nt", 80, Fp64), Triad("simd", 50, Fp32),
            Examples.Point(
                "pingpong", "blocking", "link", "", 4, new(0, 0, 16, 2),
                new Parameter("bytes", "byte", Role.Problem, "8")),
            Examples.Unmeasured(PointStatus.Skipped, "needs 2 ranks"),
            Examples.Unmeasured(PointStatus.Wrong, "rank 3: |error| 1 <b>\nat \"some\" place"));
        Launch b = Examples.Run(Examples.Point(microseconds: 11)) with { File = "results/b.h5" };
        Golden.Check($"export.{Ending(form)}", Text(form, a, b));
    }

    [TestCaseSource(nameof(Forms))]
    public void A_form_of_what_a_stranger_wrote_is_as_it_was(string form) =>
        Golden.Check($"hostile.{Ending(form)}", Text(form, Examples.Hostile("=<i>a|b\"c\nd</i>\u001b[2J: *e*")));

    [Test]
    public void The_table_is_tidy_and_holds_all_parameters()
    {
        string[][] rows = Rows(Examples.Run(
            Examples.Point(parameters: new Parameter("n", "1", Role.Problem, "8")),
            Examples.Point(parameters: new Parameter("bytes", "byte", Role.Problem, "-64"))));
        int n = Array.IndexOf(rows[0], "n"), bytes = Array.IndexOf(rows[0], "bytes");
        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Length.EqualTo(3));
            Assert.That(rows.Select(r => r.Length).Distinct(), Has.Exactly(1).Items);
            Assert.That((rows[1][n], rows[1][bytes], rows[2][n], rows[2][bytes]), Is.EqualTo(("8", "", "", "-64")));
            Assert.That(rows[1][Array.IndexOf(rows[0], "time_median_s")], Is.EqualTo("1E-05"));
            Assert.That(rows[1][Array.IndexOf(rows[0], "efficiency_of_roof")], Is.Empty);
            Assert.That(rows[1][Array.IndexOf(rows[0], "created_utc")], Is.EqualTo("2026-01-02T03:04:05Z"));
        });
    }

    [Test]
    public void A_parameter_never_has_the_column_of_something_else()
    {
        string[] names = ["status", "param_status", "file", "n"];
        string[][] rows = Rows(Examples.Run(Examples.Point(
            parameters: [.. names.Select(n => new Parameter(n, "", Role.Problem, $"my {n}"))])));
        Assert.Multiple(() =>
        {
            Assert.That(rows[0], Is.Unique);
            Assert.That(rows[1][Array.IndexOf(rows[0], "status")], Is.EqualTo("ok"));
            Assert.That(rows[1][Array.IndexOf(rows[0], "param_status")], Is.EqualTo("my status"));
            Assert.That(rows[1][Array.IndexOf(rows[0], "param_param_status")], Is.EqualTo("my param_status"));
            Assert.That(rows[1][Array.IndexOf(rows[0], "param_file")], Is.EqualTo("my file"));
            Assert.That(rows[1][Array.IndexOf(rows[0], "n")], Is.EqualTo("my n"));
        });
    }

    [Test]
    public void Facts_have_columns_of_their_own_with_their_units()
    {
        string[][] rows = Rows(Examples.Run(
            Examples.Point() with { Facts = [PointFact.Of("cpu", "s", 0.5), new("n", "", "@word")] },
            Examples.Point("gemm", "tiled") with { Facts = [PointFact.Of("patterns", "1", 3)] }));
        int cpu = Array.IndexOf(rows[0], "cpu_s"), word = Array.IndexOf(rows[0], "fact_n");
        int patterns = Array.IndexOf(rows[0], "patterns");
        Assert.Multiple(() =>
        {
            Assert.That((rows[1][cpu], rows[1][word], rows[1][patterns]), Is.EqualTo(("0.5", "'@word", "")));
            Assert.That((rows[2][cpu], rows[2][word], rows[2][patterns]), Is.EqualTo(("", "", "3")));
        });
    }

    [Test]
    public void A_number_is_the_same_after_a_round_trip([Values(1.0 / 3, 5e-324, 1.7976931348623157e308)] double rate)
    {
        PointRecord point = Examples.Point();
        string[][] rows = Rows(Examples.Run(point with { Figures = point.Figures with { Rate = rate } }));
        Assert.That(
            double.Parse(rows[1][Array.IndexOf(rows[0], "rate")], CultureInfo.InvariantCulture), Is.EqualTo(rate));
    }

    [TestCase("=1+1", "'=1+1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("-2", "'-2")]
    [TestCase("+x", "'+x")]
    [TestCase("  =1", "'  =1")]
    [TestCase("'=1", "''=1")]
    [TestCase("\uff1d1", "'\uff1d1")]
    [TestCase("\tx", "'\tx")]
    [TestCase("a\u001b[2Jb", "a\ufffd[2Jb")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("a\"b", "\"a\"\"b\"")]
    [TestCase("\"=a", "\"'\"\"=a\"")]
    [TestCase("=a,b", "\"'=a,b\"")]
    public void A_cell_can_neither_be_a_formula_nor_break_the_table(string message, string cell) =>
        Assert.That(
            Text("csv", Examples.Run(Examples.Unmeasured(PointStatus.Failed, message))).TrimEnd(),
            Does.EndWith($",{cell}"));

    [Test]
    public void Json_has_numbers_as_numbers_and_null_for_what_is_unknown()
    {
        JsonElement run = JsonDocument.Parse(Text(
            "json", Examples.Run(Examples.Point(), Examples.Unmeasured(PointStatus.Oom, "needs \"much\""))))
            .RootElement.GetProperty("runs")[0];
        JsonElement good = run.GetProperty("points")[0], bad = run.GetProperty("points")[1];
        Assert.Multiple(() =>
        {
            Assert.That(run.GetProperty("nodes")[0].GetProperty("cores").GetInt32(), Is.EqualTo(64));
            Assert.That(good.GetProperty("parameters").GetProperty("n").GetInt64(), Is.EqualTo(512));
            Assert.That(good.GetProperty("parameters").GetProperty("precision").GetString(), Is.EqualTo("fp64"));
            Assert.That(good.GetProperty("time_s").GetProperty("median").GetDouble(), Is.EqualTo(1e-5));
            Assert.That(good.GetProperty("stop_reason").GetString(), Is.EqualTo("converged"));
            Assert.That(bad.GetProperty("rate").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(bad.GetProperty("message").GetString(), Is.EqualTo("needs \"much\""));
        });
    }

    [Test]
    public void The_directory_of_test_beds_gets_the_best_right_answer_over_launches()
    {
        PointRecord wrong = Triad("fast", 1, Fp64) with { Status = PointStatus.Wrong, Verified = Verified.Failed };
        PointRecord unverified = Triad("unchecked", 2, Fp64) with { Verified = Verified.No };
        PointRecord cached = Triad("cached", 3, Fp64) with { FootprintBytes = 1 << 20 };
        PointRecord spread = Triad("spread", 4, Fp64) with { Nodes = 2 };
        Launch Launched(double microseconds) => Examples.Run(
            Triad("simd", microseconds, Fp64), Triad("slow", 400, Fp64), wrong, unverified, cached, spread);
        Launch once = Examples.Run(Triad("fast", 1, Fp64));
        Dictionary<object, object> entry = Block(Launched(90), Launched(100), Launched(300), once).Single();
        var parameters = (Dictionary<object, object>)entry["parameters"];
        Assert.Multiple(() =>
        {
            Assert.That(entry["type"], Is.EqualTo("memory-bandwidth-gb-s"));
            Assert.That(entry["name"], Is.EqualTo("HaiEnd.Mpi triad.simd"));
            Assert.That(entry["value"], Is.EqualTo("123.5"), "12 345 678 byte in 100 us, in GB/s");
            Assert.That(entry.ContainsKey("precision"), Is.False, "only for floating point, says the template");
            Assert.That(parameters["precision"], Is.EqualTo("fp64"));
            Assert.That(parameters["launches"], Is.EqualTo("3"));
        });
    }

    [Test]
    public void Floating_point_has_a_precision_and_fp64_comes_first() => Assert.That(
        Block(Examples.Run(
            Examples.Point(parameters: Fp32), Examples.Point(parameters: Fp64),
            Examples.Point(parameters: new Parameter("precision", "", Role.Problem, "fp32-fp64")),
            Examples.Point("peakflops", microseconds: 1, parameters: Fp64)))
            .Select(e => (e["type"], e["precision"], e["value"])),
        Is.EqualTo(new object[]
        {
            ((object)"floating-point-tflop-s", (object)"fp64", (object)"0.1"),
            ((object)"floating-point-tflop-s", (object)"fp32", (object)"0.1"),
        }));

    [Test]
    public void The_directory_of_test_beds_gets_no_figure_that_is_not_of_one_machine()
    {
        Launch a = Examples.Run(Examples.Point());
        Launch b = a with { Run = a.Run with { Nodes = [a.Run.Nodes[0] with { CpuModel = "B CPU" }] } };
        Assert.Multiple(() =>
        {
            Assert.That(() => Block(a, b), Throws.TypeOf<ExportException>()
                .With.Message.Contains("are of several: A CPU; B CPU"));
            Assert.That(() => Block(Examples.Run(Examples.Point() with { Nodes = 2 })), Throws.TypeOf<ExportException>()
                .With.Message.Contains("of one node"));
            Assert.That(() => Block(Examples.Run()), Throws.TypeOf<ExportException>()
                .With.Message.Contains("no verified point"));
        });
    }

    private static string Ending(string form) => form == "testbed-yaml" ? "yaml" : form;

    private static PointRecord Triad(string realisation, double microseconds, Parameter precision) => Examples.Point(
        "triad", realisation, "bandwidth", "", microseconds, new(0, 12_345_678, 0, 0),
        new("n", "1", Role.Problem, "16777216"), precision) with
    { FootprintBytes = 400 << 20 };

    private static List<Dictionary<object, object>> Block(params Launch[] launches)
    {
        object block = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(
            Text("testbed-yaml", launches))["benchmarks"];
        return [.. ((List<object>)block).Cast<Dictionary<object, object>>()];
    }

    private static string[][] Rows(Launch launch) =>
        [.. Text("csv", launch).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split(','))];

    private static string Text(string form, params Launch[] launches)
    {
        var text = new StringWriter();
        Exporters.All.Single(e => e.Name == form).Write(launches, text);
        return text.ToString();
    }
}
