namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>a graphics processor, or another accelerator with memory of its own</summary>
    Accelerator,

    /// <summary>the processors of the node, as another language sees them</summary>
    Processor,
}

/// <summary>A device as its runtime describes it.</summary>
/// <param name="Runtime">whose it is: <c>opencl</c>, <c>cuda</c>, <c>hip</c></param>
/// <param name="Index">its number there, from 0</param>
/// <param name="Kind">what it is</param>
/// <param name="Model">as its driver calls it</param>
/// <param name="Driver">driver and version</param>
/// <param name="MemoryBytes">its memory [byte]</param>
public sealed record DeviceFacts(
    string Runtime, int Index, DeviceKind Kind, string Model, string Driver, long MemoryBytes)
{
    /// <summary>As its driver gives it, e.g. <c>GPU-5c3f...</c>; empty where it gives none.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Its place on the bus, e.g. <c>0000:41:00.0</c>; empty where unknown.</summary>
    public string Pci { get; init; } = "";

    /// <summary>Profile of a partition of a device, e.g. <c>1g.10gb</c>; empty for a whole one.</summary>
    public string Mig { get; init; } = "";

    /// <summary>Whether its memory corrects errors; null where unknown.</summary>
    public bool? Ecc { get; init; }

    /// <summary>Power limit in force [W]; NaN where unknown.</summary>
    public double PowerLimitW { get; init; } = double.NaN;

    /// <summary>Highest clock of its cores [Hz]; NaN where unknown.</summary>
    public double ClockHz { get; init; } = double.NaN;

    /// <summary>Multiprocessors, compute units or cores; 0 where unknown.</summary>
    public int Units { get; init; }

    /// <summary>CUDA's compute capability as 10 major + minor; 0 for other runtimes.</summary>
    public int Capability { get; init; }

    /// <summary>It calculates in fp64.</summary>
    public bool HasFp64 { get; init; } = true;
}

/// <summary>What a runtime found.</summary>
/// <param name="Devices">in its order</param>
/// <param name="Reason">why there are none, for a person; empty where there are</param>
public sealed record FoundDevices(IReadOnlyList<DeviceFacts> Devices, string Reason)
{
    /// <summary>None, for a reason.</summary>
    public static FoundDevices None(string reason) => new([], reason);
}

/// <summary>A way to reach devices. Its library is looked for at the first question; one that is absent, or lacks a
/// function, is a reason and no fault.</summary>
public interface IDeviceRuntime
{
    /// <summary>As in suite files: <c>opencl</c>, <c>cuda</c>, <c>hip</c>.</summary>
    string Name { get; }

    /// <summary>What is there.</summary>
    FoundDevices Find();

    /// <summary>Opens a device that was found.</summary>
    /// <param name="device">which</param>
    /// <param name="memory">what may be taken of its memory</param>
    /// <exception cref="DeviceException">it can't be opened</exception>
    Device Open(DeviceFacts device, MemoryBudget memory);
}

/// <summary>A call of a runtime failed.</summary>
/// <param name="text">what was tried on which device, the error's name, and what a compiler wrote</param>
public sealed class DeviceException(string text) : Exception(text);
