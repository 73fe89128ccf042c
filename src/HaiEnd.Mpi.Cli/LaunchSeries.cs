using System.Globalization;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>Reads <c>haiend run --launches N [options] -- mpirun ...</c>.</summary>
internal static class LaunchSeries
{
    /// <summary>Options that the series itself uses up.</summary>
    private static readonly string[] Own = ["--launches=", "--output=", "--gate"];

    /// <summary>The series.</summary>
    /// <exception cref="BadInputException">the number or the launcher is missing</exception>
    public static Launches Of(RunOptions options, CommandLine commandLine)
    {
        IReadOnlyList<string> launcher = commandLine.Arguments.Launcher;
        if (options.Launches is null)
            throw new BadInputException("what stands after '--' needs --launches N before it");
        if (launcher.Count == 0)
            throw new BadInputException(
                "--launches needs the launcher after '--', e.g. haiend run --launches 5 -- mpirun -n 2");
        if (!int.TryParse(options.Launches, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count < 1)
            throw new BadInputException($"--launches: expected a whole number of at least 1, got '{options.Launches}'");
        return new(
            launcher, FileReader.Program(), [.. commandLine.Arguments.Again(Own)], Folder(options.Output), count);
    }

    /// <summary>With several launches, --output names the folder.</summary>
    private static string Folder(string? output) => output ?? Path.Combine("results", string.Create(
        CultureInfo.InvariantCulture, $"haiend-{DateTimeOffset.UtcNow:yyyyMMdd'T'HHmmss'Z'}-launches"));
}
