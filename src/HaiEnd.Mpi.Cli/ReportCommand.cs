using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Html;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend report</c></summary>
[Verb("report", HelpText = "Result files as a page with figures, or as headline numbers on the terminal.")]
internal sealed class ReportOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files, or folders of them.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option('o', "output", MetaValue = "FILE", HelpText = "Where to; without it headline numbers are printed.")]
    public string? Output { get; set; }

    [Option("format", MetaValue = "html|md|text", HelpText = "The form (default: by the ending of --output).")]
    public string? Format { get; set; }

    [Option('s', "suite", MetaValue = "NAME|FILE", HelpText = "Whose rules (default: the suite in the files).")]
    public string? Suite { get; set; }

    [Option("fragment", HelpText = "HTML for a page that exists, a notebook say.")]
    public bool Fragment { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new ReportCommand(at.Surroundings, at.Screen).Run(this);
}

/// <summary><c>haiend report</c></summary>
/// <param name="at">for plug-ins</param>
/// <param name="screen">where text goes</param>
internal sealed class ReportCommand(Surroundings at, Screen screen)
{
    private static readonly string[] Formats = ["html", "md", "text"];

    /// <summary>Runs it.</summary>
    public int Run(ReportOptions options)
    {
        string format = FormatOf(options);
        string text = format switch
        {
            "text" => string.Concat(LaunchFiles.Read(options.Files).Select(l => TerminalSummary.Of(l, screen.Columns))),
            "md" => Markdown(Make(options), options.Output!),
            _ => Page(Make(options), options.Fragment),
        };
        if (options.Output is null)
            screen.Write(text, screen.Output, format == "text" ? screen.ColorOf(options.Color) : "never");
        else
            LaunchFiles.Keep(options.Output, to => to.Write(text));
        return ExitCode.Done;
    }

    private Report Make(ReportOptions options)
    {
        IReadOnlyList<Launch> launches = LaunchFiles.Different(options.Files);
        Check? check = null;
        try
        {
            check = options.Suite is null
                ? CheckCommand.JudgeOwn(at, launches)
                : CheckCommand.Judge(at, launches, options.Suite, Selection.Everything, []);
        }
        catch (Exception e) when (options.Suite is null && e is (BadInputException or UnknownNameException))
        {
            // A file may come from a version with other benchmarks; its numbers can be reported all the same.
            screen.Complain($"no rules are applied: {e.Message}");
        }

        return Report.Of(ReportData.Of(launches, check, new([.. options.Files], options.Suite)));
    }

    private static string Page(Report report, bool fragment) =>
        fragment ? HtmlReport.Fragment(report) : HtmlReport.Of(report);

    /// <summary>The text, after its pictures were written beside where it goes.</summary>
    private static string Markdown(Report report, string output)
    {
        var markdown = MarkdownReport.Of(report, Path.GetFileNameWithoutExtension(output));
        foreach ((string file, byte[] content) in markdown.Pictures)
            LaunchFiles.Keep(Path.Combine(Path.GetDirectoryName(output) ?? "", file), content);
        return markdown.Text;
    }

    private static string FormatOf(ReportOptions options)
    {
        string format = options.Format ?? (options.Fragment ? "html" : options.Output is null ? "text"
            : Path.GetExtension(options.Output) switch
            {
                ".html" or ".htm" => "html",
                ".md" => "md",
                ".txt" => "text",
                _ => throw new BadInputException(
                    $"--output {options.Output}: its ending says no form; add --format html, md or text"),
            });
        if (!Formats.Contains(format))
            throw new BadInputException($"--format: there is html, md and text, got '{format}'; "
                + Nearest.Hint(format, Formats));
        if (format == "md" && options.Output is null)
            throw new BadInputException("--format md writes pictures beside its file: add -o report.md");
        return options.Fragment && format != "html"
            ? throw new BadInputException("--fragment is a form of HTML")
            : format;
    }
}
