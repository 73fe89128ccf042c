using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Reports.Html;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Reports;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Acceptance.Given;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>Guidelines that a call keeps with itself, and what a missed one says. A call of n bytes takes 2 us and 1 ns
/// a byte where nothing is planted.</summary>
public sealed class GuidelineTests
{
    private const string OpenMpi = "Open MPI v4.1.4, package: Debian OpenMPI", Mpich = "MPICH Version:\t4.0.2\nMPICH";

    private static readonly long[] Listed = [8, 64, 512, 4096, 32768];

    [TestCase(Sizes.Greater)]
    [TestCase(Sizes.Parts)]
    public void A_call_whose_time_grows_with_its_size_keeps_them(Sizes sizes)
    {
        Finding[] found = Found(sizes, _ => 1);
        // The greatest size has no greater one, the least no lesser.
        Assert.That(found, Has.Length.EqualTo(Listed.Length - 1));
        Assert.That(found.Select(f => f.Verdict), Has.All.EqualTo(Judgement.Pass));
    }

    [Test]
    public void A_size_that_takes_longer_than_a_greater_one_is_found()
    {
        Finding[] found = Found(Sizes.Greater, bytes => bytes == 512 ? 4 : 1);
        Finding missed = found.Single(f => f.Verdict != Judgement.Pass);
        Assert.Multiple(() =>
        {
            Assert.That(missed.Verdict, Is.EqualTo(Judgement.Fail));
            Assert.That(missed.Measured!.Value, Is.EqualTo(4 * Time(512) / Time(4096)).Within(0.01));
            Assert.That(GuidelineWords.Of(missed), Does.StartWith(
                "MPI_Allreduce of Open MPI 4.1.4 at 512 B on 1 rank takes 1.65x [1.64x, 1.66x] as long as a call of "
                + "4 KiB: ").And.EndsWith("no setting is known here that has the library do it so"));
        });
    }

    [Test]
    public void A_size_that_takes_longer_than_its_parts_is_found()
    {
        Finding[] found = Found(Sizes.Parts, bytes => bytes == 32768 ? 2 : 1);
        Finding missed = found.Single(f => f.Verdict != Judgement.Pass);
        Assert.Multiple(() =>
        {
            Assert.That(missed.Verdict, Is.EqualTo(Judgement.Fail));
            Assert.That(missed.Measured!.Value, Is.EqualTo(2 * Time(32768) / (8 * Time(4096))).Within(0.01));
            Assert.That(GuidelineWords.Of(missed), Does.Contain("as long as 8 calls of 4 KiB: its algorithm for "
                + "this size is badly chosen, or it has left a cache that its parts fit into; "));
        });
    }

    // Intervals of 0.4 % to both sides make a ratio uncertain by 0.8 %; here it is 1.2 % beyond, which one in 600 is by
    // chance: enough of one ratio, and not of a hundred.
    [TestCase(1, Judgement.Fail)]
    [TestCase(100, Judgement.Marginal)]
    public void Of_many_ratios_one_may_be_out_by_chance(int ratios, Judgement verdict)
    {
        PointRecord[] points = [.. Enumerable.Range(1, ratios).SelectMany(i => (PointRecord[])
            [Of("library", i, i == 1 ? 10.12 : 9), Of("ring", i, 10)])];
        Finding[] found = [.. Check(
            [Launch(points)], [.. points.Select(p => Asked(p))],
            Rule("allreduce.library", "allreduce.ring")).Findings];
        Assert.That(found, Has.Length.EqualTo(ratios));
        Assert.That(found.Single(f => f.Verdict != Judgement.Pass).Verdict, Is.EqualTo(verdict));
    }

    // The same scatter for all: nothing is broken, and 5 % of launches would say so of 500 if each stood alone.
    [Test]
    public void Nothing_is_found_where_only_chance_is_at_work()
    {
        var random = new Random(7);
        PointRecord[] points = [.. Enumerable.Range(1, 500).SelectMany(i => (PointRecord[])
            [Of("library", i, 10), Of("ring", i, 10)])];
        Launch[] launches = [.. Enumerable.Range(0, 5).Select(_ => Launch(
            [.. points.Select(p => Of(p.Case.Realisation, Bytes(p), 10 * Math.Exp(0.02 * Normal(random))))]))];
        Check found = Check(
            launches, [.. points.Select(p => Asked(p))], Rule("allreduce.library", "allreduce.ring"));
        int alone = found.Findings.Count(f => f.Measured!.Ci.Low > 1);
        Assert.Multiple(() =>
        {
            Assert.That(alone, Is.InRange(3, 30));
            Assert.That(found.Findings.Count(f => f.Verdict == Judgement.Fail), Is.Zero);
        });
    }

    [TestCase(OpenMpi, "recursive-doubling", "Open MPI 4.1.4 at 8 KiB on 1 rank takes 2.1x [2.08x, 2.12x] as long as "
        + "recursive-doubling: its algorithm for this size is badly chosen; set "
        + "OMPI_MCA_coll_tuned_use_dynamic_rules=1 OMPI_MCA_coll_tuned_allreduce_algorithm=3 (recursive_doubling), "
        + "which holds for all sizes")]
    [TestCase(Mpich, "rabenseifner", "MPICH 4.0.2 at 8 KiB on 1 rank takes 2.1x [2.08x, 2.12x] as long as "
        + "rabenseifner: its algorithm for this size is badly chosen; set "
        + "MPIR_CVAR_ALLREDUCE_INTRA_ALGORITHM=reduce_scatter_allgather, which holds for all sizes")]
    [TestCase(Mpich, "ring", "no setting is known here that has the library do it so")]
    [TestCase(OpenMpi, "hierarchical", "no setting is known here that has the library do it so")]
    [TestCase("Another MPI 3.2", "ring", "no setting is known here that has the library do it so")]
    public void What_beats_the_library_is_said_with_the_setting_that_does_it_so(string mpi, string way, string words)
    {
        PointRecord[] points = [Of("library", 8192, 21), Of(way, 8192, 10)];
        string Says(params Launch[] launches) => CheckWords.Reason(Check(
            launches, [.. points.Select(p => Asked(p))], Rule("allreduce.library", $"allreduce.{way}"))
            .Findings.Single());
        Assert.That(Says(On(mpi, points), On(mpi, points)), Does.EndWith(words));
        Assert.That(Says(On(mpi, points)), Does.EndWith("in this launch; several can tell whether it is the library"));
    }

    [TestCase("3", "the same algorithm, which OMPI_MCA_coll_tuned_allreduce_algorithm=3 has asked for, is slow in the "
        + "library")]
    [TestCase("recursive_doubling", "the same algorithm, which "
        + "OMPI_MCA_coll_tuned_allreduce_algorithm=recursive_doubling has asked for, is slow in the library")]
    [TestCase("1", "OMPI_MCA_coll_tuned_allreduce_algorithm=1 is badly chosen for this size; "
        + "leave it to the library, or set "
        + "OMPI_MCA_coll_tuned_use_dynamic_rules=1 OMPI_MCA_coll_tuned_allreduce_algorithm=3 (recursive_doubling), "
        + "which holds for all sizes")]
    public void What_was_set_is_blamed_or_is_not_advised_again(string value, string words)
    {
        PointRecord[] points = [Of("library", 8192, 21), Of("recursive-doubling", 8192, 10)];
        Launch[] launches = [.. Enumerable.Range(0, 2).Select(_ => On(OpenMpi, points)).Select(l => l with
        {
            Run = l.Run with
            {
                EnvironmentJson = $"{{\"OMPI_MCA_coll_tuned_allreduce_algorithm\": \"{value}\"}}",
            },
        })];
        Finding found = Check(
            launches, [.. points.Select(p => Asked(p))], Rule("allreduce.library", "allreduce.recursive-doubling"))
            .Findings.Single();
        Assert.That(GuidelineWords.Of(found), Does.EndWith($"as long as recursive-doubling: {words}"));
    }

    [TestCase("Open MPI v4.1.4, package: Debian", "Open MPI", "4.1.4")]
    [TestCase("MPICH Version:\t4.0.2\nMPICH Release date:", "MPICH", "4.0.2")]
    [TestCase("MVAPICH2 Version      :\t2.3.7", "MVAPICH2", "2.3.7")]
    [TestCase("Intel(R) MPI Library 2021.9 for Linux* OS", "Intel(R) MPI Library", "2021.9")]
    [TestCase("", "", "")]
    public void A_library_is_known_by_its_own_text(string text, string name, string version) =>
        Assert.That(MpiLibrary.Of(On(text).Run), Is.EqualTo(new MpiLibrary(name, version)));

    [Test]
    public void The_report_has_a_table_of_what_the_library_does_badly()
    {
        PointRecord[] points =
        [
            .. Listed.Select(b => Of("library", b, b is 512 or 32768 ? 2.5 * Time(b) : Time(b))),
            .. Listed.Select(b => Of("recursive-doubling", b, 1.05 * Time(b))),
            .. Listed.Select(b => Of("hierarchical", b, b == 512 ? 0.9 * Time(b) : 1.05 * Time(b))),
        ];
        Launch[] launches = [On(OpenMpi, points), On(OpenMpi, points)];
        Check check = Check(
            launches, [.. points.Select(p => Asked(p))],
            Rule("allreduce.library", "allreduce.recursive-doubling"),
            Rule("allreduce.library", "allreduce.hierarchical"), Itself(Sizes.Greater), Itself(Sizes.Parts));
        var report = Report.Of(ReportData.Of(launches, check));
        Golden.Check("library.txt", MarkdownReport.Of(report, "library").Text.Split("## ")
            .Single(s => s.StartsWith("MPI library", StringComparison.Ordinal)));
        string page = HtmlReport.Of(report);
        Assert.That(page, Does.Contain("misses 5 of 18 guidelines"));
        Assert.That(page, Does.Contain("OMPI_MCA_coll_tuned_allreduce_algorithm=3"));
    }

    private static Finding[] Found(Sizes sizes, Func<long, double> factor)
    {
        PointRecord[] points = [.. Listed.Select(b => Of("library", b, factor(b) * Time(b)))];
        Launch[] launches = [On(OpenMpi, points), On(OpenMpi, points)];
        return [.. Check(launches, [.. points.Select(p => Asked(p))], Itself(sizes)).Findings];
    }

    private static double Time(long bytes) => 2 + 0.001 * bytes;

    private static CrossRule Rule(string left, string right) =>
        new([left], [right], 0, false, $"{left} <= {right}", "s.yaml:1:1");

    private static CrossRule Itself(Sizes sizes) =>
        Rule("allreduce.library", "allreduce.library") with { Sizes = sizes, Tolerance = 0.1 };

    private static Launch On(string mpi, params PointRecord[] points)
    {
        Launch launch = Launch(points);
        return launch with
        {
            Run = launch.Run with { Provenance = new Dictionary<string, string> { ["mpi_library"] = mpi } },
        };
    }

    private static PointRecord Of(string realisation, long bytes, double microseconds) => Examples.Point(
        "allreduce", realisation, "busbw", "", microseconds, new(0, 0, 8, 1),
        new Parameter("bytes", "byte", Role.Problem, $"{bytes}"));

    private static long Bytes(PointRecord point) => long.Parse(point["bytes"]!, CultureInfo.InvariantCulture);

    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
}
