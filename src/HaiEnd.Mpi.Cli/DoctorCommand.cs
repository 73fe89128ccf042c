using System.Text.Json;
using CommandLine;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend doctor</c></summary>
[Verb("doctor", HelpText = "Is this machine, or this job, fit to measure?")]
internal sealed class DoctorOptions : VerbOptions
{
    [Option("mpi", HelpText = "Start MPI too (not on a login node).")]
    public bool Mpi { get; set; }

    [Option("output", MetaValue = "FOLDER", HelpText = "Where results are to go (default: results).")]
    public string? Output { get; set; }

    [Option("json", HelpText = "JSON on standard output.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new DoctorCommand(at.Surroundings, at.Launch, at.Screen).Run(this);
}

/// <summary><c>haiend doctor</c>: is this fit to measure? Each finding has one thing to do about it. Loads MPI only
/// where it is asked to.</summary>
/// <param name="at">environment</param>
/// <param name="launch">how the process was started</param>
/// <param name="screen">where text goes</param>
internal sealed class DoctorCommand(Surroundings at, LaunchEnvironment launch, Screen screen)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs it.</summary>
    public int Run(DoctorOptions options)
    {
        string color = screen.ColorOf(options.Color);
        // Other ranks have nothing to say, and a rank that has is told to by --mpi.
        List<Finding> findings = at.Rank == 0 ? [.. new NodeChecks(at, launch).All(options.Output ?? "results")] : [];
        bool unfit = options.Mpi ? WithMpi(findings) : AnyFails(findings);
        if (options.Json)
            screen.Output.WriteLine(ToJson(findings, Indented));
        else
            screen.Write(string.Concat(findings.Select(f => $"{f}\n")), screen.Output, color);
        return unfit ? ExitCode.Unfit : ExitCode.Done;
    }

    /// <summary>Findings as they stand in result files.</summary>
    public static string ToJson(IEnumerable<Finding> findings, JsonSerializerOptions? options = null) =>
        JsonSerializer.Serialize(
            findings.Select(f => new
            {
                level = f.Level.ToString().ToUpperInvariant(),
                what = f.What,
                found = f.Found,
                fix = f.Fix,
            }),
            options);

    /// <summary>Adds what only a started MPI can tell. Every rank learns whether anything fails.</summary>
    private bool WithMpi(List<Finding> findings)
    {
        MpiSession session;
        try
        {
            session = MpiSession.Start(launch);
        }
        catch (Exception e) when (e is MpiLaunchException or MpiException)
        {
            findings.Add(Finding.Fail(
                "MPI start", e.Message.Replace("\n", " ", StringComparison.Ordinal),
                "start with the mpirun of the MPI that the program was built with"));
            return true;
        }

        using (session)
        {
            var ranks = new MpiRanks(session.World);
            var machine = Machine.Gather(ranks, TimerFacts.Measure());
            findings.Add(Finding.Pass(
                "MPI start", $"{session.LibraryVersion}, standard {session.Standard}, {ranks.Size} ranks "
                    + $"on {machine.Nodes.Count} nodes, started by {session.Launcher}"));
            findings.Add(Sharing(machine));
            return ranks.Decide(AnyFails(findings));
        }
    }

    private static bool AnyFails(List<Finding> findings) => findings.Exists(f => f.Level == Level.Fail);

    /// <summary>Ranks that wait for each other on one processor measure the scheduler.</summary>
    private static Finding Sharing(Machine machine)
    {
        foreach (IGrouping<int, RankRecord> node in machine.Ranks.GroupBy(r => r.Node))
        {
            foreach (IGrouping<string, RankRecord> set in node.GroupBy(r => r.CpuSet))
            {
                int processors = CpuSet.Of(set.Key).Count;
                if (set.Count() > processors)
                {
                    string host = machine.Nodes[node.Key].HostName;
                    return Finding.Fail(
                        "placement", $"{set.Count()} ranks share {processors} processors ({set.Key}) on {host}",
                        "start fewer ranks, or bind each to a core of its own: mpirun --bind-to core");
                }
            }
        }

        return Finding.Pass("placement", "every rank has a processor of its own");
    }
}
