using System.Diagnostics;
using System.Text.Json;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Plants;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Cli.InProcess;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary>The command from the outside, on one rank.</summary>
public sealed class AppTests
{
    private const char Escape = '\u001b';

    private string _folder = "";

    [SetUp]
    public void Make_a_folder()
    {
        _folder = Directory.CreateTempSubdirectory("haiend").FullName;
        File.WriteAllText(
            Path.Combine(_folder, "toy.yaml"),
            "schema: haiend-suite/1\nname: toy\ndefaults: {warmup: 1, min_samples: 6, max_samples: 6}\n"
            + "cases:\n  - bench: toy\n    sweep: {plant: [None, Wrong]}\n");
    }

    [TearDown]
    public void Remove_the_folder() => Directory.Delete(_folder, recursive: true);

    [TestCase("", ExitCode.Done, "haiend doctor")]
    [TestCase("--help", ExitCode.Done, "completion")]
    [TestCase("run --help", ExitCode.Done, "--suite")]
    [TestCase("--version", ExitCode.Done, "haiend ")]
    [TestCase("list", ExitCode.Done, "benchmarks")]
    [TestCase("list suites", ExitCode.Done, "quick")]
    [TestCase("explain exit-codes", ExitCode.Done, "an answer was wrong")]
    [TestCase("explain toy", ExitCode.Done, "Counts its repeats.")]
    [TestCase("explain wrong", ExitCode.Done, "never ranked")]
    [TestCase("explain quick", ExitCode.Done, "schema: haiend-suite/1")]
    [TestCase("run --show-config --ci 1%", ExitCode.Done, "--ci")]
    public void What_is_asked_for_is_on_standard_output(string typed, int code, string part)
    {
        (int rc, string output, string error) = Run(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Multiple(() =>
        {
            Assert.That(rc, Is.EqualTo(code));
            Assert.That(output, Does.Contain(part));
            Assert.That(error, Is.Empty);
        });
    }

    [Test]
    public void Quick_means_less_of_everything_that_is_not_typed()
    {
        string[] lines = [.. Run("run", "--quick", "-s", "compute", "--warmup", "4", "--show-config").Output.Split('\n')
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "warmup 4 --warmup", "min_samples 6 --quick", "ci 5% --quick", "max_time 500ms --quick",
        }));
    }

    [TestCase("rnu", "did you mean 'run'?")]
    [TestCase("explain gem", "nothing is called 'gem'")]
    [TestCase("list thing", "no kind is called 'thing'")]
    [TestCase("export", "--to is missing")]
    [TestCase("export x.h5 --to xls", "no form is called 'xls'; there is csv, json, md, testbed-yaml")]
    [TestCase("export /nowhere.h5 --to csv", "/nowhere.h5")]
    [TestCase("report x.h5 -o x.pdf", "its ending says no form; add --format html, md or text")]
    [TestCase("report x.h5 --format htm", "there is html, md and text, got 'htm'")]
    [TestCase("report x.h5 --format md", "add -o report.md")]
    [TestCase("report x.h5 -o x --format md --fragment", "--fragment is a form of HTML")]
    [TestCase("completion powershell", "no shell is called 'powershell'")]
    [TestCase("collect /nowhere", "/nowhere is no folder")]
    [TestCase("run -s nosuch", "no suite is called 'nosuch'")]
    [TestCase("run --ci wide", "--ci: expected a percentage")]
    [TestCase("run --deadline soon", "--deadline: expected a time")]
    [TestCase("run --launches 3", "--launches needs the launcher after '--'")]
    [TestCase("run -- mpirun", "needs --launches N before it")]
    [TestCase("list --color pink", "--color: expected auto, always or never")]
    public void A_mistake_is_told_on_standard_error_with_exit_code_2(string typed, string message)
    {
        (int rc, string output, string error) = Run(typed.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(rc, Is.EqualTo(ExitCode.Usage));
            Assert.That(error, Does.StartWith("haiend: ").And.Contain(message));
            Assert.That(output, Is.Empty);
        });
    }

    [Test]
    public void A_run_is_measured_kept_summarised_and_resumed()
    {
        string file = Path.Combine(_folder, "a.h5"), suite = Path.Combine(_folder, "toy.yaml");
        (int rc, string output, string error) = Run("run", "-s", suite, "-o", file);
        Assert.That(rc, Is.EqualTo(ExitCode.Wrong), error);
        Assert.That(output, Does.Contain("1 ok, 1 wrong").And.Contain("WRONG    toy.plain plant=Wrong")
            .And.Contain(file));
        Assert.That(error, Does.Contain("[1/2] toy.plain").And.Contain("[2/2] toy.plain"));
        Assert.That(File.ReadAllText(Path.ChangeExtension(file, ".log.json")), Does.Contain("\"Rank\":0"));

        Assert.That(Run("run", "-s", suite, "-o", file).Error, Does.Contain("is there already"));
        Assert.That(Run("run", "-s", suite, "--resume", file).Error, Does.Contain("nothing left to measure"));
        Assert.That(Run("report", file).Output, Does.Contain("1 ok, 1 wrong"));
        string page = Path.Combine(_folder, "report.html"), text = Path.Combine(_folder, "report.md");
        Assert.That(Run("report", file, "-o", page).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>").And.Contain("WRONG ANSWERS"));
        Assert.That(Run("report", file, "-o", text).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(File.ReadAllText(text), Does.StartWith("# toy\n").And.Contain("WRONG ANSWERS"));
        Assert.That(Run("report", file, "--fragment").Output, Does.StartWith("<style>"));
        Assert.That(Run("export", file, "--to", "csv").Output.Split('\n'), Has.Length.EqualTo(4));
    }

    [Test]
    public void Json_is_alone_on_standard_output()
    {
        (int rc, string output, string error) = Run(
            "run", "-s", Path.Combine(_folder, "toy.yaml"), "-S", "plant=None", "-o", Path.Combine(_folder, "b.h5"),
                "--json");
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(rc, Is.EqualTo(ExitCode.Done));
            Assert.That(root.GetProperty("schema").GetString(), Is.EqualTo("haiend-run/1"));
            Assert.That(root.GetProperty("runs")[0].GetProperty("points").GetArrayLength(), Is.EqualTo(1));
            Assert.That(error, Does.Contain("1 ok"));
        });
    }

    [Test]
    public void On_a_terminal_a_bar_is_drawn_and_taken_away()
    {
        (int rc, string output, string error) = Run(
            Around(terminal: true), "run", "-s", Path.Combine(_folder, "toy.yaml"), "-o",
                Path.Combine(_folder, "c.h5"));
        Assert.Multiple(() =>
        {
            Assert.That(rc, Is.EqualTo(ExitCode.Wrong));
            Assert.That(output, Does.Contain("1 wrong"));
            Assert.That(error, Does.Contain("toy.plain").And.Contain("50%").And.Not.Contain("[1/2]"));
        });
    }

    [Test]
    public void A_filter_that_matches_nothing_is_inconclusive() => Assert.That(
        Run("run", "-s", Path.Combine(_folder, "toy.yaml"), "-f", "gemm").Code, Is.EqualTo(ExitCode.Inconclusive));

    [Test]
    public void A_dry_run_prints_the_points()
    {
        string output = Run("run", "-s", Path.Combine(_folder, "toy.yaml"), "--dry-run").Output;
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
    }

    [TestCase("ok ok", ExitCode.Done)]
    [TestCase("ok skipped", ExitCode.Done)]
    [TestCase("skipped skipped", ExitCode.Unfit)]
    [TestCase("ok oom", ExitCode.Done)]
    [TestCase("failed wrong", ExitCode.Wrong)]
    [TestCase("timeout unstable", ExitCode.Incomplete)]
    [TestCase("ok unstable", ExitCode.Inconclusive)]
    [TestCase("", ExitCode.Done)]
    public void The_worst_point_makes_the_exit_code(string statuses, int code)
    {
        PointRecord[] points = [.. statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => Reports.Examples.Point() with
        {
            Status = Enum.Parse<PointStatus>(s, ignoreCase: true),
        })];
        Assert.That(RootRun.CodeOf(points, complete: true), Is.EqualTo(code));
    }

    [Test]
    public void A_run_that_ended_early_is_incomplete() =>
        Assert.That(RootRun.CodeOf([Reports.Examples.Point()], complete: false), Is.EqualTo(ExitCode.Incomplete));

    [Test]
    public void A_rank_other_than_0_says_nothing()
    {
        (int rc, string output, string error) = Run(Around(rank: 1, launched: true), "list", "thing");
        Assert.That((rc, output, error), Is.EqualTo((ExitCode.Usage, "", "")));
    }

    [TestCase("list")]
    [TestCase("doctor")]
    [TestCase("--help")]
    public void Without_colour_there_is_no_escape(string typed)
    {
        foreach (Surroundings at in (
            Surroundings[])[Around(), Around(terminal: true, ("NO_COLOR", "1")), Around(launched: true)])
        {
            (_, string output, string error) = Run(at, typed);
            Assert.That(output + error, Has.None.EqualTo(Escape));
        }
    }

    [Test]
    public void On_a_terminal_words_that_matter_are_coloured() =>
        Assert.That(Run(Around(terminal: true), "doctor").Output, Does.Contain($"{Escape}[32mPASS"));

    [Test]
    public void The_option_wins_over_the_surroundings()
    {
        Assert.That(Run(Around(terminal: true), "doctor", "--color", "never").Output, Has.None.EqualTo(Escape));
        Assert.That(Run(Around(), "doctor", "--color", "always").Output, Does.Contain(Escape.ToString()));
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    public void A_completion_script_parses_and_knows_the_options(string shell)
    {
        string script = Run("completion", shell).Output;
        Assert.That(script, Does.Contain("--point-timeout")
            .And.Contain($"--suite) words=\"{string.Join(' ', SuiteLibrary.Names)}\""));
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        bash.WaitForExit();
        Assert.That(bash.ExitCode, Is.Zero);
    }

    [Test]
    public void Bash_completes_verbs_options_and_values()
    {
        string script = Run("completion", "bash").Output + """

            try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _haiend; echo "${COMPREPLY[*]}"; }
            try haiend exp
            try haiend run --seed 1 --poi
            try haiend run --verify s
            try haiend run --suite q
            """;
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        bash.StandardInput.Write(script);
        bash.StandardInput.Close();
        Assert.That(
            bash.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(new[] { "explain export", "--point-timeout", "sample", "quick" }));
    }

    [TestCase("SLURM_JOB_ID", true)]
    [TestCase("OMP_NUM_THREADS", true)]
    [TestCase("SLURM_JWT", false)]
    [TestCase("HAIEND_API_KEY", false)]
    [TestCase("OMPI_MCA_auth_token", false)]
    [TestCase("PATH", false)]
    [TestCase("AWS_SECRET_ACCESS_KEY", false)]
    public void Only_listed_variables_are_kept_and_never_a_secret(string name, bool kept) =>
        Assert.That(Provenance.IsAllowed(name), Is.EqualTo(kept));

    private static Surroundings Around(bool terminal = false, params (string Name, string Value)[] variables) =>
        Around(0, launched: false, terminal, variables);

    private static Surroundings Around(
        int rank, bool launched, bool terminal = false, params (string Name, string Value)[] variables) =>
        new(
            name => name switch
            {
                PlugIns.Variable => typeof(Toy).Assembly.Location,
                "TERM" => "xterm",
                _ => Array.Find(variables, v => v.Name == name).Value,
            },
            launched, rank, launched ? 2 : 1, terminal, terminal);

    private static Surroundings Around(bool launched) => Around(0, launched, terminal: true);

    [Test]
    public void Launches_are_not_started_by_every_rank()
    {
        (int code, _, string error) = Run(
            Around() with { IsLaunched = true }, "run", "--launches", "2", "--", "mpirun", "-n", "2");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(ExitCode.Usage));
            Assert.That(error, Does.Contain("type it without mpirun before it"));
        });
    }

    // The last word of a launch's command is its file.
    [TestCase("for file; do :; done; touch \"$file\"", ExitCode.Done, 2)]
    [TestCase("exit 7", ExitCode.Unfit, 0)]
    public void Several_launches_end_with_what_to_do_with_their_files(string launcher, int expected, int kept)
    {
        string there = Path.Combine(_folder, "there");
        (int code, string output, _) =
            Run("run", "--launches", "2", "-o", there, "--", "sh", "-c", launcher, "launcher");
        Assert.That(code, Is.EqualTo(expected));
        Assert.That(output, Is.EqualTo(
            kept == 0 ? "" : $"\n{kept} launches in {there}\nnext: haiend report {there} -o report.html\n"));
    }

    [Test]
    public void A_file_that_is_not_there_is_said_to_be_missing()
    {
        (int code, _, string error) = Run("report", Path.Combine(_folder, "*.h5"), "-o", "x.html");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.EndWith("*.h5: there is no such file or folder\n"));
    }

    [Test]
    public void A_report_of_what_was_chosen_of_a_suite_misses_nothing_and_a_check_does(
        [Values("rank=0", "milliseconds=1")] string set)
    {
        string suite = Path.Combine(_folder, "two.yaml"), file = Path.Combine(_folder, "part.h5");
        File.WriteAllText(
            suite, "schema: haiend-suite/1\nname: two\ndefaults: {warmup: 1, min_samples: 6, max_samples: 6}\ncases:\n"
                + "  - {bench: toy, accept: [{metric: time, max: 1 s}]}\n"
                + "  - {bench: busy, accept: [{metric: time, max: 1 s}]}\n");
        Assert.That(Run("run", "-s", suite, "-f", "toy.plain", "-S", set, "-o", file).Code, Is.EqualTo(ExitCode.Done));
        string page = Path.Combine(_folder, "part.html");
        Assert.That(Run("report", file, "-o", page).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(File.ReadAllText(page), Does.Contain(" ACCEPTED<").And.Contain("1 of 1 check passed")
            .And.Not.Contain("not measured"));
        Assert.That(Run("check", file).Code, Is.EqualTo(ExitCode.TargetMissed));
    }
}
