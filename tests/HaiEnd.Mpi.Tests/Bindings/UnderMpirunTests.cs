using System.Diagnostics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.BindingTests;

/// <summary>Starts the rank tests under the launchers that are here, right and wrong.</summary>
[NonParallelizable]
public sealed class UnderMpirunTests
{
    private const string OpenMpi = "mpirun.openmpi";
    private const string Mpich = "mpirun.mpich";

    // scripts/check.sh runs all of them, on fewer and on more ranks.
    [TestCase(OpenMpi, 2)]
    [TestCase(Mpich, 2)]
    public void Rank_tests_pass(string launcher, int ranks)
    {
        (int code, string output) = Run(launcher, ranks, "", ["PointToPoint|Collective"]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain($"on {ranks} ranks"));
    }

    [TestCase(OpenMpi)]
    [TestCase(Mpich)]
    public void A_failure_on_one_rank_ends_the_others(string launcher)
    {
        string output = "";
        // MPICH's launcher now and then drops all that a rank wrote just before it aborted.
        for (int attempt = 0; attempt < 3 && output.Length == 0; attempt++)
        {
            (int code, output) = Run(launcher, 2, "", ["Planted_failure"]);
            Assert.That(code, Is.Not.Zero);
        }

        Assert.That(output, Does.Contain("rank 1 of 2"));
    }

    // The classic: every rank is alone, the program runs to its end, and every figure is wrong.
    [TestCase(Mpich, "openmpi")]
    [TestCase(OpenMpi, "mpich")]
    public void The_wrong_library_is_told_and_not_run(string launcher, string library)
    {
        (int code, string output) = Run(launcher, 2, library, []);
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("started 2 ranks, but MPI sees 1").And.Contain("HAIEND_MPI"));
        Assert.That(output, Does.Not.Contain("passed"));
    }

    [TestCase(OpenMpi, "libscalapack-mpich.so.2.2")]
    [TestCase(Mpich, "libscalapack-openmpi.so.2.2")]
    public void A_ScaLAPACK_of_another_MPI_is_refused(string launcher, string file)
    {
        (int code, string output) = Run(launcher, 1, "", ["A_library_of_another_MPI_is_refused"], file);
        Assume.That(output, Does.Not.Contain("skipped A_library"), output);
        Assert.That(code, Is.Zero, output);
    }

    private static (int Code, string Output) Run(
        string launcher, int ranks, string library, string[] arguments, string scalapack = "")
    {
        string program = Path.Combine(
            AppContext.BaseDirectory.Replace("HaiEnd.Mpi.Tests", "HaiEnd.Mpi.RankTests", StringComparison.Ordinal),
            "HaiEnd.Mpi.RankTests.dll");
        string flavour = launcher == OpenMpi ? "openmpi" : "mpich";
        Assume.That(FoundOnPath(launcher), Is.True, $"{launcher} is not here");
        Assume.That(File.Exists(program), Is.True, $"{program} is not built");
        foreach (string needed in new[] { flavour, library.Length > 0 ? library : flavour })
        {
            string shim = Path.Combine(Path.GetDirectoryName(program)!, $"libhaiend_mpi-{needed}.so");
            Assume.That(File.Exists(shim), Is.True, $"{shim} is not built");
        }
        string[] more = launcher == OpenMpi ? ["--oversubscribe"] : [];
        var start = new ProcessStartInfo(
            launcher, [.. more, "-n", $"{ranks}", "dotnet", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Containers run as root, which Open MPI refuses unless told twice.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["HAIEND_MPI"] = library;
        start.Environment["HAIEND_SCALAPACK"] = scalapack;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("It did not end within two minutes.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }

    private static bool FoundOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
