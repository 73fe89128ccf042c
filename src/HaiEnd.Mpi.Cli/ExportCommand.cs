using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend export</c></summary>
[Verb("export", HelpText = "Result files as CSV or JSON.")]
internal sealed class ExportOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option("to", MetaValue = "csv|json", Required = true, HelpText = "The form.")]
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
        if (options.To is not ("csv" or "json"))
            throw new BadInputException(
                $"--to: there is csv and json, got '{options.To}'; {Nearest.Hint(options.To, ["csv", "json"])}");
        IReadOnlyList<Launch> reports = [.. LaunchFiles.Read(options.Files)];
        using var text = new MemoryStream();
        if (options.To == "json")
        {
            JsonExport.Write(reports, text);
            text.WriteByte((byte)'\n');
        }
        else
        {
            using var writer = new StreamWriter(text, leaveOpen: true);
            CsvExport.Write(reports, writer);
        }

        if (options.Output is null)
            screen.Output.Write(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        else
            LaunchFiles.Keep(options.Output, text.ToArray());
        return ExitCode.Done;
    }
}
