using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Acceptance.Given;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>References from history.</summary>
public sealed class BaselineTests
{
    private static readonly double[] Microseconds = [10, 10.1, 9.9, 10.05, 9.95, 10];

    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
    [TestCase(0.95, 1, 6.314)]
    [TestCase(0.999, 1, 318.309)]
    [TestCase(0.95, 4, 2.132)]
    [TestCase(0.999, 4, 7.173)]
    [TestCase(0.9, 19, 1.328)]
    [TestCase(0.999, 19, 3.579)]
    [TestCase(0.975, 30, 2.042)]
    [TestCase(0.5, 3, 0)]
    public void Quantiles_of_t_are_those_of_the_tables(double p, int degrees, double t) =>
        Assert.That(Student.Quantile(p, degrees), Is.EqualTo(t).Within(6e-4));

    // By a program in Python that integrates the density: exp(mean -+ t(0.995, 5) s sqrt(1 + 1/6)).
    [Test]
    public void The_band_is_the_prediction_interval_of_normal_logarithms()
    {
        Interval band = Baseline.Band([98, 99, 100, 100.5, 101, 103], 0.005);
        Assert.That(band.Low, Is.EqualTo(93.017982).Within(1e-5));
        Assert.That(band.High, Is.EqualTo(108.017732).Within(1e-5));
    }

    [Test]
    public void The_band_is_never_less_than_what_was_seen() => Assert.That(
        Baseline.Band([90, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100], 0.4).Low, Is.EqualTo(90));

    [Test]
    public void A_baseline_needs_five_launches()
    {
        Assert.That(Baseline.Of(History(4)).References, Is.Empty);
        Assert.That(Baseline.Of(History(4)).TooFew, Is.EqualTo(1));
        Reference made = Baseline.Of(History(5)).References.Single();
        Assert.That((made.Point, made.Metric, made.Launches, made.MatchKey),
            Is.EqualTo(("gemm.blas n=512 precision=fp64 coretype=best", "flops", 5, Fine.MatchKey)));
        Assert.That(made.Median, Is.EqualTo(1e11).Within(1e-6).Percent);
    }

    [TestCase(PointStatus.Wrong, Verified.Failed)]
    [TestCase(PointStatus.Ok, Verified.No)]
    [TestCase(PointStatus.Unstable, Verified.Yes)]
    public void A_point_that_is_not_known_to_be_right_never_becomes_a_reference(PointStatus status, Verified verified)
    {
        Launch[] history = [.. History(6), Launch(Fine with { Status = status, Verified = verified })];
        var made = Baseline.Of(history);
        Assert.That((made.References.Count, made.NotRight), Is.EqualTo((0, 1)));
    }

    [Test]
    public void A_file_of_references_is_read_as_it_was_written()
    {
        var made = Baseline.Of(History(6));
        string text = ReferencesFile.Write(made, History(6));
        Assert.That(ReferencesFile.Parse("refs.yaml", text), Is.EqualTo(made.References));
        Assert.That(text, Does.Contain("schema: haiend-refs/1").And.Contain("with at least\n# 6 / 7.\n")
            .And.Contain("first_utc: \"2026-01-02T03:04:05\"").And.Contain("suites: [\"quick\"]"));
    }

    [Test]
    public void Hostile_names_survive_the_file()
    {
        const string Name = "a: {b}, #c \"d\" 'e' \u0001 \u00fc";
        var made = new Baseline([new(Name, 1, 2, "k", "time", 5, 1e-5, new(9e-6, 1.1e-5))], 0, 0);
        Launch[] launches = [Launch(Name, 1, Fine)];
        Assert.That(
            ReferencesFile.Parse("refs.yaml", ReferencesFile.Write(made, launches)), Is.EqualTo(made.References));
    }

    [TestCase("schema: haiend-refs/2\nrefs: []\n", "r.yaml:1:9 schema: this program reads haiend-refs/1")]
    [TestCase("refs: []\n", "r.yaml:1:1 the key 'schema: haiend-refs/1' is missing")]
    [TestCase("schema: haiend-refs/1\nref: []\n", "r.yaml:2:1 unknown key 'ref'; did you mean 'refs'?")]
    [TestCase("schema: haiend-refs/1\nrefs:\n  - {point: a, nodes: 1}\n",
        "r.yaml:3:5 a reference needs the key 'metric'")]
    [TestCase("schema: haiend-refs/1\nrefs:\n  - {point: a, metric: flop}\n",
        "r.yaml:3:24 no metric is called 'flop'; did you mean 'flops'?")]
    [TestCase("schema: haiend-refs/1\nrefs:\n  - {point: a, nodes: x, metric: time}\n",
        "r.yaml:3:23 nodes: expected a whole number, got 'x'")]
    [TestCase(
        "schema: haiend-refs/1\nrefs:\n  - {point: a, nodes: 1, ranks: 1, match_key: k, metric: time, launches: 5, "
        + "median: 1, low: 1 s, high: 1 s}\n", "r.yaml:3:85 median: expected a time such as 2.2 us")]
    public void A_bad_file_of_references_is_refused_with_the_place(string yaml, string message) => Assert.That(
        () => ReferencesFile.Parse("r.yaml", yaml),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [TestCase(10, Judgement.Pass)]
    [TestCase(12, Judgement.Fail)]
    [TestCase(5, Judgement.Pass)]
    public void A_launch_is_judged_by_the_worse_side_of_the_band(double microseconds, Judgement verdict)
    {
        Finding found = ByReferences(Examples.Point(microseconds: microseconds)).Findings.Single();
        Assert.That(found.Verdict, Is.EqualTo(verdict));
        Assert.That(found.Remark.Length > 0, Is.EqualTo(microseconds == 5), "faster than ever is said");
    }

    [Test]
    public void A_reference_whose_point_no_file_has_fails() => Assert.That(
        ByReferences(Examples.Point(realisation: "simd")).Findings.Single().Why, Does.Contain("not measured"));

    [Test]
    public void A_reference_of_another_version_of_the_benchmark_is_inconclusive()
    {
        PointRecord other = Fine with { Case = Fine.Case with { BenchmarkVersion = 2 } };
        Assert.That(ByReferences(other).Verdict, Is.EqualTo(Judgement.Inconclusive));
    }

    [Test]
    public void References_that_are_not_applied_are_counted()
    {
        Check found = Checker.Of(
            [Launch("a", 2, Ranks(2, 0, 1))], (_, _, _) => new("site", [Asked(Fine)], []),
            Baseline.Of(History(5)).References);
        Assert.That(found.Remarks.Single(), Does.StartWith("1 of 1 references are of points"));
        Assert.That(found.Findings.Single().Verdict, Is.EqualTo(Judgement.Inconclusive), "none was applied");
    }

    private static Launch[] History(int launches) =>
        [.. Microseconds.Take(launches).Select(us => Launch(Examples.Point(microseconds: us)))];

    private static Check ByReferences(PointRecord point) => Checker.Of(
        [Launch(point)], (_, _, _) => new("site", [Asked(Fine)], []), Baseline.Of(History(5)).References);
}
