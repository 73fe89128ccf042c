using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Acceptance;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend check</c></summary>
[Verb("check", HelpText = "Judge result files by the accept rules of a suite: exit 0, 3, 4 or 8.")]
internal sealed class CheckOptions : VerbOptions
{
    [Value(0, MetaName = "FILES", Required = true, HelpText = "Result files, or folders of them: launches are pooled.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option('s', "suite", MetaValue = "NAME|FILE", HelpText = "Whose rules (default: the suite in the files).")]
    public string? Suite { get; set; }

    [Option("refs", MetaValue = "FILE", HelpText = "References of this site besides, as 'baseline' makes them.")]
    public string? Refs { get; set; }

    [Option('f', "filter", MetaValue = "GLOB,...", HelpText = "Only these cases, as in 'run'.")]
    public string? Filter { get; set; }

    [Option('t', "tag", MetaValue = "TAG,...", HelpText = "Only cases with one of these tags, as in 'run'.")]
    public string? Tag { get; set; }

    [Option("junit", MetaValue = "FILE", HelpText = "JUnit XML besides, for GitLab, Jenkins and others.")]
    public string? JUnit { get; set; }

    [Option("json", HelpText = "JSON on standard output; texts for people go to standard error.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) =>
        new CheckCommand(at.Surroundings, at.Screen).Run(this);
}

/// <summary><c>haiend check</c></summary>
/// <param name="at">for plug-ins</param>
/// <param name="screen">where text goes</param>
internal sealed class CheckCommand(Surroundings at, Screen screen)
{
    /// <summary>Runs it.</summary>
    public int Run(CheckOptions options)
    {
        string color = screen.ColorOf(options.Color);
        IReadOnlyList<Reference> references = options.Refs is null ? [] : References(options.Refs);
        IReadOnlyList<Launch> launches = LaunchFiles.Different(options.Files);
        var selection = new Selection(RunPlan.Commas(options.Filter), RunPlan.Commas(options.Tag), [], null);
        Check check = Judge(at, launches, options.Suite, selection, references);
        if (options.JUnit is not null)
            LaunchFiles.Keep(options.JUnit, to => JUnitExport.Write(check, to), "--junit");
        string next = Next(check, launches, options);
        screen.Write(CheckTable.Of(check, next, screen.Columns), options.Json ? screen.Error : screen.Output, color);
        if (options.Json)
            CheckJson.Write(check, screen.Output);
        return CodeOf(check);
    }

    /// <summary>Judges launches by a suite's rules.</summary>
    /// <param name="at">for plug-ins</param>
    /// <param name="launches">different ones</param>
    /// <param name="suite">its name or file; null for the one in the files</param>
    /// <param name="selection">of its cases</param>
    /// <param name="references">of the site</param>
    /// <exception cref="BadInputException">the suite can't be used, or the files hold different ones</exception>
    public static Check Judge(
        Surroundings at, IReadOnlyList<Launch> launches, string? suite, Selection selection,
        IReadOnlyList<Reference> references)
    {
        Catalog catalog = Catalogs.Load(at);
        SuiteFile rules = suite is null ? Kept(launches) : SuiteLibrary.Load(new(suite, "--suite:"));
        // What a suite means by devices is what the launches had, wherever their files are judged.
        DeviceRecord[] devices = [.. launches.SelectMany(l => l.Run.Devices)];
        var acceptance = new Acceptance(catalog, selection with { Devices = r => KindOf(devices, r) });
        return Checker.Of(
            launches, (ranks, nodes, measured) => acceptance.Of(rules, ranks, measured, nodes), references);
    }

    /// <summary>Judges launches by the suite in them. Where each did all that it was to do, which may have been a part
    /// of the suite, what none has is not missed.</summary>
    /// <returns>null where the suite limits nothing that was measured</returns>
    /// <exception cref="BadInputException">the suite can't be used, or the files hold different ones</exception>
    public static Check? JudgeOwn(Surroundings at, IReadOnlyList<Launch> launches)
    {
        bool endedEarly = launches.Any(l => l.Run.Status != RunStatus.Complete);
        Check check = Judge(at, launches, null, endedEarly ? Selection.Everything : Selection.Measured, []);
        return check.Findings.Any(f => f.Where.Length > 0) ? check : null;
    }

    /// <summary>Shows what the rules say below what was measured: all of it at a gate, else what is amiss.</summary>
    /// <param name="check">what was found</param>
    /// <param name="gate">whether the run is judged by it</param>
    /// <param name="next">what to type next</param>
    /// <param name="screen">how wide it is</param>
    /// <param name="to">where it goes</param>
    /// <param name="color">as the option says</param>
    public static void Show(Check check, bool gate, string next, Screen screen, TextWriter to, string color)
    {
        string text = gate ? CheckTable.Of(check, next, screen.Columns) : CheckTable.Brief(check, next, screen.Columns);
        screen.Write($"\n{text}", to, color);
    }

    /// <summary>The exit code of a check.</summary>
    public static int CodeOf(Check check) => check.IsWrong ? ExitCode.Wrong : check.Verdict switch
    {
        Judgement.Pass => ExitCode.Done,
        Judgement.Fail => ExitCode.TargetMissed,
        _ => ExitCode.Inconclusive,
    };

    /// <summary>The best that launches had of a runtime; null where they used none of it.</summary>
    private static DeviceKind? KindOf(DeviceRecord[] devices, string runtime)
    {
        DeviceRecord[] own = [.. devices.Where(d => d.Runtime.Split(' ').Contains(runtime))];
        return own.Length == 0 ? null
            : own.All(d => d.IsProcessors) ? DeviceKind.Processor
            : DeviceKind.Accelerator;
    }

    /// <summary>The suite that all files were measured by.</summary>
    private static SuiteFile Kept(IReadOnlyList<Launch> launches)
    {
        Launch first = launches[0];
        if (launches.FirstOrDefault(l => l.Run.SuiteYaml != first.Run.SuiteYaml) is { } other)
            throw new BadInputException(
                $"{first.File} and {other.File} were measured by different suites ('{first.Run.SuiteName}', "
                + $"'{other.Run.SuiteName}'): say by --suite which one to check");
        return SuiteFile.Parse($"{first.File}:suite", first.Run.SuiteYaml);
    }

    private static IReadOnlyList<Reference> References(string path)
    {
        try
        {
            return ReferencesFile.Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--refs: {e.Message}");
        }
    }

    private static string Next(Check check, IReadOnlyList<Launch> launches, CheckOptions options)
    {
        string suite = Words.Shell(options.Suite ?? check.Suite);
        string files = string.Join(' ', options.Files.Select(Words.Shell));
        bool missing = check.Findings.Any(f => f.Metric == "presence");
        if (check.IsWrong)
            return $"haiend run -s {suite} -f {Words.Shell(check.Findings[0].Case)} --verify full";
        if (check.Verdict == Judgement.Fail)
            return missing && launches.Count == 1 ? $"haiend run -s {suite} --resume {files}"
                : $"haiend report {files}";
        if (check.Findings.Count == 0)
            return "haiend explain accept";
        bool few = launches.Count < Baseline.FewestLaunches;
        if (check.Verdict != Judgement.Pass || few)
            return Words.MoreLaunches(options.Suite ?? check.Suite, launches[0]);
        return options.Refs is null ? $"haiend baseline {files} -o refs.yaml" : "";
    }
}
