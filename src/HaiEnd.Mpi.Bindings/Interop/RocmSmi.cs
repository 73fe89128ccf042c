using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>ROCm SMI, AMD's management library up to ROCm 7: what of it is used. Names and values are those of
/// rocm_smi.h.</summary>
internal static unsafe partial class RocmSmi
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "rocm_smi64";

    internal const int RSMI_STATUS_SUCCESS = 0;

    [LibraryImport(Library)]
    internal static partial int rsmi_init(ulong init_flags);

    [LibraryImport(Library)]
    internal static partial int rsmi_num_monitor_devices(uint* num_devices);

    [LibraryImport(Library)]
    internal static partial int rsmi_dev_pci_id_get(uint dv_ind, ulong* bdfid);

    [LibraryImport(Library)]
    internal static partial int rsmi_dev_energy_count_get(
        uint dv_ind, ulong* power, float* counter_resolution, ulong* timestamp);

    [LibraryImport(Library)]
    internal static partial int rsmi_status_string(int status, byte** status_string);
}
