using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Analysis;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Analysis.LaunchSets;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Comparisons and trends as people and programs read them.</summary>
public sealed class ComparisonTests
{
    private static readonly double[] Usual = [100, 101, 99.5, 100.4, 99.8, 100.9, 99.2];

    [Test]
    public void A_comparison_reads_as_it_did() => Golden.Check("compare.txt", ComparisonText.Of(Compared()));

    [Test]
    public void What_a_person_reads_fits_the_terminal([Values(60, 80, 132)] int width)
    {
        IReadOnlyList<ComparedProblem> ways = Ways.Compare(Several(), 0.03);
        LaunchSet[] sets = [OfTimes("W1", 0, Usual), OfTimes("W2", 10, Usual)];
        string[] texts =
        [
            ComparisonText.Of(Compared(), width), TrendText.Of(Stepped(), width), GroupsText.Of(ways, width),
            GroupsText.Of(sets, Comparer.Test(sets), width), TerminalSummary.Of(Site.Launches(1)[0], width),
        ];
        foreach (string[] lines in texts.Select(t => t.Split('\n')))
        {
            Assert.That(lines.Where(l => l.Length > width), Is.Empty);
            Assert.That(lines, Has.None.EndsWith(" "));
        }

        Assert.That(Words(texts[0]), Is.EquivalentTo(Words(ComparisonText.Of(Compared()))), "nothing is left out");

        static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    [Test]
    public void Ways_read_as_they_did()
    {
        IReadOnlyList<ComparedProblem> problems = Ways.Compare(Several(), 0.03);
        Golden.Check("ways.txt", GroupsText.Of(problems));
        JsonElement first = Parsed(to => ComparisonJson.Write(to, 0.03, problems)).GetProperty("problems")[0]
            .GetProperty("ways")[0];
        Assert.That(first.GetProperty("point").GetString(), Is.EqualTo("gemm.blas@1 n=512"));
    }

    [Test]
    public void Groups_read_as_they_did()
    {
        LaunchSet[] sets = [OfTimes("W1", 0, Usual), OfTimes("W2", 10, Usual),
            OfTimes("W3", 20, [.. Usual.Select(us => us * 1.3)])];
        Golden.Check("groups.txt", GroupsText.Of(sets, Comparer.Test(sets)));
    }

    [Test]
    public void A_trend_reads_as_it_did()
    {
        Trend trend = Stepped();
        Golden.Check("trend.txt", TrendText.Of(trend));
        JsonElement root = Parsed(to => TrendJson.Write(to, trend));
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("schema").GetString(), Is.EqualTo("haiend-trend/1"));
            Assert.That(root.GetProperty("series")[0].GetProperty("steps")[0].GetProperty("first").GetInt32(),
                Is.EqualTo(7));
            Assert.That(root.GetProperty("series")[0].GetProperty("watch").GetProperty("first").GetInt32(),
                Is.EqualTo(14));
        });
    }

    [Test]
    public void Shares_of_the_roof_stand_beside_the_times_of_different_machines()
    {
        static LaunchSet At(string site, int first, double factor) => new(site, [.. Usual.Select((us, i) => Launch(
            first + i, Point(us * factor), Examples.Point("peakflops", "simd", roof: "", microseconds: us * factor / 2,
                parameters: new Parameter("m", "1", Role.Problem, "1"))).With(r => r with { Site = site }))]);
        string text = ComparisonText.Of(Comparer.Compare(At("here", 0, 1), At("there", 100, 2), 0.03));
        Assert.That(text, Does.Contain("of roof").And.Contain("50.0 % -> 50.0 %"));
    }

    /// <summary>One of everything: slower, faster, same, undecided, placed apart, wrong, lost, unmatched,
    /// tuned.</summary>
    private static Comparison Compared()
    {
        PointRecord[] Before(double us, int i) =>
        [
            Point(us), Point(us, 1024), Point(us, 2048), Point(100 + i % 3 * 10, 4096),
            Point(us, 8192, probeNs: 30), Point(us, 64), Point(us, 128), Point(us, 256), Tuned(us, "4"),
        ];
        PointRecord[] After(double us, int i) =>
        [
            Point(us * 1.1), Point(us * 0.8, 1024), Point(us, 2048), Point(105 + i % 2 * 10, 4096),
            Point(us * 2, 8192, probeNs: 200),
            Point(us / 9, 64) with { Status = PointStatus.Wrong, Verified = Verified.Failed, Message = "rank 1: off" },
            Point(us, 128) with { Status = PointStatus.Oom, Message = "needs 9 GiB\nmore" }, Point(us, 16),
            Tuned(us, "8"),
        ];
        return Comparer.Compare(
            new("old/", [.. Usual.Select((us, i) => Launch(i, Before(us, i)).WithMpi("4.1.4"))]),
            new("new/", [.. Usual.Select((us, i) => Launch(100 + i, After(us, i)).WithMpi("5.0.3")
                .With(r => i == 0 ? r with { Modules = ["gcc/14"] } : r))]), 0.03);
    }

    /// <summary>A step, runs to watch, a wrong run and a point with few runs.</summary>
    private static Trend Stepped()
    {
        PointRecord wrong = Point(1) with
        {
            Status = PointStatus.Wrong,
            Verified = Verified.Failed,
            Message = "rank 0: error 1",
        };
        return Trend.Of(
        [
            .. Usual.Select((us, i) => Launch(i, Point(us), Point(us, n: 64)).WithMpi("4.1.4")),
            Launch(7, wrong).WithMpi("4.1.4"),
            .. Usual.Select((us, i) => Launch(8 + i, Point(1.1 * us)).WithMpi("5.0.3")),
            .. Usual.Take(2).Select((us, i) => Launch(15 + i, Point(1.3 * us)).WithMpi("5.0.3")),
        ], 0.03);
    }

    private static PointRecord Tuned(double us, string threads)
    {
        PointRecord point = Point(us, 32);
        return point with { Parameters = [.. point.Parameters, new("threads", "1", Role.Tuning, threads)] };
    }

    private static IEnumerable<Launch> Several() => Usual.Select((us, i) => Launch(
        i, Point(us), Point(us * 1.5, realisation: "simd"), Point(us * 1.001, realisation: "tiled"),
        Point(1, realisation: "naive") with { Status = PointStatus.Wrong, Verified = Verified.Failed }));

    private static string Text(Action<TextWriter> write)
    {
        var text = new StringWriter { NewLine = "\n" };
        write(text);
        return text.ToString();
    }

    private static JsonElement Parsed(Action<TextWriter> write) => JsonDocument.Parse(Text(write)).RootElement;
}
