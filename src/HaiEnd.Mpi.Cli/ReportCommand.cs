using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend report</c></summary>
[Verb("report", HelpText = "The headline numbers of result files.")]
internal sealed class ReportOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files.")]
    public IEnumerable<string> Files { get; set; } = [];

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ReportCommand(at.Screen).Run(this);
}

/// <summary><c>haiend report</c></summary>
/// <param name="screen">where text goes</param>
internal sealed class ReportCommand(Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(ReportOptions options)
    {
        string color = screen.ColorOf(options.Color);
        foreach (Launch report in LaunchFiles.Read(options.Files))
            screen.Write(TerminalSummary.Of(report), screen.Output, color);
        return ExitCode.Done;
    }
}
