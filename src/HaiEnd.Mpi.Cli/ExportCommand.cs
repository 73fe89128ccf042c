using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend export</c></summary>
[Verb("export", HelpText = "Result files in forms that other programs read.")]
internal sealed class ExportOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files, and folders of them.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option("to", MetaValue = "csv|json|md|testbed-yaml", Required = true, HelpText = "The form.")]
    public string To { get; set; } = "";

    [Option('o', "output", MetaValue = "FILE", HelpText = "Where to (default: standard output).")]
    public string? Output { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ExportCommand(at.Screen).Run(this);
}

/// <summary><c>haiend export</c>: results in the forms that other programs read.</summary>
/// <param name="screen">where text goes</param>
internal sealed class ExportCommand(Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(ExportOptions options)
    {
        Exporter exporter = Exporters.All.FirstOrDefault(e => e.Name == options.To) ?? throw new BadInputException(
            $"--to: no form is called '{options.To}'; "
            + Nearest.Hint(options.To, Exporters.All.Select(e => e.Name)));
        // All are read before the first line is written, so that a bad file does not leave half a table.
        IReadOnlyList<Launch> launches = [.. LaunchFiles.Read(options.Files)];
        try
        {
            if (options.Output is null)
                exporter.Write(launches, screen.Output);
            else
                LaunchFiles.Keep(options.Output, to => exporter.Write(launches, to));
        }
        catch (ExportException e)
        {
            throw new BadInputException($"--to {exporter.Name}: {e.Message}");
        }

        return ExitCode.Done;
    }
}
