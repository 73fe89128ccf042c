using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.OpenCl;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>All ways to reach devices. Another one is a folder and a line here.</summary>
public static class DeviceRuntimes
{
    /// <summary>New ones; none has looked for its library yet.</summary>
    public static IReadOnlyList<IDeviceRuntime> All() => [new OpenClRuntime(), new CudaRuntime(), new HipRuntime()];
}
