using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>Rank 0 in a profiler: before MPI is loaded it becomes the profiler, which starts this program again as it
/// was started, without the option. The launcher sees the same process, and the other ranks wait in MPI's start.
/// </summary>
internal static class Profiler
{
    /// <summary>The variable by which rank 0 knows that it runs in a profiler, and in which. It is no setting, so that
    /// it is not kept as one.</summary>
    public const string Variable = "_HAIEND_PROFILED_WITH";

    private const string Option = "--profile-with=";

    /// <summary>Becomes the profiler where one is asked for; on the other ranks nothing.</summary>
    /// <returns>why it could not be started; null where there is nothing to start</returns>
    public static string? Start(RunOptions options, Surroundings at, CommandLine commandLine)
    {
        if (at.Rank != 0 || Asked(options, at) is not { } settings || settings.Profiler.Count == 0)
            return null;
        // The option wins over the variable and the user's file, so that a profiler is never started in a profiler.
        string[] own =
            [.. FileReader.Program(), "run", .. commandLine.Arguments.Again(Option), $"{Option}{Settings.None}"];
        string[] command = [.. settings.Profiler.SelectMany(w => w == "{}" ? own : [w])];
        string why = OwnProgram.Become(command, (Variable, settings["profile_with"]));
        return $"the profiler '{command[0]}' of {settings.Where("profile_with").Where} can't be started: {why}";
    }

    /// <summary>Settings that can't be used are told later, to all ranks.</summary>
    private static Settings? Asked(RunOptions options, Surroundings at)
    {
        try
        {
            return RunPlan.Configured(options, at).Settings;
        }
        catch (Exception e) when (e is BadInputException or UnknownNameException)
        {
            return null;
        }
    }
}
