using System.Globalization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Something that can be set in more than one place.</summary>
/// <param name="Name">as in suite and configuration files; the variable is HAIEND_NAME, the option --name with
/// dashes</param>
/// <param name="BuiltIn">what holds where nobody says otherwise</param>
/// <param name="InSuite">a suite may set it</param>
/// <param name="Read">throws <see cref="FormatException"/> where the text can't be used</param>
/// <param name="Help">one line</param>
public sealed record Setting(string Name, string BuiltIn, bool InSuite, Action<string> Read, string Help)
{
    /// <summary>The environment variable that sets it.</summary>
    public string Variable => $"HAIEND_{Name.ToUpperInvariant()}";

    /// <summary>The option that sets it.</summary>
    public string Option => OptionOf(Name);

    /// <summary>The option of a setting's name.</summary>
    public static string OptionOf(string name) => $"--{name.Replace('_', '-')}";

    /// <summary>Refuses a text that can't be used.</summary>
    /// <exception cref="BadInputException">with where it stands</exception>
    public void Check(Located value)
    {
        try
        {
            Read(value.Text);
        }
        catch (FormatException e)
        {
            bool isNamed = value.Where == Variable || value.Where == Option;
            throw isNamed ? new($"{value.Where}: {e.Message}") : value.Bad($"{Name}: {e.Message}");
        }
    }
}

/// <summary>The settings of a run, each with where its value came from: command line, then HAIEND_*, then suite, then
/// user configuration, then built-in.</summary>
public sealed class Settings
{
    /// <summary>What a setting says that sets nothing.</summary>
    public const string None = "none";

    private readonly Dictionary<string, Located> _values;

    private Settings(Dictionary<string, Located> values) => _values = values;

    /// <summary>Every setting there is.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new("suite", "quick", false, Any, "what to measure: a suite's name or file"),
        new("warmup", "5", true, t => Whole(t, 0), "runs kept apart before the first sample"),
        new("iterations", "auto", true, t => Iterations(t), "samples of each point; auto lets ci decide"),
        new("min_samples", "10", true, t => Whole(t, 1), "never fewer samples"),
        new("max_samples", "1000", true, t => Whole(t, 1), "never more samples"),
        new("ci", "2%", true, t => Quantity.Fraction(t), "stop when the median's 95 % interval is this narrow"),
        new("max_time", "10s", true, t => Quantity.Seconds(t), "time budget for sampling a point"),
        new("point_timeout", "300s", true, t => Quantity.Seconds(t), "a point that takes longer ends the job"),
        new("memory_limit", None, true, t => Bytes(t), "memory that a rank may take; points that need more are oom"),
        new("device", "auto", false, t => DeviceChoice.Parse(t), "which devices ranks take; shared: also several one"),
        new("profile_with", None, false, t => ProfilerOf(t), "a command that rank 0 runs in, {} for its own"),
        new("start", "barrier", true, t => OneOf(t, "barrier", "window"), "how ranks begin a sample together"),
        new("verify", "full", true, t => OneOf(t, "full", "sample", "none"), "how thoroughly answers are checked"),
        new("seed", "1", true, t => Whole(t, 0), "of the order of points"),
        new("progress", "auto", false, t => OneOf(t, "auto", "bar", "lines", "none"), "how progress is shown"),
        new("color", "auto", false, t => OneOf(t, "auto", "always", "never"), "whether text is coloured"),
    ];

    /// <summary>The setting of this name.</summary>
    /// <param name="name">and where it is written</param>
    /// <param name="allowed">which may stand there</param>
    /// <exception cref="BadInputException">there is none</exception>
    public static Setting Known(Located name, Func<Setting, bool> allowed) =>
        All.FirstOrDefault(s => s.Name == name.Text && allowed(s))
        ?? throw name.Bad($"unknown key '{name}'; {Nearest.Hint(name.Text, All.Where(allowed).Select(s => s.Name))}");

    /// <summary>Lays the layers over each other.</summary>
    /// <param name="strongestFirst">values by the setting's name, each with where it stands</param>
    /// <exception cref="BadInputException">a value can't be used</exception>
    public static Settings Of(params IEnumerable<IReadOnlyDictionary<string, Located>> strongestFirst)
    {
        var values = All.ToDictionary(s => s.Name, s => new Located(s.BuiltIn, "built-in"));
        foreach (IReadOnlyDictionary<string, Located> layer in strongestFirst.Reverse())
        {
            foreach ((string name, Located value) in layer)
            {
                All.First(s => s.Name == name).Check(value);
                values[name] = value;
            }
        }

        return new(values);
    }

    /// <summary>The layer of HAIEND_* variables.</summary>
    /// <param name="variable">a variable's value, or null</param>
    public static IReadOnlyDictionary<string, Located> FromEnvironment(Func<string, string?> variable) =>
        All.Where(s => !string.IsNullOrEmpty(variable(s.Variable)))
            .ToDictionary(s => s.Name, s => new Located(variable(s.Variable)!, s.Variable));

    /// <summary>The layer of a configuration file.</summary>
    /// <exception cref="BadInputException">with file, line and column</exception>
    public static IReadOnlyDictionary<string, Located> FromFile(string path, string text)
    {
        var layer = new Dictionary<string, Located>();
        foreach ((Located key, Located value) in YamlMap.Parse(path, text).Texts())
            layer.Add(Known(key, _ => true).Name, value);
        return layer;
    }

    /// <summary>Each setting, its value, and where that came from.</summary>
    public IEnumerable<(Setting Setting, Located Value)> Listed => All.Select(s => (s, _values[s.Name]));

    /// <summary>The text of a setting.</summary>
    public string this[string name] => _values[name].Text;

    /// <summary>The text of a setting and where it came from.</summary>
    public Located Where(string name) => _values[name];

    /// <summary>All values in one text: rank 0's settings, sent to the other ranks.</summary>
    public string ToText() => string.Join('\n', _values.Select(v => $"{v.Key}={v.Value.Text}"));

    /// <summary>The inverse of <see cref="ToText"/>.</summary>
    public static Settings FromText(string text) => Of(text.Split('\n').Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => new Located(pair[1], "rank 0")));

    /// <summary>How long a point is sampled.</summary>
    public StoppingRule Rule
    {
        get
        {
            int fixedCount = Iterations(this["iterations"]);
            int least = fixedCount > 0 ? fixedCount : (int)Quantity.Whole(this["min_samples"]);
            int most = fixedCount > 0 ? fixedCount : Math.Max(least, (int)Quantity.Whole(this["max_samples"]));
            return new(
                (int)Quantity.Whole(this["warmup"]), least, most, Quantity.Fraction(this["ci"]),
                Quantity.Seconds(this["max_time"]));
        }
    }

    /// <summary>How ranks begin a sample together.</summary>
    public StartKind Start => Enum.Parse<StartKind>(this["start"], ignoreCase: true);

    /// <summary>How answers are checked.</summary>
    public Rigour Rigour => Enum.Parse<Rigour>(this["verify"], ignoreCase: true);

    /// <summary>Of the order of points.</summary>
    public ulong Seed => (ulong)Quantity.Whole(this["seed"]);

    /// <summary>Limit on one point, set-up and check included [s].</summary>
    public double PointSeconds => Quantity.Seconds(this["point_timeout"]);

    /// <summary>Memory that a rank may take for what it measures [byte]; <see cref="long.MaxValue"/> where there is no
    /// limit but the node's.</summary>
    public long MemoryLimitBytes => Bytes(this["memory_limit"]);

    /// <summary>Which devices the ranks may take.</summary>
    public DeviceChoice Device => DeviceChoice.Parse(this["device"]);

    /// <summary>The words of the command that rank 0 runs in; empty for none.</summary>
    public IReadOnlyList<string> Profiler => ProfilerOf(this["profile_with"]);

    private static IReadOnlyList<string> ProfilerOf(string text) => text == None ? [] : CommandWords.Of(text) switch
    {
        ["{}", ..] => throw new FormatException("the profiler stands before {}, e.g. 'perf record {}'"),
        var words when words.Count(w => w == "{}") == 1 => words,
        _ => throw new FormatException(
            $"{{}} stands for rank 0's own command, once, e.g. 'perf record {{}}', got '{text}'"),
    };

    private static long Bytes(string text) => text == None ? long.MaxValue
        : Quantity.Whole(text) is var bytes and > 0 ? bytes
        : throw new FormatException($"must be {None} or at least one byte, got '{text}'");

    private static void Any(string text)
    {
    }

    private static void Whole(string text, long least)
    {
        long value = Quantity.Whole(text);
        if (value < least || value > int.MaxValue)
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"must be between {least} and {int.MaxValue}, got '{text}'"));
    }

    /// <summary>A fixed number of samples; 0 where the rule decides.</summary>
    private static int Iterations(string text)
    {
        if (text == "auto")
            return 0;
        Whole(text, 1);
        return (int)Quantity.Whole(text);
    }

    private static void OneOf(string text, params string[] known)
    {
        if (!known.Contains(text))
            throw new FormatException($"expected {string.Join(", ", known[..^1])} or {known[^1]}, got '{text}'");
    }
}
