using System.Security.Cryptography;
using System.Text;

namespace HaiEnd.Mpi.Jobs;

/// <summary>A piece of text and where it stands, so that a message can point at it.</summary>
/// <param name="Text">what is written</param>
/// <param name="Where"><c>file:line:column</c>, or the name of an option</param>
public sealed record Located(string Text, string Where)
{
    /// <summary>An error that points here.</summary>
    public BadInputException Bad(string message) => new($"{Where} {message}");

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>An axis and what is written beside it.</summary>
/// <param name="Axis">its name</param>
/// <param name="Values">numbers, ranges or names, not yet read</param>
public sealed record AxisChoice(Located Axis, IReadOnlyList<Located> Values);

/// <summary>One entry of a suite: a benchmark, some ways of doing it, and the values of its axes.</summary>
/// <param name="Id">what the suite calls it</param>
/// <param name="Bench">the benchmark</param>
/// <param name="Realisations">ways of doing it, by name or by <see cref="OnDevice"/> and <see cref="OnAccelerator"/>;
/// empty for all that the node has processors and accelerators for</param>
/// <param name="Tags">what <c>--tag</c> selects by</param>
/// <param name="Axes">of <c>sweep</c> and of <c>set</c></param>
public sealed record SuiteCase(
    string Id, Located Bench, IReadOnlyList<Located> Realisations, IReadOnlyList<string> Tags,
    IReadOnlyList<AxisChoice> Axes)
{
    /// <summary>Stands for all realisations that have a device here, be it the node's processors by another
    /// language.</summary>
    public const string OnDevice = "device";

    /// <summary>Stands for all realisations that have an accelerator here.</summary>
    public const string OnAccelerator = "accelerator";

    /// <summary>Whether it asks for devices and nothing else: without one there is nothing to measure.</summary>
    public bool NeedsDevice => Realisations.Count > 0
        && Realisations.All(r => r.Text is OnDevice or OnAccelerator);

    /// <summary>How its points are measured on more and more ranks; null where on all ranks only.</summary>
    public ScalingKey? Scaling { get; init; }

    /// <summary>What its points must deliver.</summary>
    public IReadOnlyList<AcceptRule> Accept { get; init; } = [];

    /// <summary>Being refused for want of memory is the success.</summary>
    public bool ExpectOom { get; init; }
}

/// <summary>What to measure: a suite file, read but not yet checked against a catalogue.</summary>
/// <param name="Path">the file, or <c>suites/NAME.yaml</c> for one that comes with the program</param>
/// <param name="Text">the file, verbatim</param>
/// <param name="Name">its name</param>
/// <param name="Version">raised when what it measures changes</param>
/// <param name="Description">one or two sentences</param>
/// <param name="Defaults">settings it makes</param>
/// <param name="Cases">in the order of the file</param>
public sealed record SuiteFile(
    string Path, string Text, string Name, int Version, string Description,
    IReadOnlyDictionary<string, Located> Defaults, IReadOnlyList<SuiteCase> Cases)
{
    /// <summary>Rules between cases.</summary>
    public IReadOnlyList<CrossText> Cross { get; init; } = [];

    /// <summary>What the first line of a suite must say.</summary>
    public const string Schema = "haiend-suite/1";

    /// <summary>SHA-256 of the text, hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Reads a suite.</summary>
    /// <param name="path">for messages</param>
    /// <param name="text">YAML</param>
    /// <exception cref="BadInputException">with file, line and column</exception>
    public static SuiteFile Parse(string path, string text)
    {
        YamlMap root = YamlMap.Parse(path, text);
        root.Allow("schema", "name", "version", "description", "defaults", "cases", "cross");
        Located schema = root.Text("schema") ?? throw root.Bad($"the key 'schema: {Schema}' is missing");
        if (schema.Text != Schema)
            throw schema.Bad($"schema: this program reads {Schema}, not '{schema.Text}'");
        Located name = root.Text("name") ?? throw root.Bad("the key 'name' is missing");
        Located? version = root.Text("version");
        var cases = new List<SuiteCase>();
        foreach (YamlMap map in root.Maps("cases"))
            cases.Add(Case(map, cases.Count));
        if (cases.Count == 0)
            throw root.Bad("the key 'cases' is missing or empty");
        return new(
            path, text, name.Text, version is null ? 1 : (int)Number(version, "version"),
            root.Text("description")?.Text ?? "",
            Made(root), cases)
        {
            Cross = [.. root.Maps("cross").SelectMany(CrossText.Read)],
        };
    }

    private static SuiteCase Case(YamlMap map, int index)
    {
        map.Allow("id", "bench", "realisations", "tags", "sweep", "set", "scaling", "accept",
            "expect");
        Located bench = map.Text("bench") ?? throw map.Bad("a case needs the key 'bench'");
        var axes = new List<AxisChoice>();
        foreach (string key in (string[])["sweep", "set"])
        {
            foreach ((Located axis, IReadOnlyList<Located> values) in map.Map(key)?.Lists() ?? [])
            {
                if (axes.Exists(a => a.Axis.Text == axis.Text))
                    throw axis.Bad($"the axis '{axis}' is in sweep and in set");
                if (values.Count == 0 || (key == "set" && values.Count != 1))
                    throw axis.Bad(key == "set" ? $"set: '{axis}' takes one value; a list belongs in sweep"
                        : $"sweep: '{axis}' has no value");
                axes.Add(new(axis, values));
            }
        }

        Located? expect = map.Text("expect");
        if (expect is not null and not { Text: "oom" })
            throw expect.Bad($"expect: there is only oom, got '{expect}'");
        AcceptRule[] accept = [.. map.Maps("accept").Select(AcceptRule.Read)];
        if (expect is not null && accept.Length > 0)
            throw expect.Bad("expect: a case that is to be refused has no numbers for 'accept' to limit");
        return new(
            map.Text("id")?.Text ?? $"{bench.Text}-{index + 1}", bench, map.List("realisations"),
            [.. map.List("tags").Select(t => t.Text)], axes)
        {
            Scaling = map.Map("scaling") is { } scaling ? ScalingKey.Of(scaling) : null,
            Accept = accept,
            ExpectOom = expect is not null,
        };
    }

    private static Dictionary<string, Located> Made(YamlMap root)
    {
        var found = new Dictionary<string, Located>();
        foreach ((Located key, Located value) in root.Map("defaults")?.Texts() ?? [])
        {
            Setting setting = Settings.Known(key, s => s.InSuite);
            setting.Check(value);
            found.Add(setting.Name, value);
        }

        return found;
    }

    private static long Number(Located text, string key)
    {
        try
        {
            return Quantity.Whole(text.Text);
        }
        catch (FormatException e)
        {
            throw text.Bad($"{key}: {e.Message}");
        }
    }
}
