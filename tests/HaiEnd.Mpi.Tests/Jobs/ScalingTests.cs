using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>Cases that are measured on more and more ranks.</summary>
public sealed class ScalingTests
{
    private const string Summa = "bench: pgemm\n    realisations: [summa]\n";

    private static readonly Catalog Catalog = new(typeof(Gemm).Assembly);

    [TestCase("{}", "s.yaml:5:14 scaling needs the key 'mode'")]
    [TestCase("{mode: stong}", "s.yaml:5:21 no mode of scaling is called 'stong'; did you mean 'strong'?")]
    [TestCase("{mode: weak, rank: 2}", "s.yaml:5:27 unknown key 'rank'; did you mean 'ranks'?")]
    [TestCase("{mode: weak, ranks: [1, zero]}", "s.yaml:5:38 ranks: expected a whole number")]
    [TestCase("{mode: weak, ranks: [0, 2]}", "s.yaml:5:35 ranks: a rank count is at least 1, got '0'")]
    [TestCase("{mode: weak, ranks: 1..8}", "s.yaml:5:34 ranks: '1..8' says no step")]
    [TestCase("{mode: weak, axis: m}", "s.yaml:5:33 no axis of numbers of pgemm is called 'm'; did you mean 'n'?")]
    [TestCase("{mode: strong, axis: n}", "s.yaml:5:35 axis: in the mode strong no size grows")]
    [TestCase("{mode: strong, threshold: 50%}", "s.yaml:5:40 threshold: only the mode sharing-zigzag has one")]
    [TestCase("{mode: sharing-zigzag, threshold: 150%}", "s.yaml:5:48 threshold: must be below 100%, got '150%'")]
    [TestCase("{mode: sharing-zigzag, threshold: low}", "s.yaml:5:48 threshold: expected a percentage")]
    [TestCase("weak", "s.yaml:5:14 scaling: expected 'key: value' lines")]
    public void A_mistake_is_refused_with_its_place(string key, string message) => Assert.That(
        () => Expand($"bench: pgemm\n    scaling: {key}"),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [Test]
    public void What_has_no_size_cannot_grow() => Assert.That(
        () => Expand("bench: peakflops\n    scaling: {mode: weak}"),
        Throws.TypeOf<BadInputException>().With.Message.EqualTo(
            "s.yaml:5:21 peakflops has no size that could grow; write axis: NAME or mode: strong"));

    [TestCase(1, "1")]
    [TestCase(2, "1 2")]
    [TestCase(6, "1 2 4 6")]
    [TestCase(8, "1 2 4 8")]
    public void Without_a_list_ranks_are_powers_of_two_and_the_launch(int launch, string expected) => Assert.That(
        string.Join(' ', Expand(Summa + "    scaling: {mode: strong}", launch).Select(p => p.Ranks)),
        Is.EqualTo(expected));

    [Test]
    public void Strong_keeps_the_size() => Assert.That(
        Short(Summa + "    set: {n: 512}\n    scaling: {mode: strong, ranks: [4, 1]}"),
        Is.EqualTo(new[] { "1/strong n=512", "4/strong n=512" }));

    // The work is 2 n^3: n grows with the cube root of the ranks, 1024, 1290.2, 1625.5, 2048, in sixteens.
    [TestCase("pgemm", 1024, "1024 1296 1632 2048")]
    // And in 8 n^3 of a cube of 192: 192, 241.9, 304.8, 384, in twos.
    [TestCase("stencil", 192, "192 242 304 384")]
    // An uneven base keeps single steps: 33, 41.6, 52.4, 66.
    [TestCase("stencil", 33, "33 42 52 66")]
    public void Weak_keeps_the_work_of_a_rank(string bench, int n, string sizes) => Assert.That(
        Short($"bench: {bench}\n    set: {{n: {n}}}\n    scaling: {{mode: weak, ranks: [1, 2, 4, 8]}}").Distinct(),
        Is.EqualTo(sizes.Split(' ').Zip([1, 2, 4, 8], (size, k) => $"{k}/weak:n={n} n={size}")));

    [TestCase("allreduce", "bytes=8", "bytes", 8)]
    [TestCase("triad", "n=1000", "n", 1000)]
    [TestCase("gemm", "n=100", "n", 100)]
    public void What_every_rank_has_for_itself_stays(string bench, string size, string axis, int value) => Assert.That(
        Short($"bench: {bench}\n    set: {{{axis}: {value}}}\n    scaling: {{mode: weak, ranks: [1, 3]}}").Distinct(),
        Is.EqualTo(new[] { $"1/weak:{size} {size}", $"3/weak:{size} {size}" }));

    // The three matrices of fp64 are 24 n^2 bytes: n doubles where ranks are four times as many; panels add some.
    [Test]
    public void Memory_bound_keeps_the_memory_of_a_rank()
    {
        PointSpec[] points = Expand(
            Summa + "    set: {n: 4096, local: simd}\n    scaling: {mode: memory-bound, ranks: [4, 16]}");
        long grown = long.Parse(points[1]["n"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(points[1].Series, Is.EqualTo("memory-bound:n=4096"));
        Assert.That(grown, Is.InRange(2 * 4096 - 64, 2 * 4096 + 512).And.Matches<long>(n => n % 64 == 0));
    }

    [Test]
    public void The_base_of_strong_and_weak_is_measured_once_and_belongs_to_both()
    {
        const string Weak = Summa + "    set: {n: 512}\n    scaling: {mode: weak, ranks: [1, 2]}";
        const string Strong = "\n  - " + Summa + "    set: {n: 512}\n    scaling: {mode: strong, ranks: [1, 2]}";
        Assert.That(Short(Weak + Strong + "\n  - " + Summa + "    set: {n: 512}"), Is.EqualTo(new[]
        {
            "1/weak:n=512,strong n=512", "2/weak:n=512 n=648", "2/strong n=512",
        }));
    }

    [Test]
    public void A_zigzag_is_planned_with_the_size_that_each_rank_count_may_grow_to()
    {
        var suite = SuiteFile.Parse("s.yaml", Head
            + Summa + "    set: {n: 1024}\n    scaling: {mode: sharing-zigzag, ranks: [1, 2, 8]}\n");
        var expansion = new Expansion(Catalog, Selection.Everything, 2);
        ZigzagPlan plan = expansion.Zigzags(suite).Single();
        Assert.Multiple(() =>
        {
            Assert.That(expansion.Expand(suite), Is.Empty);
            Assert.That(plan.Steps, Is.EqualTo(new[] { (1, 1024L), (2, 1296L), (8, 2048L) }));
            Assert.That(plan.Threshold, Is.EqualTo(0.6));
            Assert.That(plan.Known.Select(p => p.Ranks), Is.EqualTo(new[] { 1, 2, 8 }));
            Assert.That(plan.Base.Series, Is.EqualTo("sharing-zigzag:n=1024"));
        });
    }

    private const string Head = "schema: haiend-suite/1\nname: x\ncases:\n  - ";

    private static PointSpec[] Expand(string item, int launch = 2) =>
        [.. new Expansion(Catalog, Selection.Everything, launch).Expand(SuiteFile.Parse("s.yaml", $"{Head}{item}\n"))];

    private static string[] Short(string item) =>
        [.. Expand(item).Select(p => $"{p.Ranks}/{p.Series} {p.Values[0].Key}={p.Values[0].Value}")];
}
