using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Starts the program several times under a launcher, because the unit of replication is the launch: two runs
/// in one launch share their placement, their connections and their luck.</summary>
/// <param name="Launcher">for example <c>mpirun -n 2</c></param>
/// <param name="Program">how this program is started</param>
/// <param name="Options">options of <c>run</c>, the ones about launches and output left out</param>
/// <param name="Folder">where the result files go</param>
/// <param name="Count">how many times</param>
public sealed record Launches(
    IReadOnlyList<string> Launcher, IReadOnlyList<string> Program, IReadOnlyList<string> Options, string Folder,
    int Count)
{
    /// <summary>The variable that tells a launch that it is one of several, which are judged together. A launcher that
    /// does not pass it on has each judged for itself besides. It is no setting, so that it is not kept as
    /// one.</summary>
    public const string OneOfSeveral = "_HAIEND_ONE_OF_SEVERAL";

    /// <summary>The result file of a launch, counted from 1.</summary>
    public string FileOf(int launch) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"launch-{launch:00}.h5"));

    /// <summary>The words of a launch's command, counted from 1.</summary>
    public IReadOnlyList<string> CommandOf(int launch) =>
        [.. Launcher, .. Program, "run", .. Options, "--output", FileOf(launch)];

    /// <summary>Runs them one after another. A usage error would only repeat itself, so it ends the series.</summary>
    /// <param name="start">runs a command and returns its exit code</param>
    /// <returns>the worst exit code</returns>
    public int Run(Func<IReadOnlyList<string>, int> start)
    {
        Directory.CreateDirectory(Folder);
        int worst = ExitCode.Done;
        for (int launch = 1; launch <= Count; launch++)
        {
            int code = start(CommandOf(launch));
            if (code == ExitCode.Usage)
                return code;
            worst = ExitCode.Worst(
                worst, code is >= ExitCode.Done and <= ExitCode.Inconclusive ? code : ExitCode.Incomplete);
        }

        return worst;
    }

    /// <summary>Runs a command with this program's own standard streams.</summary>
    /// <exception cref="BadInputException">it can't be started</exception>
    public static int Start(IReadOnlyList<string> command)
    {
        try
        {
            var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
            start.Environment[OneOfSeveral] = "yes";
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadInputException($"'{command[0]}' can't be started: {e.Message}");
        }
    }
}
