using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Plants;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary>The command in this process, on one rank.</summary>
internal static class InProcess
{
    /// <summary>Nobody watches, and all that the environment has is the planted faults as a plug-in.</summary>
    public static readonly Surroundings Alone = new(
        name => name == PlugIns.Variable ? typeof(Toy).Assembly.Location : null, false, 0, 1, false, false);

    // The first library of a vendor that a process loads holds, and tests of devices bring their own.
    static InProcess()
    {
        foreach (string variable in (string[])["HAIEND_CUDA", "HAIEND_HIP"])
            if (Environment.GetEnvironmentVariable(variable) is null)
                Environment.SetEnvironmentVariable(variable, "none");
    }

    /// <summary>Runs it alone.</summary>
    public static (int Code, string Output, string Error) Run(params string[] words) => Run(Alone, words);

    /// <summary>Runs it.</summary>
    public static (int Code, string Output, string Error) Run(Surroundings at, params string[] words)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var launch = LaunchEnvironment.From(new Dictionary<string, string>());
        // A toy takes the name of its thread for its rank, and a test's thread has another.
        string? name = Thread.CurrentThread.Name;
        Thread.CurrentThread.Name = "rank 0";
        int code = new App(at, launch, new Screen(at, output, error)).Run(words);
        Thread.CurrentThread.Name = name;
        return (code, output.ToString(), error.ToString());
    }
}
