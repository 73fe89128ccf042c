using System.Diagnostics;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Faults;

/// <summary>The installed program under a real launcher, with the planted faults as a plug-in, in a folder of its
/// own.</summary>
internal sealed class Launch : IDisposable
{
    /// <summary>A launch that lasts longer has hung.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, string> _environment = new()
    {
        ["HAIEND_PLUGINS"] = typeof(Plants.Toy).Assembly.Location,
        ["OMPI_ALLOW_RUN_AS_ROOT"] = "1",
        ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1",
        ["OMPI_MCA_rmaps_base_oversubscribe"] = "1",
        ["OMPI_MCA_mpi_yield_when_idle"] = "1",
    };

    /// <summary>Makes the folder.</summary>
    public Launch() => Output = Path.Combine(Folder, "out.h5");

    /// <summary>Where the launch writes; removed afterwards.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("haiend-fault-").FullName;

    /// <summary>The result file of <see cref="Run"/>.</summary>
    public string Output { get; init; }

    /// <summary>So many ranks each are on a host, n1 and so on, by its name at least; 0 for all on this one.</summary>
    public int RanksOfHost { get; init; }

    /// <summary>Which launcher to take: the first that is there.</summary>
    public string[] Launchers { get; init; } = ["mpirun.openmpi", "mpirun"];

    /// <summary>Sets a variable for what is launched.</summary>
    public Launch With(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>The built program; the test is ignored where it has not been built.</summary>
    public static string Program()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string program = Path.Combine(at.FullName, "build", "bin", "haiend");
            if (File.Exists(program))
                return program;
        }

        Assert.Ignore("build/bin/haiend is not there: cmake -B build && cmake --build build");
        return "";
    }

    /// <summary>Writes a suite of few samples.</summary>
    /// <returns>its file</returns>
    public string Suite(string cases)
    {
        string suite = Path.Combine(Folder, "suite.yaml");
        File.WriteAllText(suite, $$"""
            schema: haiend-suite/1
            name: planted
            defaults: {warmup: 1, iterations: 5}
            cases:
            {{cases}}
            """);
        return suite;
    }

    /// <summary>Starts <c>mpirun -n ranks haiend run</c> over a suite of toy points.</summary>
    public Process Start(int ranks, string cases, params string[] options)
    {
        string[] run = [Program(), "run", "-s", Suite(cases), "-o", Output, "--progress", "lines"];
        return Begin(Launcher(), ["-n", $"{ranks}", .. OnHost(), .. run, .. options]);
    }

    /// <summary>Runs it to its end.</summary>
    public (int Exit, string Out, string Error) Run(int ranks, string cases, params string[] options)
    {
        using Process process = Start(ranks, cases, options);
        return Finish(process);
    }

    /// <summary>Runs the program without a launcher.</summary>
    public (int Exit, string Out, string Error) Alone(params string[] arguments) => Alone("", arguments);

    /// <summary>Runs it after a command of the shell, such as a limit.</summary>
    public (int Exit, string Out, string Error) Alone(string before, string[] arguments)
    {
        using Process process = before.Length == 0 ? Begin(Program(), arguments)
            : Begin("sh", ["-c", $"{before} && exec \"$@\"", "sh", Program(), .. arguments]);
        return Finish(process);
    }

    /// <summary>Waits for the end and returns what was said. Fails when it hangs.</summary>
    public static (int Exit, string Out, string Error) Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"it still ran after {Limit.TotalSeconds} s:\n{error.Result}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>What gives a rank a host name of its own; the test is ignored where that is refused.</summary>
    private string[] OnHost()
    {
        if (RanksOfHost == 0)
            return [];
        string[] user = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
        string[] unshare = ["unshare", "--uts", .. user];
        using (Process trial = Begin(unshare[0], [.. unshare[1..], "true"]))
            if (Finish(trial).Exit != 0)
                Assert.Ignore("no host names of their own here: unshare --uts is refused");
        return
        [
            .. unshare, "sh", "-c",
            $"hostname n$((OMPI_COMM_WORLD_RANK / {RanksOfHost} + 1)) && exec \"$@\"", "sh",
        ];
    }

    private string Launcher()
    {
        foreach (string name in Launchers)
            foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
                if (File.Exists(Path.Combine(folder, name)))
                    return name;
        Assert.Ignore($"no {Launchers[0]} on the PATH");
        return "";
    }

    private Process Begin(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach ((string name, string value) in _environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
