using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Plants;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>A suite becomes points.</summary>
public sealed class ExpansionTests
{
    private static readonly Catalog Catalog = new(typeof(Toy).Assembly);

    [Test]
    public void The_points_are_the_product_of_the_values_with_every_axis_written_out() => Assert.That(
        Points("sweep: {plant: [None, Wrong], milliseconds: 1..2*2}"),
        Is.EqualTo(new[]
        {
            "toy.plain plant=None rank=0 milliseconds=1 batch=2147483647",
            "toy.plain plant=None rank=0 milliseconds=2 batch=2147483647",
            "toy.plain plant=Wrong rank=0 milliseconds=1 batch=2147483647",
            "toy.plain plant=Wrong rank=0 milliseconds=2 batch=2147483647",
        }));

    [Test]
    public void A_point_that_two_cases_ask_for_is_measured_once() => Assert.That(
        Points("set: {rank: 1}\n  - bench: toy\n    set: {rank: 1}"), Has.Length.EqualTo(1));

    [Test]
    public void Links_can_be_limited_for_any_benchmark_and_one_axis_brings_the_other() => Assert.That(
        Points("set: {rank: 0}\n    sweep: {link_rate: 10M..100M*10}"),
        Is.EqualTo(new[]
        {
            "toy.plain plant=None rank=0 milliseconds=0 batch=2147483647 link_rate=10000000 link_delay=0",
            "toy.plain plant=None rank=0 milliseconds=0 batch=2147483647 link_rate=100000000 link_delay=0",
        }));

    [TestCase("", "gemm.simd n=8 precision=fp64 threads=1")]
    [TestCase(", k: 3", "gemm.simd n=8 k=3 precision=fp64 threads=1")]
    [TestCase(", pad: 1, transpose: TN", "gemm.simd n=8 precision=fp64 transpose=TN pad=1 threads=1")]
    public void An_axis_that_is_there_on_request_is_in_no_other_point(string more, string point) => Assert.That(
        new Expansion(Alone.Catalog, Selection.Everything, 4)
            .Expand(Suite($"bench: gemm\n    realisations: [simd]\n    set: {{n: 8, precision: fp64{more}}}"))
            .Select(p => p.ToString()),
        Is.EqualTo(new[] { point }));

    [TestCase("", null, "reference simd simd-nt")]
    [TestCase("", DeviceKind.Processor, "reference simd simd-nt")]
    [TestCase("", DeviceKind.Accelerator, "reference simd simd-nt opencl")]
    [TestCase("realisations: [device]", null, "")]
    [TestCase("realisations: [device]", DeviceKind.Processor, "opencl")]
    [TestCase("realisations: [accelerator]", DeviceKind.Processor, "")]
    [TestCase("realisations: [simd, accelerator, device]", DeviceKind.Accelerator, "simd opencl")]
    [TestCase("realisations: [opencl]", null, "opencl")]
    public void Devices_are_measured_where_there_are_any(string rest, DeviceKind? opencl, string chosen) => Assert.That(
        string.Join(' ', new Expansion(
            Alone.Catalog, Selection.Everything with { Devices = r => r == "opencl" ? opencl : null }, 1)
            .Expand(Suite($"bench: triad\n    {rest}")).Select(p => p.Realisation)),
        Is.EqualTo(chosen));

    [TestCase(null, "simd")]
    [TestCase(DeviceKind.Processor, "simd opencl")]
    public void Parts_on_devices_are_used_where_there_are_any(DeviceKind? opencl, string locals) => Assert.That(
        string.Join(' ', new Expansion(
            Alone.Catalog, Selection.Everything with { Devices = r => r == "opencl" ? opencl : null }, 1)
            .Expand(Suite("bench: pgemm\n    realisations: [summa]\n    sweep: {local: [simd, device, accelerator]}"))
            .Select(p => p["local"])),
        Is.EqualTo(locals));

    [TestCase("bench: toi", "s.yaml:4:12 no benchmark is called 'toi'; did you mean 'toy'?")]
    [TestCase("bench: toy\n    realisations: [plane]",
        "s.yaml:5:20 no realisation of toy is called 'plane'; did you mean 'plain'?")]
    [TestCase("bench: toy\n    sweep: {plants: None}",
        "s.yaml:5:13 no axis of toy is called 'plants'; did you mean 'plant'?")]
    [TestCase("bench: toy\n    sweep: {rank: one}", "s.yaml:5:19 rank: expected a whole number")]
    [TestCase("bench: toy\n    sweep: {rank: 1..9}", "s.yaml:5:19 rank: '1..9' says no step")]
    public void An_unknown_name_or_bad_number_is_refused_with_its_place(string item, string message) => Assert.That(
        () => new Expansion(Catalog, Selection.Everything, 4).Expand(Suite(item)),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [Test]
    public void A_mistake_is_found_even_in_a_case_that_is_not_selected() => Assert.That(
        () => new Expansion(Catalog, Selection.Everything with { Filters = ["other"] }, 4)
            .Expand(Suite("bench: toy\n    set: {rank: x}")),
        Throws.TypeOf<BadInputException>());

    [TestCase("toy", 1)]
    [TestCase("t*", 1)]
    [TestCase("toy.plain", 1)]
    [TestCase("*.pl?in", 1)]
    [TestCase("toy.other", 0)]
    [TestCase("gemm", 0)]
    public void A_filter_is_a_glob_over_the_case_or_the_benchmark(string filter, int count) => Assert.That(
        Points("set: {rank: 0}", Selection.Everything with { Filters = ["nothing", filter] }),
            Has.Length.EqualTo(count));

    [TestCase("a", 1)]
    [TestCase("z", 0)]
    public void A_tag_selects_cases(string tag, int count) => Assert.That(
        Points("tags: [a, b]", Selection.Everything with { Tags = [tag] }), Has.Length.EqualTo(count));

    [Test]
    public void The_command_line_replaces_the_values_of_an_axis() => Assert.That(
        Points("sweep: {plant: [None, Wrong]}",
            Selection.Everything with { Axes = [Choice("plant", "Run,Hang"), Choice("rank", "3")] }),
        Is.EqualTo(new[] { "toy.plain plant=Run rank=3 milliseconds=0 batch=2147483647",
            "toy.plain plant=Hang rank=3 milliseconds=0 batch=2147483647" }));

    [Test]
    public void An_axis_that_nothing_has_is_refused_with_the_nearest_name() => Assert.That(
        () => Points("set: {rank: 0}", Selection.Everything with { Axes = [Choice("rnak", "1")] }),
        Throws.TypeOf<BadInputException>()
            .With.Message.EqualTo("-S no axis of the selected cases is called 'rnak'; did you mean 'rank'?"));

    [Test]
    public void The_points_of_our_suites_bind()
    {
        var all = new Catalog(System.Reflection.Assembly.Load("HaiEnd.Mpi.Suites"));
        foreach (string name in SuiteLibrary.Names)
        {
            IReadOnlyList<PointSpec> points = new Expansion(all, Selection.Everything, 2)
                .Expand(SuiteLibrary.Load(new(name, "test")));
            Assert.That(points, Is.Not.Empty);
            foreach (PointSpec point in points)
            {
                int ranks = point.Ranks == 0 ? 2 : point.Ranks;
                Assert.That(
                    () => all.Bind(PointSpec.Parse(point.ToString()), ranks), Throws.Nothing, point.ToString());
            }
        }
    }

    [TestCase("set: {bytes: 8, round: all}", 4, 2, "1 2 3")]
    [TestCase("set: {bytes: 8}", 5, 1, "1 2 3 4 5")]
    [TestCase("sweep: {bytes: 8, round: [2, all]}", 4, 1, "2 1 3")]
    [TestCase("set: {bytes: 8, round: 2}", 4, 1, "2")]
    [TestCase("sweep: {bytes: 8, round: [0, all]}", 4, 1, "0 1 2 3")]
    [TestCase("set: {bytes: 8, round: all}", 1, 1, "1")]
    [TestCase("set: {bytes: 8, players: nodes, round: all}", 128, 2, "1")]
    [TestCase("set: {bytes: 8, players: nodes, round: all}", 12, 3, "1 2 3")]
    [TestCase("set: {bytes: 8, players: nodes, round: all}", 4, 1, "1 2 3")]
    [TestCase("sweep: {bytes: 8, players: [ranks, nodes]}", 4, 2, "1 2 3 1")]
    public void All_rounds_are_as_many_as_the_players_need(string rest, int ranks, int nodes, string rounds)
    {
        var all = new Catalog(System.Reflection.Assembly.Load("HaiEnd.Mpi.Suites"));
        IReadOnlyList<PointSpec> points = new Expansion(all, Selection.Everything, ranks, nodes)
            .Expand(Suite($"bench: pairs\n    realisations: [blocking]\n    {rest}"));
        Assert.That(string.Join(' ', points.Select(p => p["round"])), Is.EqualTo(rounds));
    }

    [TestCase("toy.plain", "toy.plain")]
    [TestCase("toy.plain,triad.opencl", "toy.plain triad.opencl")]
    [TestCase("triad.s*", "triad.simd triad.simd-nt")]
    [TestCase("add", "add.reference add.simd add.simd-nt")]
    [TestCase("nothing", "")]
    public void What_no_suite_knows_is_taken_from_the_catalogue_by_its_name(string filters, string cases)
    {
        var all = new Catalog(typeof(Toy).Assembly, typeof(Gemm).Assembly);
        Selection selection = Selection.Everything with { Filters = filters.Split(','), Devices = _ => null };
        IReadOnlyList<PointSpec> points = new Expansion(all, selection, 4)
            .ExpandBeyond(Suite("bench: toy\n    set: {rank: 3}"));
        Assert.That(string.Join(' ', points.Select(p => p.CaseName)), Is.EqualTo(cases));
        Assert.That(points.Where(p => p.Benchmark == "toy").Select(p => p["rank"]), Has.All.EqualTo("3"));
    }

    private static AxisChoice Choice(string axis, string values) => new(new(axis, "-S"), [new(values, "-S")]);

    private static string[] Points(string rest, Selection? selection = null) =>
        [.. new Expansion(Catalog, selection ?? Selection.Everything, 4).Expand(Suite($"bench: toy\n    {rest}"))
            .Select(p => p.ToString())];

    private static SuiteFile Suite(string item) =>
        SuiteFile.Parse("s.yaml", $"schema: haiend-suite/1\nname: x\ncases:\n  - {item}\n");
}
