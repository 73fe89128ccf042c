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

/// <summary>Gives ranks their devices: to each of a node the closest that no other has, in the order of the
/// ranks.</summary>
public static class DeviceSeats
{
    /// <summary>The device itself, by whatever runtime and under whatever number a rank sees it: its place on the bus,
    /// which the slices of a partitioned one share.</summary>
    public static string IdentityOf(DeviceFacts d) =>
        d.Mig.Length == 0 && d.Pci.Length > 0 ? d.Pci
        : d.Uuid.Length > 0 ? d.Uuid
        : $"{d.Runtime}:{d.Index}";

    /// <summary>Gives them.</summary>
    /// <param name="seen">by each rank</param>
    /// <param name="nodeOfRank">the node of each</param>
    /// <param name="choice">which may be given</param>
    /// <returns>of each rank, for each runtime that it sees</returns>
    public static IReadOnlyList<IReadOnlyList<DeviceSeat>> Give(
        IReadOnlyList<IReadOnlyList<SeenRuntime>> seen, IReadOnlyList<int> nodeOfRank, DeviceChoice choice)
    {
        // Who has what, by node and device.
        var taken = new Dictionary<(int Node, string Device), HashSet<int>>();
        var seats = new List<DeviceSeat>[seen.Count];
        for (int rank = 0; rank < seen.Count; rank++)
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
