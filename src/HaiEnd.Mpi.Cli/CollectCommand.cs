using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend collect</c></summary>
[Verb("collect", HelpText = "Seal what runs that were killed have left in a folder.")]
internal sealed class CollectOptions : VerbOptions
{
    [Value(0, MetaName = "FOLDER", Required = true, HelpText = "The folder of result files.")]
    public string Folder { get; set; } = "";

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new CollectCommand(at.Screen).Run(this);
}

/// <summary><c>haiend collect</c>: makes files of what killed runs have left.</summary>
/// <param name="screen">where text goes</param>
internal sealed class CollectCommand(Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(CollectOptions options)
    {
        if (!Directory.Exists(options.Folder))
            throw new BadInputException($"{options.Folder} is no folder");
        IReadOnlyList<CollectedRun> runs = Collector.Collect(options.Folder, finish: Roofs.Fill);
        foreach (CollectedRun run in runs)
        {
            screen.Output.WriteLine(run.Outcome switch
            {
                CollectOutcome.Sealed => $"sealed   {run.ResultPath}: {run.Points} points",
                CollectOutcome.Running => $"running  {run.Parts}: left alone",
                _ => $"FAILED   {run.Parts}: left alone",
            });
            foreach (string problem in run.Problems)
                screen.Output.WriteLine($"         {problem}");
        }

        if (runs.Count == 0)
            screen.Error.WriteLine($"{options.Folder}: nothing is left to collect");
        return runs.Any(r => r.Outcome == CollectOutcome.Refused) ? ExitCode.Incomplete : ExitCode.Done;
    }
}
