using System.Text.Json;
using System.Text.Json.Serialization;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Cli;

/// <summary>The devices of a launch: who has which.</summary>
/// <param name="Devices">in the order of their first rank; rank 0 only</param>
/// <param name="OfRank">of each rank its device, -1 for none; rank 0 only</param>
internal sealed record DeviceSeating(IReadOnlyList<DeviceRecord> Devices, IReadOnlyList<int> OfRank)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Where the launcher numbers the ranks of a node otherwise, for a person; rank 0 only.</summary>
    public string Differences { get; init; } = "";

    /// <summary>What a rank sees.</summary>
    /// <param name="Place">on its node by the launcher; -1 where it does not say</param>
    /// <param name="Runtimes">that are asked for</param>
    private sealed record Sight(int Place, IReadOnlyList<SeenRuntime> Runtimes);

    /// <summary>Gives every rank its devices, of the runtimes that are asked for. Collective.</summary>
    /// <param name="ranks">all</param>
    /// <param name="allocation">of this rank, whose devices sit down</param>
    /// <param name="runtimes">names; rank 0 only</param>
    /// <param name="choice">which may be given</param>
    /// <param name="place">of this rank on its node by the launcher, if it says</param>
    public static DeviceSeating Take(
        IRanks ranks, Allocation allocation, IReadOnlyList<string> runtimes, DeviceChoice choice, int? place)
    {
        string[] asked = ranks.Text(string.Join(' ', runtimes), 0)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0)
            return new([], [.. allocation.NodeOfRank.Select(_ => -1)]);
        var mine = new Sight(place ?? -1, allocation.Devices.Seen(asked, PciPlaces.Nearness));
        Sight[] all = [.. ranks.TextsToRoot(JsonSerializer.Serialize(mine, Json))
            .Select(t => JsonSerializer.Deserialize<Sight>(t, Json)!)];
        IReadOnlyList<SeenRuntime>[] seen = [.. all.Select(s => s.Runtimes)];
        string differences = "";
        IReadOnlyList<IReadOnlyList<DeviceSeat>> seats = seen.Length == 0 ? [] : DeviceSeats.Give(
            seen, allocation.NodeOfRank, choice,
            DeviceSeats.Places(allocation.NodeOfRank, [.. all.Select(s => s.Place)], out differences));
        string given = ranks.Text(JsonSerializer.Serialize(seats, Json), 0);
        allocation.Devices.Sit(JsonSerializer.Deserialize<DeviceSeat[][]>(given, Json)![ranks.Rank]);
        return Of(seen, seats, allocation.NodeOfRank) with { Differences = differences };
    }

    /// <summary>Which accelerators have several ranks, for a person; empty where none has.</summary>
    public string Sharing => string.Join("; ", OfRank.Index().Where(r => r.Item >= 0 && !Devices[r.Item].IsProcessors)
        .GroupBy(r => r.Item, r => r.Index).Where(g => g.Count() > 1)
        .Select(g => $"ranks {string.Join(", ", g)} share {Devices[g.Key].Model} {Devices[g.Key].Pci}".TrimEnd()));

    /// <summary>The device of a rank is an accelerator where it has one, by whatever runtime.</summary>
    internal static DeviceSeating Of(
        IReadOnlyList<IReadOnlyList<SeenRuntime>> seen, IReadOnlyList<IReadOnlyList<DeviceSeat>> seats,
        IReadOnlyList<int> nodeOfRank)
    {
        var devices = new List<DeviceRecord>();
        var places = new Dictionary<(int Node, string Device), int>();
        var ofRank = new List<int>();
        for (int rank = 0; rank < seats.Count; rank++)
        {
            DeviceFacts[] own = [.. seats[rank].Index().Where(s => s.Item.Index >= 0).Select(s =>
                seen[rank][s.Index].Devices.First(d => d.Facts.Index == s.Item.Index).Facts).OrderBy(d => d.Kind)];
            ofRank.Add(-1);
            foreach (DeviceFacts d in own)
            {
                (int, string) key = (nodeOfRank[rank], DeviceSeats.IdentityOf(d));
                if (!places.TryGetValue(key, out int place))
                {
                    places[key] = place = devices.Count;
                    devices.Add(Record(d, nodeOfRank[rank]));
                }

                if (!devices[place].Runtime.Split(' ').Contains(d.Runtime))
                    devices[place] = devices[place] with { Runtime = $"{devices[place].Runtime} {d.Runtime}" };
                if (ofRank[rank] < 0)
                    ofRank[rank] = place;
            }
        }

        return new(devices, ofRank);
    }

    private static DeviceRecord Record(DeviceFacts d, int node) =>
        new(node, d.Model, d.Uuid, d.Driver, d.MemoryBytes, d.Mig, d.PowerLimitW)
        {
            Runtime = d.Runtime,
            Pci = d.Pci,
            Ecc = d.Ecc switch { true => "on", false => "off", null => "" },
            ClockHz = d.ClockHz,
            IsProcessors = d.Kind == DeviceKind.Processor,
        };
}
