using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Faults;

/// <summary>Rank 0 runs in a profiler that is asked for, here one that writes down what it was given.</summary>
public sealed class ProfilerTests
{
    private const string Case = "  - {bench: toy, sweep: {rank: [0, 1]}}";

    [TestCase("mpirun.openmpi")]
    [TestCase("mpirun.mpich")]
    public void Rank_0_of_a_launch_runs_in_it_and_the_file_says_so(string mpirun)
    {
        using var launch = new Launch { Launchers = [mpirun] };
        string profiler = Fake(launch);
        (int exit, _, string error) = launch.Run(2, Case, "--profile-with", $"{profiler} 'two words' {{}}");
        Assert.That(exit, Is.Zero, error);
        Check(launch, $"{profiler} 'two words' {{}}", ranks: 2);
    }

    [Test]
    public void A_program_alone_runs_in_it_too_where_the_variable_asks_for_it()
    {
        using var launch = new Launch();
        string profiler = Fake(launch);
        launch.With("HAIEND_PROFILE_WITH", $"{profiler} \"two words\" {{}}");
        (int exit, _, string error) =
            launch.Alone("run", "-s", launch.Suite(Case), "-S", "rank=0", "-o", launch.Output, "--progress", "lines");
        Assert.That(exit, Is.Zero, error);
        Check(launch, $"{profiler} \"two words\" {{}}", ranks: 1);
    }

    [TestCase("mpirun.openmpi")]
    [TestCase("mpirun.mpich")]
    public void One_that_is_not_there_is_told_and_ends_all_ranks(string mpirun)
    {
        using var launch = new Launch { Launchers = [mpirun] };
        (int exit, _, string error) = launch.Run(2, Case, "--profile-with", "no-such-profiler {}");
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(7), error);
            Assert.That(error, Does.Contain(
                "haiend: the profiler 'no-such-profiler' of --profile-with can't be started: No such file"));
            Assert.That(File.Exists(launch.Output), Is.False);
        });
    }

    private static string Fake(Launch launch)
    {
        string file = Path.Combine(launch.Folder, "profiler");
        File.WriteAllText(file, $"""
            #!/bin/sh
            printf '%s\n' "$@" >> '{launch.Folder}/given'
            shift
            exec "$@"
            """);
        return $"sh {file}";
    }

    private static void Check(Launch launch, string command, int ranks)
    {
        string[] given = File.ReadAllLines(Path.Combine(launch.Folder, "given"));
        (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(launch.Output);
        Assert.Multiple(() =>
        {
            Assert.That(given.Count(w => w == "two words"), Is.EqualTo(1), "one rank was profiled, once");
            Assert.That(given, Does.Contain("run").And.Contain("--profile-with=none"));
            Assert.That(given, Has.None.Contains("profiler"), "it is not told of itself");
            Assert.That(run.Provenance["profiled_with"], Is.EqualTo(command));
            Assert.That(run.Ranks, Has.Count.EqualTo(ranks));
            Assert.That(points.Select(p => p.Status), Has.All.EqualTo(PointStatus.Ok));
        });
    }
}
