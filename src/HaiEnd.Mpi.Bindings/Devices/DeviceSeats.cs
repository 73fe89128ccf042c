namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>A device as a rank sees it.</summary>
/// <param name="Facts">which</param>
/// <param name="Nearness">the share of the rank's processors that are close to it, from 0 to 1</param>
public sealed record SeenDevice(DeviceFacts Facts, double Nearness);

/// <summary>What a rank sees of a runtime.</summary>
/// <param name="Name">of the runtime</param>
/// <param name="Reason">why there are no devices; empty where there are</param>
/// <param name="Devices">in the runtime's order</param>
public sealed record SeenRuntime(string Name, string Reason, IReadOnlyList<SeenDevice> Devices);

/// <summary>The device of a runtime that a rank is given.</summary>
/// <param name="Runtime">its name</param>
/// <param name="Index">among those that the rank sees; -1 for none</param>
/// <param name="Ranks">of the node that have it, this one among them</param>
/// <param name="Reason">why it has none; empty where it has one</param>
public sealed record DeviceSeat(string Runtime, int Index, int Ranks, string Reason)
{
    /// <summary>Its place among those ranks, from 0.</summary>
    public int Place { get; init; }
}

/// <summary>Gives ranks their devices: to each of a node the closest that no other has. Those that a launcher shows
/// fewer devices choose first, and then each in its place on the node.</summary>
public static class DeviceSeats
{
    /// <summary>The device itself, by whatever runtime and under whatever number a rank sees it: its place on the bus,
    /// which the slices of a partitioned one share.</summary>
    public static string IdentityOf(DeviceFacts d) =>
        d.Mig.Length == 0 && d.Pci.Length > 0 ? d.Pci
        : d.Uuid.Length > 0 ? d.Uuid
        : $"{d.Runtime}:{d.Index}";

    /// <summary>Places of ranks on their nodes: the launcher's where it numbers a node's ranks, each differently, and
    /// otherwise in the order of the ranks.</summary>
    /// <param name="nodeOfRank">the node of each</param>
    /// <param name="launchers">what the launcher says of each; -1 where it does not</param>
    /// <param name="differences">for a person; empty where the two agree or the launcher says nothing</param>
    public static IReadOnlyList<int> Places(
        IReadOnlyList<int> nodeOfRank, IReadOnlyList<int> launchers, out string differences)
    {
        const int Most = 8;
        int[] ours = [.. nodeOfRank.Select((node, rank) => nodeOfRank.Take(rank).Count(n => n == node))];
        int[] differing = [.. ours.Index().Where(r => launchers[r.Index] >= 0 && launchers[r.Index] != r.Item)
            .Select(r => r.Index)];
        string more = differing.Length > Most ? $", and of {differing.Length - Most} more" : "";
        differences = differing.Length == 0 ? "" : "ranks are not where the launcher says on their nodes: "
            + string.Join(", ", differing.Take(Most).Select(r => $"rank {r} at {ours[r]}, not {launchers[r]}")) + more;
        HashSet<int> numbered = [.. nodeOfRank.Index().GroupBy(r => r.Item, r => launchers[r.Index])
            .Where(g => g.All(p => p >= 0) && g.Distinct().Count() == g.Count()).Select(g => g.Key)];
        return [.. ours.Select((own, rank) => numbered.Contains(nodeOfRank[rank]) ? launchers[rank] : own)];
    }

    /// <summary>Gives them.</summary>
    /// <param name="seen">by each rank</param>
    /// <param name="nodeOfRank">the node of each</param>
    /// <param name="choice">which may be given</param>
    /// <param name="places">of each rank on its node, by <see cref="Places"/></param>
    /// <returns>of each rank, for each runtime that it sees</returns>
    public static IReadOnlyList<IReadOnlyList<DeviceSeat>> Give(
        IReadOnlyList<IReadOnlyList<SeenRuntime>> seen, IReadOnlyList<int> nodeOfRank, DeviceChoice choice,
        IReadOnlyList<int> places)
    {
        // Who has what, by node and device.
        var taken = new Dictionary<(int Node, string Device), HashSet<int>>();
        var seats = new List<DeviceSeat>[seen.Count];
        foreach (int rank in Enumerable.Range(0, seen.Count)
            .OrderBy(r => seen[r].Sum(s => s.Devices.Count)).ThenBy(r => places[r]))
        {
            seats[rank] = [];
            foreach (SeenRuntime runtime in seen[rank])
            {
                HashSet<int> Holders(SeenDevice d) =>
                    taken.TryGetValue((nodeOfRank[rank], IdentityOf(d.Facts)), out HashSet<int>? ranks) ? ranks : [];
                (SeenDevice? device, string reason) = Chosen(runtime, choice, d => Holders(d), rank);
                seats[rank].Add(new(runtime.Name, device?.Facts.Index ?? -1, 0, reason));
                if (device is not null)
                    taken[(nodeOfRank[rank], IdentityOf(device.Facts))] = [.. Holders(device), rank];
            }
        }

        return [.. seats.Select((own, rank) => (IReadOnlyList<DeviceSeat>)[.. own.Select((seat, i) =>
            seat.Index < 0 ? seat : Placed(seat, rank, taken[(nodeOfRank[rank], IdentityOf(
                seen[rank][i].Devices.First(d => d.Facts.Index == seat.Index).Facts))]))])];
    }

    private static DeviceSeat Placed(DeviceSeat seat, int rank, HashSet<int> holders) =>
        seat with { Ranks = holders.Count, Place = holders.Count(r => r < rank) };

    /// <summary>A rank's own by another runtime first, then what nobody has, the closest, the first. Ranks may share
    /// the processors of their node, which they are anyway; an accelerator only where they are told to.</summary>
    private static (SeenDevice? Device, string Reason) Chosen(
        SeenRuntime runtime, DeviceChoice choice, Func<SeenDevice, HashSet<int>> holders, int rank)
    {
        if (runtime.Devices.Count == 0)
            return (null, runtime.Reason);
        SeenDevice[] allowed = [.. runtime.Devices.Where(d => choice.Allows(d.Facts))];
        if (allowed.Length == 0)
            return (null, $"--device leaves none of the {runtime.Devices.Count} devices of {runtime.Name}");
        SeenDevice best = allowed.OrderByDescending(d => holders(d).Contains(rank)).ThenBy(d => d.Facts.Kind)
            .ThenBy(d => holders(d).Count).ThenByDescending(d => d.Nearness).First();
        bool isFree = holders(best).Count == 0 || holders(best).Contains(rank);
        if (isFree || choice.MayShare || best.Facts.Kind == DeviceKind.Processor)
            return (best, "");
        SeenDevice? processors = Array.Find(allowed, d => d.Facts.Kind == DeviceKind.Processor);
        return processors is not null ? (processors, "") : (null,
            $"all devices of {runtime.Name} that this rank sees ({allowed.Length}) are other ranks'; "
            + "--device shared lets ranks share them");
    }
}
