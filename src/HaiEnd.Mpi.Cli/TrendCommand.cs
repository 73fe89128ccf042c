using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend trend</c></summary>
[Verb("trend", HelpText = "Steps in weeks of launches, each with what changed there.")]
internal sealed class TrendOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files, and folders of them.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option("threshold", MetaValue = "PERCENT", Default = "3%", HelpText = "A smaller step does not count.")]
    public string Threshold { get; set; } = "3%";

    [Option("gate", HelpText = "Exit 5 if a point is slower since its last step, 4 if its last run was wrong.")]
    public bool Gate { get; set; }

    [Option("json", HelpText = "JSON on standard output.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) => new TrendCommand(at.Screen).Run(this);
}

/// <summary><c>haiend trend</c></summary>
/// <param name="screen">where text goes</param>
internal sealed class TrendCommand(Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(TrendOptions options)
    {
        var trend = Trend.Of(LaunchFiles.Read(options.Files), CompareCommand.ThresholdOf(options.Threshold));
        if (options.Json)
            TrendJson.Write(screen.Output, trend);
        screen.Write(
            TrendText.Of(trend, screen.Columns), options.Json ? screen.Error : screen.Output,
            screen.ColorOf(options.Color));
        return CodeOf(trend, options.Gate);
    }

    /// <summary>What a trend returns.</summary>
    internal static int CodeOf(Trend trend, bool gate)
    {
        int code = trend.IsInconclusive ? ExitCode.Inconclusive : ExitCode.Done;
        if (gate && trend.Series.Any(s => s.IsSlower))
            code = ExitCode.Worst(code, ExitCode.Regression);
        return gate && trend.IsWrongAtLast ? ExitCode.Worst(code, ExitCode.Wrong) : code;
    }
}
