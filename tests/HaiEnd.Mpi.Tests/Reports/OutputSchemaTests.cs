using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports.Acceptance;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The schemas of what the verbs print with --json.</summary>
public sealed class OutputSchemaTests
{
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
                new(1, 2, new Dictionary<string, int> { ["no fp16"] = 3 }), ["a remark"]),
            to));
        string[] found = Schema.Check("haiend-check-1", [
            text, Once(text, "\"pass\"", "\"good\""), Once(text, "\"ranks\": 2", "\"ranks\": \"2\""),
            Once(text, "\"remarks\"", "\"notes\""),
        ]);
        Assert.That(found.Select(f => f == "ok"), Is.EqualTo(new[] { true, false, false, false }));
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
