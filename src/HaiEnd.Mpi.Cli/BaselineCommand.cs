using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend baseline</c></summary>
[Verb("baseline", HelpText = "Make references for 'check --refs' from five launches or more.")]
internal sealed class BaselineOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files, or folders of them.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option('o', "output", MetaValue = "FILE", HelpText = "Where to (default: standard output).")]
    public string? Output { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new BaselineCommand(at.Screen).Run(this);
}

/// <summary><c>haiend baseline</c>: what a site's machine delivers, with how much launches differ.</summary>
/// <param name="screen">where text goes</param>
internal sealed class BaselineCommand(Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(BaselineOptions options)
    {
        IReadOnlyList<Launch> launches = LaunchFiles.Different(options.Files);
        var baseline = Baseline.Of(launches);
        if (baseline.References.Count == 0)
        {
            screen.Complain(
                $"no point has a right answer in {Baseline.FewestLaunches} launches, and a reference needs as many to "
                + $"know how launches differ; there is {Words.Count(launches.Count, "launch")}. "
                + $"Measure with: {Words.MoreLaunches(null, launches[0])}");
            return ExitCode.Inconclusive;
        }

        string text = ReferencesFile.Write(baseline, launches);
        if (options.Output is null)
            screen.Output.Write(text);
        else
            LaunchFiles.Keep(options.Output, to => to.Write(text));
        screen.Error.WriteLine(
            $"{Words.Count(baseline.References.Count, "reference")} from {Words.Count(launches.Count, "launch")}"
            + (baseline.TooFew > 0 ? $"; {Words.Count(baseline.TooFew, "point")} measured by fewer than "
                + $"{Baseline.FewestLaunches} left out" : "")
            + (baseline.NotRight > 0 ? $"; {Words.Count(baseline.NotRight, "point")} with an answer that is not known "
                + "to be right left out" : ""));
        int wide = baseline.References.Count(r => r.Band.Low < r.Median / 2 || r.Band.High > r.Median * 2);
        if (wide > 0)
            screen.Error.WriteLine(
                $"{Words.Count(wide, "reference")} with a limit beyond half or twice the median: launches differ that "
                + "much. Bind the ranks, leave the machine to itself, or give more launches");
        return ExitCode.Done;
    }
}
