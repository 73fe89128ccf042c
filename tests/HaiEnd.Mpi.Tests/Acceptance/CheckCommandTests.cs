using HaiEnd.Mpi.Bench;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Cli.InProcess;

namespace HaiEnd.Mpi.Tests.Acceptance;

/// <summary><c>check</c>, <c>baseline</c> and <c>run --gate</c> from the outside, on one rank.</summary>
public sealed class CheckCommandTests
{
    private string _folder = "";

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("haiend").FullName;

    [TearDown]
    public void Remove_the_folder() => Directory.Delete(_folder, recursive: true);

    [TestCase("{metric: time, max: 10 s}", ExitCode.Done, "ACCEPTED")]
    [TestCase("{metric: time, max: 0.01 ns}", ExitCode.TargetMissed, "NOT ACCEPTED")]
    [TestCase("{metric: p99, max: 10 s}", ExitCode.Inconclusive, "UNDECIDED")]
    public void A_run_is_checked_by_the_suite_in_its_file_and_by_gate_alike(string rule, int code, string said)
    {
        string file = Measure(Suite($"    accept: [{rule}]"), "a", code);
        (int rc, string output, string error) = Run("check", file);
        Assert.That((rc, error), Is.EqualTo((code, "")));
        Assert.That(output, Does.Contain($"{said} (toy, 1 launch)"));
    }

    [TestCase("{metric: time, max: 10 s}", "ACCEPTED", false)]
    [TestCase("{metric: time, max: 0.01 ns}", "NOT ACCEPTED", false)]
    [TestCase("{metric: p99, max: 10 s}", "UNDECIDED", true)]
    public void Without_a_gate_a_run_ends_with_the_verdict_and_its_own_exit_code(string rule, string said, bool more)
    {
        string suite = Path.Combine(_folder, "toy.yaml");
        File.WriteAllText(suite, Suite($"    accept: [{rule}]"));
        (int rc, string output, _) = Run("run", "-s", suite, "-o", Path.Combine(_folder, "a.h5"));
        Assert.That(rc, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Contain($"\n{said} (toy, 1 launch)").And.Not.Contain("\nPASS"));
        Assert.That(
            output.Contains($"next: haiend run -s {suite} --launches 5 -- mpirun -n 1", StringComparison.Ordinal),
            Is.EqualTo(more));
    }

    [TestCase("")]
    [TestCase("    tags: [other]\n  - bench: busy\n    set: {steps: 10}\n    accept: [{metric: time, max: 1 s}]")]
    public void What_has_no_rules_has_no_verdict(string lines)
    {
        string suite = Path.Combine(_folder, "toy.yaml");
        File.WriteAllText(suite, Suite(lines));
        string output = Run("run", "-s", suite, "-f", "toy", "-o", Path.Combine(_folder, "a.h5")).Output;
        Assert.That(output, Does.Contain("1 ok").And.Not.Contain("CHECKED").And.Not.Contain("ACCEPTED"));
    }

    [Test]
    public void A_wrong_answer_exits_with_4()
    {
        string file = Measure(Suite("    set: {plant: Wrong}"), "a", ExitCode.Wrong);
        (int rc, string output, _) = Run("check", file);
        Assert.That(rc, Is.EqualTo(ExitCode.Wrong));
        Assert.That(output.Split('\n')[1], Does.StartWith("WRONG"));
        Assert.That(output, Does.Contain("next: haiend run -s toy -f toy.plain --verify full"));
    }

    [TestCase("")]
    [TestCase("    realisations: [reference, accelerator, device]\n")]
    public void Devices_that_a_launch_had_not_are_not_missed(string realisations)
    {
        string suite = Path.Combine(_folder, "triad.yaml");
        File.WriteAllText(
            suite,
            $"schema: haiend-suite/1\nname: triad\ncases:\n  - bench: triad\n{realisations}"
            + "    set: {n: 1000, precision: fp64}\n    accept: [{metric: time, max: 10 s}]\n");
        string file = Path.Combine(_folder, "a.h5");
        Assert.That(Run("run", "-s", suite, "-o", file).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(Run("check", file, "-s", suite).Code, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void What_is_expected_to_be_refused_passes_when_it_is()
    {
        string file = Measure(Suite("    set: {plant: Footprint}\n    expect: oom"), "a", ExitCode.Done);
        Assert.That(Run("check", file).Code, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_point_that_another_suite_asks_for_is_missed()
    {
        string file = Measure(Suite(""), "a", ExitCode.Inconclusive);
        string wider = Path.Combine(_folder, "wider.yaml");
        File.WriteAllText(wider, Suite("    sweep: {milliseconds: [0, 1]}"));
        (int rc, string output, _) = Run("check", file, "-s", wider);
        Assert.That(rc, Is.EqualTo(ExitCode.TargetMissed));
        Assert.That(output, Does.Contain("not measured: no file has it").And.Contain($"--resume {file}"));
        Assert.That(Run("check", file, "-s", wider, "-f", "other").Code, Is.EqualTo(ExitCode.Inconclusive));
    }

    [Test]
    public void Junit_and_json_are_written()
    {
        string file = Measure(Suite("    accept: [{metric: time, max: 10 s}]"), "a", ExitCode.Done);
        string xml = Path.Combine(_folder, "junit.xml");
        (int rc, string output, string error) = Run("check", file, "--junit", xml, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(rc, Is.EqualTo(ExitCode.Done));
            Assert.That(output, Does.StartWith("{").And.Contain("\"haiend-check/1\""));
            Assert.That(error, Does.Contain("ACCEPTED"));
            Assert.That(File.ReadAllText(xml), Does.StartWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
        });
    }

    [Test]
    public void A_baseline_of_five_launches_is_what_a_sixth_is_checked_by()
    {
        string suite = Suite("    set: {milliseconds: 3}");
        string[] files = [.. Enumerable.Range(0, 6).Select(i => Measure(suite, $"launch{i}", ExitCode.Inconclusive))];
        string refs = Path.Combine(_folder, "refs.yaml");
        (int rc, _, string error) = Run(["baseline", .. files[..4], "-o", refs]);
        Assert.That((rc, File.Exists(refs)), Is.EqualTo((ExitCode.Inconclusive, false)));
        Assert.That(error, Does.Contain("in 5 launches").And.Contain("there is 4 launches"));

        (rc, _, error) = Run(["baseline", .. files[..5], "-o", refs]);
        Assert.That(rc, Is.EqualTo(ExitCode.Done), error);
        Assert.That(error, Does.Contain("1 reference from 5 launches"));
        Assert.That(Run("check", files[5], "--refs", refs).Output, Does.Contain(" of 1 check passed"));

        File.WriteAllText(refs, File.ReadAllText(refs).Replace("low: ", "low: 99", StringComparison.Ordinal));
        Assert.That(Run("check", files[5], "--refs", refs).Code, Is.EqualTo(ExitCode.TargetMissed));
    }

    [Test]
    public void The_same_launch_is_not_counted_twice()
    {
        string file = Measure(Suite(""), "a", ExitCode.Inconclusive), copy = Path.Combine(_folder, "copy.h5");
        File.Copy(file, copy);
        (int rc, _, string error) = Run("check", file, copy);
        Assert.That((rc, error), Is.EqualTo((ExitCode.Usage,
            $"haiend: {file} and {copy} are the same launch and would count twice\n")));
    }

    [Test]
    public void Files_of_different_suites_need_the_name_of_one()
    {
        string a = Measure(Suite(""), "a", ExitCode.Inconclusive);
        string b = Measure(Suite("    tags: [x]"), "b", ExitCode.Inconclusive);
        Assert.That(Run("check", a, b).Error, Does.Contain("measured by different suites").And.Contain("--suite"));
    }

    [Test]
    public void A_slip_in_a_rule_is_found_before_anything_is_measured()
    {
        string path = Path.Combine(_folder, "bad.yaml");
        File.WriteAllText(path, Suite("    accept: [{metric: busbw, min: 1 GB/s}]"));
        (int rc, _, string error) = Run("run", "-s", path, "--dry-run");
        Assert.That(rc, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("bad.yaml:6:23 metric: the rate of toy is flops, not busbw"));
    }

    [TestCase("verdict", "inconclusive")]
    [TestCase("marginal", "lies across the limit")]
    [TestCase("ozaki", "at most R / G of fp64")]
    [TestCase("accept", "efficiency_of_roof")]
    public void The_words_are_explained(string name, string part) =>
        Assert.That(Run("explain", name).Output, Does.Contain(part));

    private static string Suite(string lines) =>
        "schema: haiend-suite/1\nname: toy\ndefaults: {warmup: 1, min_samples: 7, max_samples: 7}\n"
        + $"cases:\n  - bench: toy\n{lines}\n";

    private string Measure(string suite, string name, int code)
    {
        string path = Path.Combine(_folder, $"{name}.yaml"), file = Path.Combine(_folder, $"{name}.h5");
        File.WriteAllText(path, suite);
        (int rc, _, string error) = Run("run", "-s", path, "-o", file, "--gate");
        Assert.That(rc, Is.EqualTo(code), error);
        return file;
    }
}
