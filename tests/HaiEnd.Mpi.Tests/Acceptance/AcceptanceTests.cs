using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;
using Rules = HaiEnd.Mpi.Jobs.Acceptance;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary>Rules are read strictly, and bound to the points that they are for.</summary>
public sealed class AcceptanceTests
{
    private const string Gemm = """
        schema: haiend-suite/1
        name: x
        cases:
          - bench: gemm
            realisations: [blas, simd]
            sweep: {n: [512, 1Ki], precision: [fp64, fp32]}

        """;

    private const string Allreduce = """
        schema: haiend-suite/1
        name: x
        cases:
          - bench: allreduce
            sweep: {bytes: [8, 64]}

        """;

    [Test]
    public void Rules_are_bound_to_the_points_that_they_are_for()
    {
        Requirements bound = Bind(Gemm + """
                accept:
                  - {metric: flops, at: {n: 1Ki, precision: fp64}, ref: 50 Gflop/s, lower: -4%, upper: +10%}
                  - {metric: imbalance, max: 1.05, on_fail: warn}
            """);
        Rule[] flops = [.. bound.Points.SelectMany(p => p.Rules).Where(r => r.Measurand.Name == "flops")];
        Assert.Multiple(() =>
        {
            Assert.That(bound.Points, Has.Count.EqualTo(8));
            Assert.That(bound.Points.Where(p => p.Rules.Count == 2).Select(p => p.Key), Is.EqualTo(new[]
            {
                "gemm.blas n=1024 precision=fp64 coretype=best threads=1",
                "gemm.simd n=1024 precision=fp64 threads=1",
            }));
            Assert.That(flops[0].Required.Low, Is.EqualTo(48e9).Within(1));
            Assert.That(flops[0].Required.High, Is.EqualTo(55e9).Within(1));
            Assert.That(flops[0].Where, Is.EqualTo("s.yaml:8:18"));
            Assert.That(bound.Points.SelectMany(p => p.Rules).Where(r => r.Measurand.Name == "imbalance"),
                Has.Exactly(8).Matches<Rule>(r => r.WarnOnly));
        });
    }

    [TestCase("{metric: time, min: 1 us, max: 2.5 ms}", 1e-6, 2.5e-3)]
    [TestCase("{metric: efficiency_of_roof, min: 80%}", 0.8, double.PositiveInfinity)]
    [TestCase("{metric: error_rel_max, max: 1e-13}", double.NegativeInfinity, 1e-13)]
    [TestCase("{metric: error_rel_max, max: 0}", double.NegativeInfinity, 0)]
    [TestCase("{metric: flops, ref: 1 TF/s, upper: 5%}", double.NegativeInfinity, 1.05e12)]
    public void Limits_are_read_in_the_unit_of_their_metric(string rule, double low, double high)
    {
        Interval required = Bind($"{Gemm}    accept: [{rule}]").Points[0].Rules.Single().Required;
        Assert.That(required.Low, Is.EqualTo(low).Within(1e-9).Percent);
        Assert.That(required.High, Is.EqualTo(high).Within(1e-9).Percent);
    }

    [TestCase("{metric: flop, min: 1 F/s}", "s.yaml:7:23 no metric is called 'flop'; did you mean 'flops'?")]
    [TestCase("{metric: busbw, min: 1 GB/s}", "s.yaml:7:23 metric: the rate of gemm is flops, not busbw")]
    [TestCase("{metric: efficiency, min: 80%}", "s.yaml:7:23 metric: efficiency needs a base")]
    [TestCase("{min: 1 F/s}", "s.yaml:7:14 a rule needs the key 'metric'")]
    [TestCase("{metric: flops}", "s.yaml:7:14 a rule needs a limit: min, max, or ref with lower or upper")]
    [TestCase("{metric: flops, mni: 1 F/s}", "s.yaml:7:30 unknown key 'mni'; did you mean 'min'?")]
    [TestCase("{metric: flops, min: 56}", "s.yaml:7:35 min: expected a rate such as 56 Gflop/s or 54 TF/s, got '56'")]
    [TestCase("{metric: flops, min: 56 GB/s}", "s.yaml:7:35 min: expected a rate such as 56 Gflop/s")]
    [TestCase("{metric: time, max: 2}", "s.yaml:7:34 max: expected a time such as 2.2 us, 15 ms or 1.5 s, got '2'")]
    [TestCase("{metric: imbalance, max: low}", "s.yaml:7:39 max: expected a number such as 1.05 or 80%, got 'low'")]
    [TestCase("{metric: imbalance, max: -1}", "s.yaml:7:39 max: expected a number such as 1.05 or 80%, got '-1'")]
    [TestCase("{metric: flops, ref: 1 F/s}", "s.yaml:7:14 ref needs lower or upper, e.g. lower: -4%")]
    [TestCase("{metric: flops, ref: 1 F/s, lower: 4%}",
        "s.yaml:7:49 lower: expected a share of ref such as -4%, got '4%'")]
    [TestCase("{metric: flops, ref: 1 F/s, upper: -4%}",
        "s.yaml:7:49 upper: expected a share of ref such as +5%, got '-4%'")]
    [TestCase("{metric: flops, ref: 1 F/s, lower: few}", "s.yaml:7:49 lower: expected a number")]
    [TestCase("{metric: flops, lower: -4%}", "s.yaml:7:14 lower and upper are shares of 'ref', and there is none")]
    [TestCase("{metric: flops, ref: 1 F/s, min: 1 F/s}", "s.yaml:7:35 ref: goes with lower and upper")]
    [TestCase("{metric: time, min: 2 s, max: 1 s}", "s.yaml:7:14 the least is more than the most")]
    [TestCase("{metric: time, max: 1 s, on_fail: ignore}", "s.yaml:7:48 on_fail: expected warn or fail, got 'ignore'")]
    [TestCase("{metric: time, max: 1 s, at: {pat: 1}}",
        "s.yaml:7:44 no axis of gemm is called 'pat'; did you mean 'pad'?")]
    [TestCase("{metric: time, max: 1 s, at: {n: x}}", "s.yaml:7:47 n: expected a whole number")]
    [TestCase("{metric: time, max: 1 s, at: {n: 513}}",
        "s.yaml:7:23 the rule is for no point of the case: none is n=513")]
    [TestCase("{metric: time, max: 1 s, at: {precision: fp65}}",
        "s.yaml:7:55 no precision is called 'fp65'; did you mean 'fp64'?")]
    [TestCase("12", "s.yaml:7:14 accept: expected 'key: value' lines")]
    public void A_bad_rule_is_refused_with_its_place(string rule, string message) => Assert.That(
        () => Bind($"{Gemm}    accept: [{rule}]"),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [TestCase("    expect: oomm", "s.yaml:7:13 expect: there is only oom, got 'oomm'")]
    [TestCase("    expect: oom\n    accept: [{metric: time, max: 1 s}]",
        "s.yaml:7:13 expect: a case that is to be refused has no numbers")]
    [TestCase("    accepts: []", "s.yaml:7:5 unknown key 'accepts'; did you mean 'accept'?")]
    public void A_bad_expectation_is_refused_with_its_place(string lines, string message) => Assert.That(
        () => Bind(Gemm + lines), Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [Test]
    public void An_expectation_is_bound() =>
        Assert.That(Bind($"{Gemm}    expect: oom").Points.Select(p => p.ExpectOom), Has.All.True);

    [Test]
    public void A_rule_between_cases_is_bound_with_its_tolerance()
    {
        CrossRule rule = Bind(
            $"{Allreduce}cross: [{{rule: allreduce.library <= allreduce.ring + allreduce.ring, tolerance: 5%, "
            + "on_fail: warn}]").Cross.Single();
        Assert.Multiple(() =>
        {
            Assert.That(rule.Left, Is.EqualTo(new[] { "allreduce.library" }));
            Assert.That(rule.Right, Is.EqualTo(new[] { "allreduce.ring", "allreduce.ring" }));
            Assert.That((rule.Tolerance, rule.WarnOnly, rule.Where), Is.EqualTo((0.05, true, "s.yaml:6:16")));
        });
    }

    [Test]
    public void A_benchmark_alone_stands_for_each_way_that_it_shares_with_the_others()
    {
        Requirements bound = Bind(Gemm + """
              - bench: pgemm
                sweep: {n: [512], precision: fp64}
              - bench: peakflops
                sweep: {precision: fp64}
            cross: [{rule: peakflops <= gemm}]
            """);
        Assert.That(bound.Cross.Select(c => c.Text), Is.EqualTo(new[] { "peakflops.simd <= gemm.simd" }));
    }

    [TestCase("monotone", Sizes.Greater)]
    [TestCase("split", Sizes.Parts)]
    public void A_rule_of_sizes_is_bound_for_each_case_of_its_list(string key, Sizes sizes)
    {
        CrossRule[] rules = [.. Bind(
            $"{Allreduce}cross: [{{{key}: [allreduce.library, allreduce.ring], tolerance: 5%}}]").Cross];
        Assert.That(rules.Select(r => (r.Text, r.Sizes, r.Tolerance, r.Where)), Is.EqualTo(new[]
        {
            ($"allreduce.library {key}", sizes, 0.05, $"s.yaml:6:{key.Length + 13}"),
            ($"allreduce.ring {key}", sizes, 0.05, $"s.yaml:6:{key.Length + 32}"),
        }));
    }

    [TestCase("{tolerance: 5%}", "s.yaml:6:9 a rule between cases needs one of the keys rule, monotone, split")]
    [TestCase("{monotone: [allreduce.library], split: [allreduce.library]}",
        "s.yaml:6:9 a rule between cases needs one of the keys")]
    [TestCase("{split: [gemm.blas]}", "s.yaml:6:18 split: the suite measures it at no two sizes to compare")]
    [TestCase("{rule: allreduce.ring}", "s.yaml:6:16 rule: expected cases such as")]
    [TestCase("{rule: allreduce.ring < allreduce.library}", "s.yaml:6:16 rule: expected cases such as")]
    [TestCase("{rule: allreduce.ring <= allreduce.library +}", "s.yaml:6:16 rule: expected cases such as")]
    [TestCase("{rule: allreduc.ring <= allreduce.library}",
        "s.yaml:6:16 no benchmark is called 'allreduc'; did you mean 'allreduce'?")]
    [TestCase("{rule: allreduce.rnig <= allreduce.library}",
        "s.yaml:6:16 no realisation of allreduce is called 'rnig'; did you mean 'ring'?")]
    [TestCase("{rule: allreduce.ring <= gemm.blas}", "s.yaml:6:16 rule: the suite measures these at no equal")]
    [TestCase("{rule: allreduce.ring <= allreduce.library, tolerance: few}",
        "s.yaml:6:64 tolerance: expected a number")]
    [TestCase("{rul: allreduce.ring <= allreduce.library}", "s.yaml:6:10 unknown key 'rul'; did you mean 'rule'?")]
    public void A_bad_rule_between_cases_is_refused_with_its_place(string rule, string message) => Assert.That(
        () => Bind($"{Allreduce}cross: [{rule}]"),
        Throws.TypeOf<BadInputException>().With.Message.StartsWith(message));

    [Test]
    public void What_is_not_selected_is_not_asked_for()
    {
        var some = new Selection(["*.simd"], [], [new(new("precision", "-p"), [new("fp32", "-p")])], null);
        Requirements bound = Bind($"{Gemm}    accept: [{{metric: time, at: {{precision: fp64}}, max: 1 s}}]", some);
        Assert.That(bound.Points.Select(p => p.Key),
            Is.EqualTo(new[]
            {
                "gemm.simd n=512 precision=fp32 threads=1", "gemm.simd n=1024 precision=fp32 threads=1",
            }));
        Assert.That(bound.Points.SelectMany(p => p.Rules), Is.Empty);
    }

    [Test]
    public void The_rules_of_a_point_that_two_cases_ask_for_are_added() => Assert.That(
        Bind(Gemm + """
                accept: [{metric: time, max: 1 s}]
              - bench: gemm
                realisations: [simd]
                sweep: {n: 512, precision: fp64}
                accept: [{metric: imbalance, max: 2}]
            """).Points.Single(p => p.Rules.Count == 2).Key, Is.EqualTo("gemm.simd n=512 precision=fp64 threads=1"));

    // Series of two precisions have one name.
    [Test]
    public void A_measured_point_of_a_zigzag_has_its_rules_once()
    {
        var suite = SuiteFile.Parse("s.yaml", """
            schema: haiend-suite/1
            name: x
            cases:
              - bench: pgemm
                sweep: {n: 512, precision: [fp64, fp32]}
                scaling: {mode: sharing-zigzag, ranks: [1, 2]}
                accept: [{metric: imbalance, max: 2}]
            """);
        PointSpec spec = new Expansion(Alone.Catalog, Selection.Everything, 2).Zigzags(suite)[0].Base;
        PointRecord measured = Given.Fine with
        {
            Case = Given.Fine.Case with { Benchmark = spec.Benchmark, Realisation = spec.Realisation },
            Parameters = [.. spec.Values.Select(v => new Parameter(v.Key, "", Role.Problem, v.Value))],
            Ranks = 1,
            Scaling = spec.Series,
        };
        Requirements bound = new Rules(Alone.Catalog, Selection.Everything).Of(suite, 2, [measured]);
        Assert.That(bound.Points.Select(p => p.Rules.Count), Is.Not.Empty.And.All.EqualTo(1));
    }

    [TestCase("56 Gflop/s", "flop/s", 56e9)]
    [TestCase("54TF/s", "flop/s", 54e12)]
    [TestCase("1.5e3 GFLOPS", "flop/s", 1.5e12)]
    [TestCase("88 GB/s", "byte/s", 88e9)]
    [TestCase("1 GiB/s", "byte/s", 1073741824)]
    [TestCase("2 Mbyte/s", "byte/s", 2e6)]
    [TestCase("2.2 us", "s", 2.2e-6)]
    [TestCase("2.2 \u00b5s", "s", 2.2e-6)]
    [TestCase("15 ms", "s", 15e-3)]
    [TestCase("1 s", "s", 1)]
    public void A_quantity_has_a_unit(string text, string unit, double value) =>
        Assert.That(Quantity.WithUnit(text, unit), Is.EqualTo(value).Within(1e-9).Percent);

    [TestCase("56", "flop/s")]
    [TestCase("56 Gflop", "flop/s")]
    [TestCase("88 Gb/s", "byte/s")]
    [TestCase("88 GB", "byte/s")]
    [TestCase("1.2.3 GB/s", "byte/s")]
    [TestCase("-1 GB/s", "byte/s")]
    [TestCase("2 m", "s")]
    [TestCase("GB/s", "byte/s")]
    [TestCase("", "s")]
    public void A_quantity_without_its_unit_is_refused(string text, string unit) =>
        Assert.That(
            () => Quantity.WithUnit(text, unit), Throws.TypeOf<FormatException>().With.Message.Contain("such as"));

    [Test]
    public void Every_rule_of_the_suites_that_come_with_the_program_is_bound()
    {
        foreach (string name in SuiteLibrary.Names)
            Assert.That(
                new Rules(Alone.Catalog, Selection.Everything).Of(SuiteLibrary.Load(new(name, "test")), 2, []).Points,
                Is.Not.Empty, name);
    }

    private static Requirements Bind(string yaml, Selection? selection = null) =>
        new Rules(Alone.Catalog, selection ?? Selection.Everything).Of(SuiteFile.Parse("s.yaml", yaml), 2, []);
}
