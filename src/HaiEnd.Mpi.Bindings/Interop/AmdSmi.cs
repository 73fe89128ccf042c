using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>AMD SMI, AMD's management library since ROCm 6: what of it is used. Names and values are those of
/// amdsmi.h.</summary>
internal static unsafe partial class AmdSmi
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "amd_smi";

    internal const int AMDSMI_STATUS_SUCCESS = 0;
    internal const ulong AMDSMI_INIT_AMD_GPUS = 1 << 1;

    [LibraryImport(Library)]
    internal static partial int amdsmi_init(ulong init_flags);

    [LibraryImport(Library)]
    internal static partial int amdsmi_get_socket_handles(uint* socket_count, nint* socket_handles);

    [LibraryImport(Library)]
    internal static partial int amdsmi_get_processor_handles(nint socket, uint* processor_count, nint* processors);

    [LibraryImport(Library)]
    internal static partial int amdsmi_get_gpu_bdf_id(nint processor, ulong* bdfid);

    [LibraryImport(Library)]
    internal static partial int amdsmi_get_energy_count(
        nint processor, ulong* energy_accumulator, float* counter_resolution, ulong* timestamp);

    [LibraryImport(Library)]
    internal static partial int amdsmi_status_code_to_string(int status, byte** status_string);
}
