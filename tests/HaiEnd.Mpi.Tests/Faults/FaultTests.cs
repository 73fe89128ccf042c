using System.Diagnostics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Faults;

/// <summary>What goes wrong on a real machine, planted under a real launcher: nothing hangs, nothing measured is lost,
/// and the exit code says what happened.</summary>
public sealed class FaultTests
{
    private const string Good = "  - {bench: toy, sweep: {rank: [0, 1, 2]}}";

    [Test]
    public void A_fault_while_preparing_on_the_last_rank_is_recorded_and_the_run_goes_on()
    {
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(3, Good + "\n  - {bench: toy, set: {plant: Prepare, rank: 2}}");
        IReadOnlyList<PointRecord> points = ResultFile.Read(launch.Output).Points;
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(6), error);
            Assert.That(points, Has.Count.EqualTo(4));
            Assert.That(points.Count(p => p.Status == PointStatus.Ok), Is.EqualTo(3));
            Assert.That(
                points.Single(p => p.Status == PointStatus.Failed).Message,
                Is.EqualTo("rank 2: planted fault in Prepare"));
        });
    }

    [Test]
    public void Above_the_memory_limit_a_point_is_oom_with_its_size_and_the_run_goes_on_and_is_sealed()
    {
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(
            2, "  - {bench: gemm, realisations: [simd, outofcore], sweep: {n: [64, 1024], precision: fp64}}",
            "--memory-limit", "16Mi");
        var read = ResultFile.Read(launch.Output);
        PointRecord Of(string way, string n) =>
            read.Points.Single(p => p.Case.Realisation == way && p["n"] == n);
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero, error);
            Assert.That(read.Run.Status, Is.EqualTo(RunStatus.Complete));
            Assert.That(read.Run.Provenance["memory_limit"], Is.EqualTo("16777216 bytes"));
            Assert.That(Of("simd", "64").Status, Is.EqualTo(PointStatus.Ok));
            Assert.That(Of("simd", "1024").Status, Is.EqualTo(PointStatus.Oom));
            Assert.That(
                Of("simd", "1024").Message, Does.Match(@"^needs \d{8} bytes on a rank, the limit is 16777216$"));
            Assert.That(Of("simd", "1024").FootprintBytes, Is.GreaterThan(3 * 8 << 20));
            Assert.That(Of("outofcore", "1024").Verified, Is.EqualTo(Verified.Yes));
            Assert.That(Of("outofcore", "1024").Fact("tile"), Is.InRange(100, 1000));
        });
    }

    [Test]
    public void A_limit_of_the_address_space_is_kept_to_and_recorded()
    {
        const long LimitKiB = 6_000_000;
        using var launch = new Launch();
        string suite =
            launch.Suite("  - {bench: triad, realisations: [simd], sweep: {n: [1Mi, 192Mi], precision: fp64}}");
        (int exit, _, string error) = launch.Alone(
            $"ulimit -v {LimitKiB}", ["run", "-s", suite, "-o", launch.Output, "--progress", "lines"]);
        var read = ResultFile.Read(launch.Output);
        PointRecord[] points = [.. read.Points.OrderBy(p => p.FootprintBytes)];
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero, error);
            Assert.That(read.Run.Provenance["address_space_limit"], Is.EqualTo($"{LimitKiB << 10} bytes"));
            Assert.That(points[0].Verified, Is.EqualTo(Verified.Yes));
            Assert.That(points[1].Status, Is.EqualTo(PointStatus.Oom), "4.8 GB do not fit beside what is mapped");
            Assert.That(points[1].Message, Does.Match(@"^needs 4831838208 bytes on a rank, the limit is \d{10}$"));
        });
    }

    [TestCase("Run", "planted fault in Run")]
    [TestCase("Kill", "")]
    public void A_rank_that_dies_while_timed_ends_all_in_seconds_and_finished_points_are_safe(string plant, string said)
    {
        using var launch = new Launch();
        var watch = Stopwatch.StartNew();
        (int exit, _, string error) = launch.Run(
            2, $"{Good}\n  - {{bench: toy, set: {{plant: {plant}, rank: 1}}}}", "--seed", "1");
        IReadOnlyList<PointRecord> points = Collected(launch);
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Not.Zero);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
            Assert.That(error, Does.Contain(said));
            Assert.That(points.Count(p => p.Status == PointStatus.Ok), Is.EqualTo(Announced(error)));
            Assert.That(
                points.Single(p => p.Status == PointStatus.Failed).Message, Is.EqualTo(IRunStore.EndedWhileRunning));
        });
    }

    [Test]
    public void A_hang_ends_at_the_point_timeout_with_the_point_named()
    {
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(
            2, $"{Good}\n  - {{bench: toy, set: {{plant: Hang, rank: 1}}}}", "--point-timeout", "3s");
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(6), error);
            Assert.That(error, Does.Contain("toy.plain plant=Hang"));
            Assert.That(Collected(launch).Count(p => p.Status == PointStatus.Ok), Is.EqualTo(Announced(error)));
        });
    }

    [Test]
    public void A_hang_among_the_first_ranks_ends_the_job_while_others_wait()
    {
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(
            3, $"{Good}\n  - {{bench: toy, set: {{plant: Hang, rank: 1}}, scaling: {{mode: strong, ranks: 2}}}}",
            "--point-timeout", "3s");
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(6), error);
            Assert.That(error, Does.Contain("toy.plain@2/strong plant=Hang").And.Contain("measuring took longer"));
            Assert.That(Collected(launch).Count(p => p.Status == PointStatus.Ok), Is.EqualTo(Announced(error)));
        });
    }

    [TestCase("Kill", 0)]
    [TestCase("Run", 1)]
    public void A_death_among_the_first_ranks_ends_those_who_wait(string plant, int rank)
    {
        using var launch = new Launch();
        var watch = Stopwatch.StartNew();
        (int exit, _, string error) = launch.Run(
            4, $"  - {{bench: toy, set: {{plant: {plant}, rank: {rank}}}, scaling: {{mode: strong, ranks: 2}}}}");
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Not.Zero, error);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        });
    }

    [Test]
    public void A_series_on_more_ranks_than_there_are_says_so_and_is_taken_up_by_a_larger_launch()
    {
        const string Series = "  - {bench: toy, set: {rank: 0}, scaling: {mode: strong, ranks: [1, 2, 3]}}";
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(2, Series);
        IReadOnlyList<PointRecord> points = ResultFile.Read(launch.Output).Points;
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero, error);
            Assert.That(
                points.OrderBy(p => p.Ranks).Select(p => (p.Ranks, p.Nodes, p.Status, p.Scaling)), Is.EqualTo(new[]
                {
                    (1, 1, PointStatus.Ok, "strong"), (2, 1, PointStatus.Ok, "strong"),
                    (3, 0, PointStatus.Skipped, "strong"),
                }));
            Assert.That(points.Single(p => p.Ranks == 3).Message, Does.Contain("3 ranks, this launch has 2"));
        });
        using var larger = new Launch();
        larger.Run(3, Series, "--resume", launch.Output);
        Assert.That(ResultFile.Read(larger.Output).Points.Select(p => (p.Ranks, p.Status)),
            Is.EqualTo(new[] { (3, PointStatus.Ok) }));
    }

    // Of a zig-zag too, which finds its points while it runs.
    [TestCase("strong", "")]
    [TestCase("sharing-zigzag", "axis: milliseconds, ")]
    public void A_point_that_ended_two_launches_is_recorded_as_failed_and_not_tried_again(string mode, string axis)
    {
        string series = "  - {bench: toy, set: {plant: Run, rank: 1, milliseconds: 1}, "
            + $"scaling: {{mode: {mode}, {axis}ranks: [1, 2]}}}}";
        using Launch first = new(), second = new(), third = new(), fourth = new();
        first.Run(2, series);
        Collected(first);
        second.Run(2, series, "--resume", first.Output);
        Collected(second);
        string both = $"{first.Output},{second.Output}";
        (int exit, _, string error) = third.Run(2, series, "--resume", both);
        PointRecord given = ResultFile.Read(third.Output).Points.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(6), error);
            Assert.That((given.Ranks, given.Status), Is.EqualTo((2, PointStatus.Failed)));
            Assert.That(given.Message, Is.EqualTo("it ended two launches and is not tried again"));
            Assert.That(fourth.Run(2, series, "--resume", $"{both},{third.Output}").Error,
                Does.Contain("there is nothing left to measure"));
        });
    }

    [Test]
    public void A_wrong_answer_is_exit_four()
    {
        using var launch = new Launch();
        (int exit, string said, _) = launch.Run(2, Good + "\n  - {bench: toy, set: {plant: Wrong, rank: 1}}");
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(4));
            Assert.That(ResultFile.Read(launch.Output).Points.Count(p => p.Status == PointStatus.Wrong), Is.EqualTo(1));
            Assert.That(said, Does.Contain("wrong").IgnoreCase);
        });
    }

    [Test]
    public void A_slow_rank_is_the_one_that_the_file_names()
    {
        using var launch = new Launch();
        (int exit, _, string error) = launch.Run(3, "  - {bench: toy, set: {plant: Slow, rank: 2, milliseconds: 10}}");
        PointRecord point = ResultFile.Read(launch.Output).Points.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero, error);
            Assert.That(point.Figures.SlowestRank, Is.EqualTo(2));
            Assert.That(point.Figures.Imbalance, Is.GreaterThan(1.3));
        });
    }

    [Test]
    public void A_kill_at_any_moment_loses_no_finished_point([Range(0, 24)] int trial)
    {
        using var launch = new Launch();
        string ranks = string.Join(", ", Enumerable.Range(0, 200));
        using Process process = launch.Start(
            2, $"  - {{bench: toy, sweep: {{rank: [{ranks}]}}, set: {{milliseconds: 1}}}}");
        Task<string> output = process.StandardOutput.ReadToEndAsync();

        // The moment is counted in finished points, not in time, and differs from trial to trial.
        var error = new System.Text.StringBuilder();
        int wanted = 1 + (int)(Numerics.Counter.Bits(2026, (ulong)trial) % 60);
        while (Announced(error.ToString()) < wanted && process.StandardError.ReadLine() is { } line)
            error.AppendLine(line);
        Kill(process, trial);
        error.Append(process.StandardError.ReadToEnd());
        process.WaitForExit();
        _ = output.Result;
        IReadOnlyList<PointRecord> points = Collected(launch);
        Assert.That(
            points.Count(p => p.Status == PointStatus.Ok),
            Is.GreaterThanOrEqualTo(Announced(error.ToString())), error.ToString());
    }

    [Test]
    public void A_full_disk_ends_the_run_in_one_line_and_keeps_what_fitted()
    {
        string small = Directory.CreateTempSubdirectory("haiend-small-").FullName;
        using var launch = new Launch { Output = Path.Combine(small, "out.h5") };
        if (Shell("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", small) != 0)
            Assert.Ignore("a small file system can't be mounted: needs root");
        try
        {
            string ranks = string.Join(", ", Enumerable.Range(0, 200));
            (int exit, _, string error) = launch.Run(
                1, $"  - {{bench: toy, sweep: {{rank: [{ranks}]}}}}");
            Assert.Multiple(() =>
            {
                Assert.That(exit, Is.EqualTo(6), error);
                Assert.That(error, Does.Contain("space").IgnoreCase);
                Assert.That(Directory.GetFiles(small, "*.h5", SearchOption.AllDirectories), Is.Not.Empty);
            });
        }
        finally
        {
            Shell("umount", small);
            Directory.Delete(small);
        }
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_exit_seven_before_anything_is_measured()
    {
        using var launch = new Launch { Output = "/proc/nowhere/out.h5" };
        (int exit, _, string error) = launch.Run(2, Good);
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(7), error);
            Assert.That(error, Does.Contain("/proc/nowhere"));
            Assert.That(Announced(error), Is.Zero);
        });
    }

    [TestCase("HAIEND_HDF5", "hdf5")]
    [TestCase("HAIEND_MPI_SHIM", "mpi")]
    public void A_missing_library_is_exit_seven_with_what_to_do(string variable, string name)
    {
        using Launch launch = new Launch().With(variable, "/nonexistent/lib.so");
        (int exit, _, string error) = launch.Run(2, Good);
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(7), error);
            Assert.That(error, Does.Contain(name).IgnoreCase.And.Contain("/nonexistent/lib.so"));
        });
    }

    /// <summary>Ends, by turns: the launcher alone, every process of the launch as the failure of a node does, or one
    /// rank.</summary>
    private static void Kill(Process launcher, int trial)
    {
        if (trial % 3 < 2)
            launcher.Kill(entireProcessTree: trial % 3 == 1);
        else if (Ranks(launcher.Id) is [.., int last])
            Process.GetProcessById(last).Kill();
    }

    /// <summary>Processes whose parent is the launcher.</summary>
    private static int[] Ranks(int launcher)
    {
        var ranks = new List<int>();
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            string status = Path.Combine(folder, "status");
            if (int.TryParse(Path.GetFileName(folder), out int id) && File.Exists(status)
                && File.ReadAllText(status).Contains($"\nPPid:\t{launcher}\n", StringComparison.Ordinal))
                ranks.Add(id);
        }

        return [.. ranks];
    }

    private static int Announced(string error) =>
        error.Split('\n').Count(l => l.Contains("] toy.plain", StringComparison.Ordinal));

    /// <summary>Seals what a dead launch left, with the program itself, and reads it. Ranks that outlive their launcher
    /// hold the lock and may still seal the file themselves, so the program is asked until there is a file.</summary>
    private static IReadOnlyList<PointRecord> Collected(Launch launch)
    {
        var watch = Stopwatch.StartNew();
        while (!File.Exists(launch.Output))
        {
            (int exit, string said, string error) = launch.Alone("collect", launch.Folder);
            Assert.That(watch.Elapsed, Is.LessThan(Launch.Limit), $"exit {exit}: {said}{error}");
        }

        return ResultFile.Read(launch.Output).Points;
    }

    private static int Shell(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
