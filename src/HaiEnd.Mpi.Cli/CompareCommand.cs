using CommandLine;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary><c>haiend compare</c></summary>
[Verb("compare", HelpText = "What became slower or faster between sets of launches, and what else changed.")]
internal sealed class CompareOptions : VerbOptions
{
    [Value(0, MetaName = "BASE NEW...", Required = true,
        HelpText = "Sets of launches: a file, a folder, or a comma list of them.")]
    public IEnumerable<string> Sets { get; set; } = [];

    [Option("by", MetaValue = "site|mpi|week|realisation",
        HelpText = "Group all launches by this instead of by what was given.")]
    public string? By { get; set; }

    [Option("base", MetaValue = "NAME", HelpText = "The group that others are compared with (default: the first).")]
    public string? Base { get; set; }

    [Option("threshold", MetaValue = "PERCENT", Default = "3%", HelpText = "A smaller change does not count.")]
    public string Threshold { get; set; } = "3%";

    [Option("gate", HelpText = "Exit 5 if a point is slower, 6 if one is lost, 4 if one is wrong.")]
    public bool Gate { get; set; }

    [Option("json", HelpText = "JSON on standard output.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(Context at) => new CompareCommand(at.Screen).Run(this);
}

/// <summary><c>haiend compare</c></summary>
/// <param name="screen">where text goes</param>
internal sealed class CompareCommand(Screen screen)
{
    private const string Realisation = "realisation";

    /// <summary>Runs it.</summary>
    public int Run(CompareOptions options)
    {
        double threshold = ThresholdOf(options.Threshold);
        if (options.By is { } by && !Keys.Contains(by))
            throw new BadInputException($"--by: launches can't be grouped by '{by}'; {Nearest.Hint(by, Keys)}");
        return options.By == Realisation ? Realisations(options, threshold) : Sets(options, threshold);
    }

    /// <summary>Reads a share such as <c>3%</c> that is a threshold.</summary>
    /// <exception cref="BadInputException">it is none</exception>
    public static double ThresholdOf(string text)
    {
        try
        {
            double threshold = Quantity.Fraction(text);
            if (threshold is > 0 and < 1)
                return threshold;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new BadInputException($"--threshold: expected a percentage between 0 and 100, e.g. 3%, got '{text}'");
    }

    private static string[] Keys => [.. Groups.Keys, Realisation];

    private int Sets(CompareOptions options, double threshold)
    {
        IReadOnlyList<LaunchSet> sets = options.By is null
            ? [.. options.Sets.Zip(LaunchFiles.ReadSets(options.Sets.Select(s => s.Split(','))))
                .Select(s => new LaunchSet(s.First, s.Second))]
            : Groups.By(LaunchFiles.Read(options.Sets.SelectMany(s => s.Split(','))), options.By);
        sets = WithBaseFirst(sets, options.Base);
        if (sets.Count < 2)
            throw new BadInputException(options.By is null
                ? "compare needs a base and something to compare it with: haiend compare BASE NEW"
                : $"all launches belong to one group ({sets[0].Name}); compare needs two");
        Comparison[] comparisons = [.. sets.Skip(1).Select(s => Comparer.Compare(sets[0], s, threshold))];
        IReadOnlyList<GroupTest> tests = sets.Count > 2 ? Comparer.Test(sets) : [];
        if (options.Json)
            ComparisonJson.Write(screen.Output, options.By ?? "set", comparisons, sets, tests);
        TextWriter text = options.Json ? screen.Error : screen.Output;
        string color = screen.ColorOf(options.Color);
        for (int i = 0; i < comparisons.Length; i++)
        {
            screen.Write(
                ComparisonText.Of(comparisons[i], screen.Columns) + Advice(comparisons[i], sets[0]), text, color);
            if (sets.Count > 2)
                text.WriteLine();
        }

        if (sets.Count > 2)
            screen.Write(GroupsText.Of(sets, tests, screen.Columns), text, color);
        return comparisons.Select(c => CodeOf(c, options.Gate)).Aggregate(ExitCode.Worst);
    }

    private int Realisations(CompareOptions options, double threshold)
    {
        if (options.Base is not null)
            throw new BadInputException("--base: with --by realisation the base is the best way of each problem");
        IReadOnlyList<ComparedProblem> problems = Ways.Compare(
            LaunchFiles.Read(options.Sets.SelectMany(s => s.Split(','))), threshold);
        if (options.Json)
            ComparisonJson.Write(screen.Output, threshold, problems);
        screen.Write(
            GroupsText.Of(problems, screen.Columns), options.Json ? screen.Error : screen.Output,
            screen.ColorOf(options.Color));
        int code = problems.All(p => p.Ways.All(w => w.Change is Change.Inconclusive or Change.Unranked || w == p.Best))
            ? ExitCode.Inconclusive : ExitCode.Done;
        bool isWrong = problems.Any(p => p.Ways.Any(w => w.Side.Status == PointStatus.Wrong));
        return options.Gate && isWrong ? ExitCode.Wrong : code;
    }

    /// <summary>What a comparison returns. A point that is lost counts as incomplete, which outweighs a
    /// regression.</summary>
    internal static int CodeOf(Comparison c, bool gate)
    {
        int code = c.IsInconclusive ? ExitCode.Inconclusive : ExitCode.Done;
        if (!gate)
            return code;
        if (c.Count(Change.Slower) > 0)
            code = ExitCode.Worst(code, ExitCode.Regression);
        if (c.HasLost)
            code = ExitCode.Worst(code, ExitCode.Incomplete);
        return c.HasNewWrong ? ExitCode.Worst(code, ExitCode.Wrong) : code;
    }

    private static IReadOnlyList<LaunchSet> WithBaseFirst(IReadOnlyList<LaunchSet> sets, string? name)
    {
        if (name is null)
            return sets;
        return sets.Any(s => s.Name == name)
            ? [.. sets.OrderBy(s => s.Name != name)]
            : throw new BadInputException(
                $"--base: no set is called '{name}'; there is {string.Join(", ", sets.Select(s => s.Name))}");
    }

    /// <summary>What to type where launches are too few.</summary>
    private static string Advice(Comparison c, LaunchSet set)
    {
        bool few = Math.Min(c.BaseLaunches, c.NewLaunches) < Comparison.LeastLaunches;
        RunRecord run = set.Launches[0].Run;
        return few ? $"next: {ComparisonText.Repeated(run, c.LaunchesNeeded)}   # once for BASE, once for NEW\n" : "";
    }
}
