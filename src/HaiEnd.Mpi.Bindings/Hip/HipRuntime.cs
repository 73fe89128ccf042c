using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Power;
using static HaiEnd.Mpi.Bindings.Interop.Hip;

namespace HaiEnd.Mpi.Bindings.Hip;

/// <summary>HIP, AMD's run-time interface; kernels are compiled by hiprtc. The variables HAIEND_HIP and HAIEND_HIPRTC
/// may name their files.</summary>
public sealed unsafe class HipRuntime : IDeviceRuntime
{
    private const string Variable = "HAIEND_HIP";

    private readonly Lazy<FoundDevices> _found = new(Search);

    /// <inheritdoc/>
    public string Name => "hip";

    /// <summary>Where the library may be.</summary>
    internal static string[] Files => Rocm.Files("libamdhip64", 7, 6, 5);

    /// <inheritdoc/>
    public FoundDevices Find() => _found.Value;

    /// <inheritdoc/>
    public Device Open(DeviceFacts device, MemoryBudget memory) => new DriverDevice<HipDriver>(device, memory);

    private static FoundDevices Search()
    {
        try
        {
            nint handle = Libraries.Load(Interop.Hip.Library, Variable, Files);
            Libraries.Register(Interop.Hip.Library, () => handle);
            int count, version;
            int code = hipGetDeviceCount(&count);
            if (code == hipErrorNoDevice || (code == hipSuccess && count == 0))
                return FoundDevices.None("HIP sees no device; HIP_VISIBLE_DEVICES may hide them");
            HipDriver.Check(code, nameof(hipGetDeviceCount));
            HipDriver.Check(hipInit(0), nameof(hipInit));
            HipDriver.Check(hipRuntimeGetVersion(&version), nameof(hipRuntimeGetVersion));
            var power = new NodePower();
            var all = new DeviceFacts[count];
            for (int d = 0; d < count; d++)
                all[d] = power.Described(FactsOf(d, version));
            return new(all, "");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or DeviceException)
        {
            return FoundDevices.None(e.Message);
        }
    }

    /// <summary>A version is 10000000 times the major, 100000 times the minor, and a number of the build.</summary>
    private static DeviceFacts FactsOf(int device, int version)
    {
        const int NameBytes = 256;
        nuint bytes;
        byte* text = stackalloc byte[NameBytes];
        HipDriver.Check(hipDeviceGetName(text, NameBytes, device), nameof(hipDeviceGetName));
        string model = Utf8.Text(text), architecture = HipDriver.ArchitectureOf(device).Split(':')[0];
        HipDriver.Check(hipDeviceTotalMem(&bytes, device), nameof(hipDeviceTotalMem));
        HipDriver.Check(hipDeviceGetPCIBusId(text, NameBytes, device), nameof(hipDeviceGetPCIBusId));
        return new(
            "hip", device, DeviceKind.Accelerator, $"{model} {architecture}".Trim(),
            string.Create(CultureInfo.InvariantCulture, $"HIP {version / 10000000}.{version / 100000 % 100}"),
            (long)bytes)
        {
            Uuid = UuidOf(device),
            Pci = Utf8.Text(text).ToLowerInvariant(),
            Ecc = HipDriver.Attribute(device, hipDeviceAttributeEccEnabled) != 0,
            ClockHz = 1e3 * HipDriver.Attribute(device, hipDeviceAttributeClockRate),
            Units = HipDriver.Attribute(device, hipDeviceAttributeMultiprocessorCount),
        };
    }

    /// <summary>Its 16 bytes are letters; empty where the library does not know it.</summary>
    private static string UuidOf(int device)
    {
        const int UuidBytes = 16;
        byte* uuid = stackalloc byte[UuidBytes + 1];
        try
        {
            return hipDeviceGetUuid(uuid, device) == hipSuccess ? $"GPU-{Utf8.Text(uuid)}" : "";
        }
        catch (EntryPointNotFoundException)
        {
            return "";
        }
    }
}
