using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Cli;

/// <summary>What a run is to do, decided on rank 0 before anything is measured.</summary>
/// <param name="Suite">what was asked for</param>
/// <param name="Settings">how</param>
/// <param name="Points">what to measure</param>
/// <param name="Have">points that earlier files have</param>
/// <param name="GivenUp">points that ended two launches</param>
/// <param name="Zigzags">series whose points depend on results</param>
/// <param name="Known">what earlier files have, for these series</param>
/// <param name="Output">the result file</param>
/// <param name="DeadlineUnixSeconds">end of the job; infinite for none</param>
internal sealed record RunPlan(
    SuiteFile Suite, Settings Settings, IReadOnlyList<PointSpec> Points, int Have, IReadOnlyList<PointSpec> GivenUp,
    IReadOnlyList<ZigzagPlan> Zigzags, IReadOnlyList<PointRecord> Known, string Output, double DeadlineUnixSeconds)
{
    /// <summary>What --quick sets where nothing else is typed: the fewest samples that make an interval.</summary>
    private static readonly (string Name, string Value)[] Quick =
    [
        ("ci", "5%"), ("max_time", "500ms"), ("warmup", "2"),
        ("min_samples", Statistics.FewestForInterval.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The points in shuffled order, and then the series whose order matters.</summary>
    public IProtocol Protocol =>
        new InOrder([new Sweep(Points, Settings.Seed), .. Zigzags.Select(z => new Zigzag(z, Known))]);

    /// <summary>Whether there is nothing to measure and nothing to give up.</summary>
    public bool IsDone => GivenUp.Count == 0 && Protocol.Next([]) is null;

    /// <summary>What the suite requires of the points on so many ranks and nodes, which gave these results.</summary>
    public required Func<int, int, IReadOnlyList<PointRecord>, Requirements> Required { get; init; }

    /// <summary>Whether the suite has rules: then they are checked when all is measured.</summary>
    public bool HasRules => Suite.Cross.Count > 0 || Suite.Cases.Any(c => c.Accept.Count > 0);

    /// <summary>Whether it is the only launch: several are judged together when the last has ended.</summary>
    public bool IsAlone { get; init; } = true;

    /// <summary>Runtimes whose devices its points ask for, themselves or by a part.</summary>
    public IReadOnlyList<string> RuntimesOf(Catalog catalog)
    {
        var names = Points.SelectMany(p => p.Values.Select(v => v.Value).Append(p.Realisation))
            .Concat(Zigzags.Select(z => z.Base.Realisation)).ToHashSet();
        return [.. catalog.OnDevices.Where(d => names.Contains(d.Name)).Select(d => d.Runtime).Distinct()];
    }

    /// <summary>What the rules say makes the exit code.</summary>
    public bool Gate { get; init; }

    /// <summary>Files whose points need not be measured again.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>Decides.</summary>
    /// <param name="options">what was typed</param>
    /// <param name="sets">what -S said</param>
    /// <param name="catalog">what there is</param>
    /// <param name="at">environment</param>
    /// <param name="nodes">that the ranks are on</param>
    /// <param name="devices">of this rank</param>
    /// <param name="read">the points of a result file</param>
    /// <exception cref="BadInputException">a value, name or file that can't be used</exception>
    public static RunPlan Make(
        RunOptions options, IReadOnlyList<AxisChoice> sets, Catalog catalog, Surroundings at, int nodes,
        RankDevices devices, Func<string, IReadOnlyList<PointRecord>> read)
    {
        (SuiteFile suite, Settings settings) = Configured(options, at);
        Selection selection = Selected(options, sets) with { Devices = devices.KindOf };
        var acceptance = new Acceptance(catalog, selection);
        // Bound before anything is measured, so that a slip in a rule is not found after hours.
        _ = acceptance.Of(suite, at.Ranks, [], nodes);
        var expansion = new Expansion(catalog, selection, at.Ranks, nodes);
        IReadOnlyList<PointSpec> wanted = options is { Suite: null, Tag: null }
            ? expansion.ExpandBeyond(suite)
            : expansion.Expand(suite);
        IReadOnlyList<ZigzagPlan> zigzags = expansion.Zigzags(suite);
        Resume resume = options.Resume is null
            ? new(wanted, 0, [], [])
            : Resume.Plan(wanted, zigzags, Commas(options.Resume).Select(read), at.Ranks, IRunStore.EndedWhileRunning);
        string output = options.Output ?? Path.Combine("results", string.Create(
            CultureInfo.InvariantCulture, $"haiend-{DateTimeOffset.UtcNow:yyyyMMdd'T'HHmmss'Z'}-{suite.Name}.h5"));
        if (File.Exists(output))
            throw new BadInputException($"--output: {output} is there already, and a result file is never changed");
        return new(suite, settings, resume.Todo, resume.Have, resume.GivenUp, zigzags, resume.Known, output,
            StopRequest.Parse(options.Deadline))
        {
            Required = (ranks, on, points) => acceptance.Of(suite, ranks, points, on),
            IsAlone = string.IsNullOrEmpty(at.Variable(Launches.OneOfSeveral)),
            Gate = options.Gate,
            Earlier = Commas(options.Resume),
        };
    }

    /// <summary>The suite and the settings: the command line wins over HAIEND_*, that over the suite, that over the
    /// user's file.</summary>
    public static (SuiteFile Suite, Settings Settings) Configured(RunOptions options, Surroundings at)
    {
        IReadOnlyDictionary<string, Located> typed = Typed(options), user = User(at);
        IReadOnlyDictionary<string, Located> variables = Settings.FromEnvironment(at.Variable);
        SuiteFile suite = SuiteLibrary.Load(Settings.Of(typed, variables, user).Where("suite"));
        return (suite, Settings.Of(typed, variables, suite.Defaults, user));
    }

    /// <summary>Words of a comma list.</summary>
    public static string[] Commas(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Selection Selected(RunOptions options, IReadOnlyList<AxisChoice> sets)
    {
        var axes = new List<AxisChoice>(sets);
        if (options.Precision is not null)
            axes.Add(new(new(Point.PrecisionAxis, "--precision:"), [new(options.Precision, "--precision:")]));
        return new(
            Commas(options.Filter), Commas(options.Tag), axes,
            options.Sizes is null ? null : new(options.Sizes, "--sizes:"));
    }

    /// <summary>The layer of the command line: an option sets the setting of its name.</summary>
    private static Dictionary<string, Located> Typed(RunOptions options)
    {
        var layer = new Dictionary<string, Located>();
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[
            ("suite", options.Suite), ("warmup", options.Warmup), ("iterations", options.Iterations),
                ("ci", options.Ci),
            ("max_time", options.MaxTime), ("point_timeout", options.PointTimeout), ("verify", options.Verify),
                ("seed", options.Seed), ("start", options.Start), ("memory_limit", options.MemoryLimit),
            ("device", options.Device),
            ("profile_with", options.ProfileWith), ("progress", options.Progress), ("color", options.Color)])
        {
            if (value is not null)
                layer[name] = new(value, Setting.OptionOf(name));
        }

        if (options.Quick)
        {
            foreach ((string name, string value) in Quick)
                layer.TryAdd(name, new(value, "--quick"));
        }

        return layer;
    }

    private static IReadOnlyDictionary<string, Located> User(Surroundings at)
    {
        string? home = at.Variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config
            : at.Variable("HOME") is { Length: > 0 } user ? Path.Combine(user, ".config") : null;
        string path = Path.Combine(home ?? "", "haiend", "config.yaml");
        return home is not null && File.Exists(path)
            ? Settings.FromFile(path, File.ReadAllText(path))
            : new Dictionary<string, Located>();
    }
}
