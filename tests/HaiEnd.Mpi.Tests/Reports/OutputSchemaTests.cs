using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The schemas of what the verbs print with --json.</summary>
public sealed class OutputSchemaTests
{
    private const double Threshold = 0.03;

    /// <summary>Two sizes, one of them slower in the second week; a wrong answer; a point that one set lacks; another
    /// MPI.</summary>
    private static LaunchSet Week(int first, double factor, string mpi, params PointRecord[] more) => new(
        $"week {first}", [.. Enumerable.Range(first, 8).Select(day => LaunchSets.Launch(
            day, [
                LaunchSets.Point(factor * (100 + day % 3)), LaunchSets.Point(50 + day % 2, n: 64, probeNs: 30),
                LaunchSets.Point(60 + day % 2, n: 64, realisation: "tiled"), .. more,
            ]).WithMpi(mpi))]);

    private static readonly LaunchSet Base = Week(0, 1, "4.1.4", LaunchSets.Point(9, n: 8));

    private static readonly LaunchSet New =
        Week(8, 1.2, "5.0.3", Examples.Unmeasured(PointStatus.Wrong, "rank 1"), LaunchSets.Point(1, realisation: "x"));

    [Test]
    public void A_comparison()
    {
        LaunchSet[] sets = [Base, New, Week(16, 1, "4.1.4")];
        Comparison[] comparisons = [.. sets.Skip(1).Select(s => Comparer.Compare(sets[0], s, Threshold))];
        var one = Text(to => ComparisonJson.Write(to, "set", comparisons[..1], sets[..2], []));
        var three = Text(to => ComparisonJson.Write(to, "week", comparisons, sets, Comparer.Test(sets)));
        var ways = Text(to => ComparisonJson.Write(to, Threshold, Ways.Compare(Base.Launches, Threshold)));
        Assert.That(Schema.Check("haiend-compare-1", [one, three, ways]), Is.EqualTo(new[] { "ok", "ok", "ok" }));
        Assert.That(
            Schema.Check("haiend-compare-1", [
                Once(one, "\"slower\"", "\"worse\""), Once(one, "\"base_launches\"", "\"launches\""),
                Once(ways, "\"problems\"", "\"comparisons\""),
            ]),
            Has.None.EqualTo("ok"));
    }

    [Test]
    public void A_trend()
    {
        string text = Text(to => TrendJson.Write(to, Trend.Of([.. Base.Launches, .. New.Launches], Threshold)));
        Assert.That(text, Does.Contain("\"ratio_ci95\"").And.Contain("\"wrong\""), "a step and a wrong answer");
        string[] found = Schema.Check("haiend-trend-1", [
            text, Once(text, "\"first\": 0", "\"first\": -1"), Once(text, "T03:00:00Z", ""),
            Once(text, "haiend-trend/1", "haiend-trend/2"),
        ]);
        Assert.That(found.Select(f => f == "ok"), Is.EqualTo(new[] { true, false, false, false }));
    }

    [Test]
    public void A_check()
    {
        Finding pass = new()
        {
            CaseId = "gemm-1",
            Case = "gemm.blas",
            Parameters = Examples.Point().Parameters,
            Nodes = 1,
            Ranks = 2,
            Metric = "flops",
            Dimension = Dimension.Flops,
            Measured = new(1e11, new(0.9e11, double.PositiveInfinity), 7, 70),
            Required = new(0.8e11, double.PositiveInfinity),
            Verdict = Judgement.Pass,
        };
        string text = Text(to => CheckJson.Write(
            new(
                "site", 7,
                [
                    .. Enum.GetValues<Judgement>().Select(v => pass with { Verdict = v, Why = "why" }),
                    pass with { Measured = null, IsWrong = true, Verdict = Judgement.Fail },
                ],
                new(1, 2, new Dictionary<string, int> { ["no fp16"] = 3 }),
                [new(1, 2, 7, [new(FactGroup.Mpi, "MPI library", [new("A", 5), new("", 2)])])], ["a remark"]),
            to));
        string[] found = Schema.Check("haiend-check-1", [
            text, Once(text, "\"pass\"", "\"good\""), Once(text, "\"ranks\": 2", "\"ranks\": \"2\""),
            Once(text, "\"remarks\"", "\"notes\""), Once(text, "\"launches\": 5", "\"launches\": \"most\""),
        ]);
        Assert.That(found.Select(f => f == "ok"), Is.EqualTo(new[] { true, false, false, false, false }));
    }

    private static string Text(Action<TextWriter> write)
    {
        var text = new StringWriter();
        write(text);
        return text.ToString();
    }

    /// <summary>The text with the first of these words replaced.</summary>
    private static string Once(string text, string word, string by)
    {
        int at = text.IndexOf(word, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, $"{word} is not there to be spoilt");
        return text[..at] + by + text[(at + word.Length)..];
    }
}
