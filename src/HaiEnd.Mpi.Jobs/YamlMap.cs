using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace HaiEnd.Mpi.Jobs;

/// <summary>A YAML mapping that is read strictly: what nobody asks for is an error, and every error says
/// where.</summary>
internal sealed class YamlMap
{
    /// <summary>The most characters of a file, and the deepest nesting.</summary>
    public const int MostCharacters = 1 << 20, MostDepth = 64;

    private readonly string _path;
    private readonly YamlMappingNode _node;

    private YamlMap(string path, YamlMappingNode node)
    {
        _path = path;
        _node = node;
    }

    /// <summary>Reads a file of one document, which may come from anywhere.</summary>
    /// <exception cref="BadInputException">it is not YAML, or not a mapping; or it is too large, too deep or has
    /// anchors</exception>
    public static YamlMap Parse(string path, string text)
    {
        if (text.Length > MostCharacters)
            throw new BadInputException($"{path}:1:1 {text.Length} characters, more than {MostCharacters}");
        RefuseTabs(path, text);
        var stream = new YamlStream();
        try
        {
            RefuseTraps(path, text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new BadInputException($"{path}:{e.Start.Line}:{e.Start.Column} {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // Some noise trips the scanner itself, which then does not say where.
            throw new BadInputException($"{path}:1:1 this is not YAML: {e.Message}");
        }

        if (stream.Documents.Count != 1)
            throw new BadInputException($"{path}:1:1 expected one document, found {stream.Documents.Count}");
        return Of(path, stream.Documents[0].RootNode, "the file");
    }

    /// <summary>An error that points at this mapping.</summary>
    public BadInputException Bad(string message) => At(_node, "").Bad(message);

    /// <summary>Refuses keys that are not listed.</summary>
    public void Allow(params string[] keys)
    {
        foreach (YamlNode key in _node.Children.Keys)
        {
            Located written = Scalar(key, "a key");
            if (!keys.Contains(written.Text))
                throw written.Bad($"unknown key '{written}'; {Nearest.Hint(written.Text, keys)}");
        }
    }

    /// <summary>The text beside a key, or null.</summary>
    public Located? Text(string key) => Child(key) is { } child ? Scalar(child, key) : null;

    /// <summary>The mapping beside a key, or null.</summary>
    public YamlMap? Map(string key) => Child(key) is { } child ? Of(_path, child, key) : null;

    /// <summary>The list of texts beside a key; one text is a list of one.</summary>
    public IReadOnlyList<Located> List(string key) => Child(key) is { } child ? Items(child, key) : [];

    /// <summary>The list of mappings beside a key.</summary>
    public IEnumerable<YamlMap> Maps(string key) => Child(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Select(item => Of(_path, item, key)),
        var other => throw At(other, "").Bad($"{key}: expected a list"),
    };

    /// <summary>Every key with its text.</summary>
    public IEnumerable<(Located Key, Located Value)> Texts() =>
        _node.Children.Select(p => (Scalar(p.Key, "a key"), Scalar(p.Value, Scalar(p.Key, "a key").Text)));

    /// <summary>Every key with its list of texts.</summary>
    public IEnumerable<(Located Key, IReadOnlyList<Located> Values)> Lists() =>
        _node.Children.Select(p => (Scalar(p.Key, "a key"), Items(p.Value, Scalar(p.Key, "a key").Text)));

    /// <summary>The parser would point at the start of the file.</summary>
    private static void RefuseTabs(string path, string text)
    {
        string[] lines = text.Split('\n');
        int line = Array.FindIndex(lines, l => l.TrimStart(' ').StartsWith('\t'));
        if (line < 0)
            return;
        int column = lines[line].IndexOf('\t', StringComparison.Ordinal) + 1;
        throw new BadInputException($"{path}:{line + 1}:{column} a tab; YAML is indented by spaces");
    }

    /// <summary>The loader calls itself for each level and would end the process for want of stack; and an alias can
    /// stand for a billion values.</summary>
    private static void RefuseTraps(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = -2; // the stream and the document are levels too
        while (parser.MoveNext())
        {
            ParsingEvent at = parser.Current!;
            depth += at.NestingIncrease;
            string? trap = depth > MostDepth ? $"nested more than {MostDepth} deep"
                : at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false } ? "anchors and aliases are not read"
                : null;
            if (trap is not null)
                throw new BadInputException($"{path}:{at.Start.Line}:{at.Start.Column} {trap}");
        }
    }

    private static YamlMap Of(string path, YamlNode node, string what) => node is YamlMappingNode map
        ? new(path, map)
        : throw new BadInputException(
            $"{path}:{node.Start.Line}:{node.Start.Column} {what}: expected 'key: value' lines");

    private YamlNode? Child(string key) =>
        _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;

    private IReadOnlyList<Located> Items(YamlNode from, string key) =>
        from is YamlSequenceNode list ? [.. list.Select(item => Scalar(item, key))] : [Scalar(from, key)];

    private Located Scalar(YamlNode from, string key) => from is YamlScalarNode { Value: { Length: > 0 } text }
        ? At(from, text)
        : throw At(from, "").Bad($"{key}: expected a value");

    private Located At(YamlNode from, string text) => new(text, $"{_path}:{from.Start.Line}:{from.Start.Column}");
}
