using System.Globalization;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Where and how it was measured, and in what launches differ.</summary>
internal static class EnvironmentTables
{
    private const int MostNames = 512;

    private static readonly string[] FindingKeys = ["level", "what", "found", "fix"];

    /// <summary>The tables.</summary>
    public static IReadOnlyList<Table> Of(ReportData data)
    {
        (string Name, string[] Values)[] facts = [.. Facts(data.Launches)];
        return
        [
            .. Differing(facts),
            Table.Of("The same in all launches.", ["Fact", "Value"],
                facts.Where(f => f.Values.Length == 1).ToArray(), f => [f.Name, f.Values[0]]),
            .. Findings(data),
            Nodes(data),
            .. Devices(data),
            Table.Of("Launches, and where their raw samples are.",
                ["Begun (UTC)", "#Points", "#Ranks", "Status", "File", "Command"], data.Launches, LaunchRow),
        ];
    }

    private static IEnumerable<Table> Differing((string Name, string[] Values)[] facts)
    {
        (string Name, string[] Values)[] several = [.. facts.Where(f => f.Values.Length > 1)];
        if (several.Length > 0)
            yield return Table.Of(
                "In this the launches differ. Figures put them together: compare tells them apart.",
                ["Fact", "Values"], several,
                f => [f.Name, $"{string.Join(" | ", f.Values.Take(5))}{(f.Values.Length > 5 ? " | ..." : "")}"]);
    }

    /// <summary>Each fact with its different values, in the order of time.</summary>
    private static IEnumerable<(string Name, string[] Values)> Facts(IReadOnlyList<Launch> launches)
    {
        (string Name, Func<RunRecord, string> Value)[] own =
        [
            ("site", r => r.Site), ("system", r => r.System), ("partition", r => r.Partition),
            ("campaign", r => r.Campaign), ("suite", r => r.SuiteName), ("haiend", r => r.HaiEndVersion),
            ("ranks", r => Text(r.Ranks.Count)), ("nodes", r => Text(r.Nodes.Count)),
            ("processor", r => string.Join(", ", r.Nodes.Select(n => n.CpuModel).Distinct())),
            ("kernel", r => string.Join(", ", r.Nodes.Select(n => n.Kernel).Distinct())),
            ("processors of rank 0", r => r.Ranks.Count > 0 ? r.Ranks[0].CpuSet : ""),
            ("modules", r => string.Join(' ', r.Modules)),
        ];
        IEnumerable<string> names = launches.SelectMany(l => l.Run.Provenance.Keys).Distinct()
            .Order(StringComparer.Ordinal);
        (string Name, Func<RunRecord, string> Value)[] kept =
            [.. names.Select(n => (n, (Func<RunRecord, string>)(r => r.Provenance.GetValueOrDefault(n, ""))))];
        foreach ((string name, Func<RunRecord, string> value) in own.Concat(kept))
        {
            string[] values = [.. launches.Select(l => value(l.Run)).Distinct()];
            if (values is not [""])
                yield return (name.Replace('_', ' '), values);
        }
    }

    private static IEnumerable<Table> Findings(ReportData data)
    {
        string[][] rows = [.. data.Launches.Select(l => l.Run.DoctorJson).Distinct().SelectMany(Findings)
            .Where(f => f[0] != "PASS").DistinctBy(f => string.Join('\n', f))];
        if (rows.Length > 0)
            yield return Table.Of(
                "What doctor warned of.", ["Level", "What", "Found", "What to do"], rows, r => r);
    }

    /// <summary>Findings of one launch. What is no such list has none: another version or a stranger wrote
    /// it.</summary>
    private static string[][] Findings(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(f => FindingKeys
                .Select(n => f.GetProperty(n).GetString() ?? "").ToArray())];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Nodes that are alike in one row.</summary>
    private static Table Nodes(ReportData data)
    {
        IGrouping<NodeRecord, NodeRecord>[] alike = [.. data.Launches.SelectMany(l => l.Run.Nodes)
            .DistinctBy(n => n.HostName).GroupBy(n => n with { HostName = "", Topology = "" })];
        return Table.Of(
            "Nodes.", ["Nodes", "#Count", "Processor", "#Sockets", "#Cores", "#NUMA", "#Memory"], alike,
            g =>
            [
                string.Join(' ', g.Select(n => n.HostName).Order(StringComparer.Ordinal).Take(MostNames))
                    + (g.Count() > MostNames ? $" and {g.Count() - MostNames} more" : ""),
                Text(g.Count()), g.Key.CpuModel, Text(g.Key.Sockets), Text(g.Key.Cores), Text(g.Key.Numa),
                Units.Short(g.Key.MemoryBytes, "byte"),
            ]);
    }

    /// <summary>Devices that are alike in one row; no table where ranks have none.</summary>
    private static IEnumerable<Table> Devices(ReportData data)
    {
        (string Host, DeviceRecord Device)[] all = [.. data.Launches
            .SelectMany(l => l.Run.Devices.Select(d =>
                (Host: l.Run.Nodes.ElementAtOrDefault(d.Node)?.HostName ?? "", Device: d)))
            .DistinctBy(d => (d.Host, d.Device.Model, d.Device.Uuid, d.Device.Pci))];
        if (all.Length == 0)
            yield break;
        yield return Table.Of(
            "Devices.",
            ["Device", "#Count", "Kind", "Reached by", "#Memory", "MIG", "ECC", "#Power limit", "Driver"],
            [.. all.GroupBy(d => d.Device with { Node = 0, Uuid = "", Pci = "" }, d => d.Host)],
            g =>
            [
                g.Key.Model, Text(g.Count()), g.Key.IsProcessors ? "processors" : "accelerator", g.Key.Runtime,
                Units.Short(g.Key.MemoryBytes, "byte"), g.Key.Mig, g.Key.Ecc,
                double.IsFinite(g.Key.PowerLimitW) ? Units.Si(g.Key.PowerLimitW, "W") : "", g.Key.Driver,
            ]);
    }

    private static IReadOnlyList<string> LaunchRow(Launch l) =>
    [
        l.Run.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Text(l.Points.Count), Text(l.Run.Ranks.Count), l.Run.Status.ToString().ToLowerInvariant(), l.File,
        l.Run.CommandLine,
    ];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
