namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>The devices of a rank: at most one of each runtime, opened when it is first asked for.</summary>
/// <param name="runtimes">that may be asked for</param>
/// <param name="localRank">the rank's place on its node, by which it takes a device until it is told which</param>
public sealed class RankDevices(IReadOnlyList<IDeviceRuntime> runtimes, int localRank) : IDisposable
{
    private readonly Dictionary<string, (Device? Device, string Reason)> _opened = [];
    private IReadOnlyList<DeviceSeat> _seats = [];

    /// <summary>Of a rank that is to use none.</summary>
    public static RankDevices None => new([], 0);

    /// <summary>Those that were opened.</summary>
    public IEnumerable<Device> Opened => _opened.Values.Select(o => o.Device).OfType<Device>();

    /// <summary>What this rank sees of some runtimes, and how close it is.</summary>
    /// <param name="names">of the runtimes</param>
    /// <param name="nearness">of a place on the bus</param>
    public IReadOnlyList<SeenRuntime> Seen(IReadOnlyCollection<string> names, Func<string, double> nearness) =>
    [
        .. runtimes.Where(r => names.Contains(r.Name)).Select(r => new SeenRuntime(
            r.Name, r.Find().Reason, [.. r.Find().Devices.Select(d => new SeenDevice(d, nearness(d.Pci)))])),
    ];

    /// <summary>Accelerators that this rank was given before all others, once each.</summary>
    public IEnumerable<DeviceFacts> Foremost => _seats.Where(s => s.Index >= 0 && s.Place == 0)
        .Select(s => runtimes.First(r => r.Name == s.Runtime).Find().Devices[s.Index])
        .Where(d => d.Kind == DeviceKind.Accelerator).DistinctBy(DeviceSeats.IdentityOf);

    /// <summary>Whether the node has any.</summary>
    public bool Any => runtimes.Any(r => r.Find().Devices.Count > 0);

    /// <summary>The best that a runtime has on this node; null where it has no device.</summary>
    public DeviceKind? KindOf(string runtime)
    {
        IReadOnlyList<DeviceFacts> all = runtimes.FirstOrDefault(r => r.Name == runtime)?.Find().Devices ?? [];
        return all.Count == 0 ? null : all.Min(d => d.Kind);
    }

    /// <summary>The device of a runtime.</summary>
    /// <param name="runtime">its name</param>
    /// <param name="reason">why there is none; empty where there is one</param>
    public Device? Find(string runtime, out string reason)
    {
        if (!_opened.TryGetValue(runtime, out (Device? Device, string Reason) found))
            _opened[runtime] = found = Open(runtime);
        reason = found.Reason;
        return found.Device;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Device device in Opened)
            device.Dispose();
        _opened.Clear();
    }

    /// <summary>Takes what the ranks of the node have agreed on; before any is opened.</summary>
    public void Sit(IReadOnlyList<DeviceSeat> seats) => _seats = seats;

    private (Device? Device, string Reason) Open(string name)
    {
        IDeviceRuntime? runtime = runtimes.FirstOrDefault(r => r.Name == name);
        if (runtime is null)
            return (null, $"this rank has no device of {name}");
        (IReadOnlyList<DeviceFacts> all, string reason) = runtime.Find();
        if (all.Count == 0)
            return (null, reason);
        DeviceSeat seat = _seats.FirstOrDefault(s => s.Runtime == name) ?? Alone(name, all);
        if (seat.Index < 0)
            return (null, seat.Reason);
        DeviceFacts device = all[seat.Index];
        try
        {
            return (runtime.Open(device, new MemoryBudget(Math.Max(1, device.MemoryBytes / seat.Ranks))), "");
        }
        catch (Exception e) when (e is DeviceException or EntryPointNotFoundException or InsufficientMemoryException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>What a rank takes that nobody told.</summary>
    private DeviceSeat Alone(string name, IReadOnlyList<DeviceFacts> all)
    {
        DeviceFacts? device = localRank < all.Count
            ? all[localRank]
            : all.FirstOrDefault(d => d.Kind == DeviceKind.Processor);
        return device is not null ? new(name, device.Index, 1, "") : new(
            name, -1, 0, $"the node has {all.Count} devices of {name}, all taken by ranks before this one");
    }
}
