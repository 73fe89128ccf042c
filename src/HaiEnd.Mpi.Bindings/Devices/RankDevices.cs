namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>The devices of a rank: at most one of each runtime, opened when it is first asked for.</summary>
/// <param name="runtimes">that may be asked for</param>
/// <param name="localRank">the rank's place on its node</param>
public sealed class RankDevices(IReadOnlyList<IDeviceRuntime> runtimes, int localRank) : IDisposable
{
    private readonly Dictionary<string, (Device? Device, string Reason)> _opened = [];

    /// <summary>Of a rank that is to use none.</summary>
    public static RankDevices None => new([], 0);

    /// <summary>Those that were opened.</summary>
    public IEnumerable<Device> Opened => _opened.Values.Select(o => o.Device).OfType<Device>();

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

    private (Device? Device, string Reason) Open(string name)
    {
        IDeviceRuntime? runtime = runtimes.FirstOrDefault(r => r.Name == name);
        if (runtime is null)
            return (null, $"this rank has no device of {name}");
        (IReadOnlyList<DeviceFacts> all, string reason) = runtime.Find();
        if (all.Count == 0)
            return (null, reason);
        // Ranks may share the processors of their node, which they are anyway; a device of its own they may not.
        DeviceFacts? device = localRank < all.Count
            ? all[localRank]
            : all.FirstOrDefault(d => d.Kind == DeviceKind.Processor);
        if (device is null)
            return (null, $"the node has {all.Count} devices of {name}, all taken by ranks before this one");
        try
        {
            return (runtime.Open(device, new MemoryBudget(Math.Max(1, device.MemoryBytes))), "");
        }
        catch (Exception e) when (e is DeviceException or EntryPointNotFoundException or InsufficientMemoryException)
        {
            return (null, e.Message);
        }
    }
}
