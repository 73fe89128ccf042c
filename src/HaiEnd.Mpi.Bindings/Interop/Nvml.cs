using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>NVML, NVIDIA's management library: what of it is used. Names and values are those of nvml.h.</summary>
internal static unsafe partial class Nvml
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "nvidia-ml";

    internal const int NVML_SUCCESS = 0;
    internal const int NVML_CLOCK_SM = 1;

    [LibraryImport(Library)]
    internal static partial int nvmlInit_v2();

    [LibraryImport(Library)]
    internal static partial int nvmlDeviceGetHandleByPciBusId_v2(byte* id, nint* device);

    [LibraryImport(Library)]
    internal static partial int nvmlDeviceGetEnforcedPowerLimit(nint device, uint* mW);

    [LibraryImport(Library)]
    internal static partial int nvmlDeviceGetMaxClockInfo(nint device, int type, uint* mhz);

    [LibraryImport(Library)]
    internal static partial int nvmlDeviceGetEccMode(nint device, uint* current, uint* pending);

    [LibraryImport(Library)]
    internal static partial int nvmlDeviceGetTotalEnergyConsumption(nint device, ulong* mJ);

    [LibraryImport(Library)]
    internal static partial byte* nvmlErrorString(int result);
}
