using System.Collections;
using System.Globalization;

namespace HaiEnd.Mpi.Bindings.Mpi;

/// <summary>What the environment says about how this process was started. Reading it needs no MPI.</summary>
/// <param name="Launcher">What started the process, in words; <c>none</c> when nothing did.</param>
/// <param name="IsLaunched">Whether an MPI launcher started it.</param>
/// <param name="Flavours">The builds of the shim to try, best first: <c>openmpi</c>, <c>mpich</c> or
/// <c>mpi</c>.</param>
/// <param name="Size">How many ranks the launcher started, where it says so.</param>
/// <param name="Rank">Which of them this process is, where it says so.</param>
public sealed record LaunchEnvironment(
    string Launcher, bool IsLaunched, IReadOnlyList<string> Flavours, int? Size, int? Rank)
{
    /// <summary>The variable that overrides the choice of MPI: <c>openmpi</c>, <c>mpich</c> or <c>mpi</c>.</summary>
    public const string Override = "HAIEND_MPI";

    /// <summary>The variable that says which <see cref="MpiThreads"/> MPI is asked for. It costs: Open MPI 4.1.4 takes
    /// half as long again for a short message where it is asked for more than <c>single</c>.</summary>
    public const string ThreadsVariable = "HAIEND_MPI_THREADS";

    /// <summary>What <see cref="ThreadsVariable"/> says; empty where it is not set.</summary>
    public string Threads { get; init; } = "";

    /// <summary>Which of its node's ranks this process is, from 0, where the launcher says so.</summary>
    public int? LocalRank { get; init; }

    /// <summary>The launchers' own come first: in a step of Slurm they inherit its.</summary>
    private static readonly string[] LocalRanks =
    [
        "OMPI_COMM_WORLD_LOCAL_RANK", "MV2_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "PALS_LOCAL_RANKID",
        "PMI_LOCAL_RANK", "FLUX_TASK_LOCAL_ID", "SLURM_LOCALID",
    ];

    private static readonly string[] OpenMpi = ["openmpi", "mpi"];
    private static readonly string[] Mpich = ["mpich", "mpi"];
    private static readonly string[] Pmix = ["openmpi", "mpi", "mpich"];
    private static readonly string[] Any = ["openmpi", "mpich", "mpi"];

    /// <summary>Reads this process's environment.</summary>
    public static LaunchEnvironment Current()
    {
        // A loop, as everything that runs before a command begins is compiled at start.
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add((string)variable.Key, (string?)variable.Value ?? "");
        }
        return From(variables);
    }

    /// <summary>Decides from the variables that the launchers are known to set.</summary>
    /// <param name="variables">The environment.</param>
    public static LaunchEnvironment From(IReadOnlyDictionary<string, string> variables)
    {
        LaunchEnvironment found = Detect(variables) with
        {
            Threads = variables.GetValueOrDefault(ThreadsVariable, ""),
        };
        foreach (string name in LocalRanks)
        {
            if (found.IsLaunched && found.LocalRank is null)
                found = found with { LocalRank = Number(variables, name) };
        }
        return variables.TryGetValue(Override, out string? named) && named.Length > 0
            ? found with { Flavours = [named] }
            : found;
    }

    private static LaunchEnvironment Detect(IReadOnlyDictionary<string, string> variables)
    {
        int? Number(string name) => LaunchEnvironment.Number(variables, name);

        int? stepTasks = Number("SLURM_STEP_NUM_TASKS");
        int? stepRank = Number("SLURM_PROCID");
        // An mpirun inside a Slurm step inherits the step's variables, so the launchers' own come first.
        if (Number("OMPI_COMM_WORLD_SIZE") is { } size)
        {
            return new("mpirun of Open MPI", true, OpenMpi, size, Number("OMPI_COMM_WORLD_RANK"));
        }
        if (variables.ContainsKey("MPI_LOCALNRANKS") || variables.Keys.Any(IsPmi))
        {
            string launcher = variables.ContainsKey("MPI_LOCALNRANKS") ? "mpirun of MPICH (hydra)" : "a PMI launcher";
            return new(launcher, true, Mpich, Number("PMI_SIZE") ?? stepTasks, Number("PMI_RANK") ?? stepRank);
        }
        if (Number("PMIX_RANK") is { } rank)
        {
            return new("a PMIx launcher", true, Pmix, stepTasks, rank);
        }
        if (stepTasks > 1)
        {
            return new("srun without an MPI plug-in", true, Any, stepTasks, stepRank);
        }
        return new("none", false, Any, null, null);
    }

    private static int? Number(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value : null;

    private static bool IsPmi(string name) =>
        name.StartsWith("PMI_", StringComparison.Ordinal) || name.StartsWith("PALS_", StringComparison.Ordinal);
}
