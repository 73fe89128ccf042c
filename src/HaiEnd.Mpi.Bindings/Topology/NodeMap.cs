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

    private readonly SortedDictionary<int, long> _cacheBytes = [];

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
            {
                if (line.Split(' ') is [['L', >= '1' and <= '9'] level, "Data" or "Unified", var size, ..])
                    map.AddCache($"{level}Cache", size);
                else if (line.Split(' ', 2) is [var kind, var list])
                    map.Add(kind, CpuSet.Of(list));
            }

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

    /// <summary>Sizes of the caches that a processor reads data from, the first level first [byte].</summary>
    public IReadOnlyCollection<long> CacheBytes => _cacheBytes.Values;

    /// <summary>The same in our own lines, which <see cref="Parse"/> reads; empty where nothing is known.</summary>
    public override string ToString() => string.Concat(Enum.GetValues<Shared>().SelectMany(level =>
            _units[(int)level].GroupBy(u => u.Value, u => u.Key).Select(unit =>
                $"{NameOf(level)} {CpuSet.ToText([.. unit.Order()])}\n"))
        .Concat(_cacheBytes.Select(c => string.Create(CultureInfo.InvariantCulture, $"L{c.Key} Data {c.Value}\n"))));

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
        {
            if (reader is not { NodeType: XmlNodeType.Element, Name: "object" })
                continue;
            string type = reader.GetAttribute("type") ?? "";
            Add(type, CpuSet.OfHwloc(reader.GetAttribute("cpuset") ?? ""));
            AddCache(type, reader.GetAttribute("cache_size") ?? "");
        }
    }

    /// <summary>Types are hwloc's: L1Cache, but L1iCache for instructions.</summary>
    private void AddCache(string type, string size)
    {
        if (DepthOf(type) is var depth and > 0 && long.TryParse(size, CultureInfo.InvariantCulture, out long bytes)
            && bytes > 0)
            _cacheBytes.TryAdd(depth, bytes);
    }

    private static int DepthOf(string type) =>
        type is ['L', >= '1' and <= '9', ..] && type[2..] == "Cache" ? type[1] - '0' : 0;

    /// <summary>Types are hwloc's: Package, L3Cache, Core.</summary>
    private void Add(string type, IReadOnlyList<int> processors)
    {
        int depth = DepthOf(type);
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
