using System.Globalization;
using System.Xml;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>What processors of a node share, from coarse to fine.</summary>
public enum Shared
{
    /// <summary>a package</summary>
    Socket,

    /// <summary>the last level of cache: a core complex</summary>
    Cache,

    /// <summary>a physical core</summary>
    Core,
}

/// <summary>Which processors of a node share what, from the text of <see cref="NodeTopology.Text"/>, which may come
/// from elsewhere.</summary>
public sealed class NodeMap
{
    private const int LongestText = 16 << 20;

    private readonly Dictionary<int, int>[] _units =
        [.. Enum.GetValues<Shared>().Select(_ => new Dictionary<int, int>())];

    private int _deepest;

    private NodeMap()
    {
    }

    /// <summary>Reads hwloc's XML or our own lines; what they do not say is not known.</summary>
    public static NodeMap Parse(string text)
    {
        var map = new NodeMap();
        if (text.Length > LongestText)
            return map;
        if (!text.StartsWith('<'))
        {
            foreach (string line in text.Split('\n'))
                if (line.Split(' ', 2) is [var kind, var list])
                    map.Add(kind, CpuSet.Of(list));
            return map;
        }

        try
        {
            map.ReadXml(text);
        }
        catch (XmlException)
        {
            return new();
        }

        return map;
    }

    /// <summary>The same in our own lines, which <see cref="Parse"/> reads; empty where nothing is known.</summary>
    public override string ToString() => string.Concat(Enum.GetValues<Shared>().SelectMany(level =>
        _units[(int)level].GroupBy(u => u.Value, u => u.Key).Select(unit =>
            $"{NameOf(level)} {CpuSet.ToText([.. unit.Order()])}\n")));

    /// <summary>The unit that holds all of some processors; -1 where none does or none is known.</summary>
    public int UnitOf(Shared level, IReadOnlyList<int> processors)
    {
        int unit = -1;
        for (int i = 0; i < processors.Count; i++)
        {
            if (!_units[(int)level].TryGetValue(processors[i], out int other) || (i > 0 && other != unit))
                return -1;
            unit = other;
        }

        return unit;
    }

    private string NameOf(Shared level) => level switch
    {
        Shared.Socket => "Package",
        Shared.Core => "Core",
        _ => string.Create(CultureInfo.InvariantCulture, $"L{_deepest}Cache"),
    };

    private void ReadXml(string text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        while (reader.Read())
            if (reader is { NodeType: XmlNodeType.Element, Name: "object" })
                Add(reader.GetAttribute("type") ?? "", CpuSet.OfHwloc(reader.GetAttribute("cpuset") ?? ""));
    }

    /// <summary>Types are hwloc's: Package, L3Cache, Core.</summary>
    private void Add(string type, IReadOnlyList<int> processors)
    {
        int depth = type.Length == "L3Cache".Length && type[0] == 'L' && type[2..] == "Cache" ? type[1] - '0' : 0;
        Shared? level = type switch
        {
            "Package" => Shared.Socket,
            "Core" => Shared.Core,
            _ when depth > 0 && depth >= _deepest => Shared.Cache,
            _ => null,
        };
        if (level is not { } shared || processors.Count == 0)
            return;
        Dictionary<int, int> units = _units[(int)shared];
        if (depth > _deepest)
        {
            units.Clear();
            _deepest = depth;
        }

        foreach (int processor in processors)
            units[processor] = processors[0];
    }
}
