using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites;

/// <summary>Messages from and to the memory of devices.</summary>
internal static class DeviceMessages
{
    /// <summary>Whether the MPI library says that it takes addresses of devices. It is never tried: one that does not
    /// would read them as the node's.</summary>
    /// <param name="runtime">whose devices</param>
    /// <param name="memory">as MPI libraries call it</param>
    public static Availability Check(string runtime, MpiDeviceMemory memory) => MpiSession.Accepts(memory) switch
    {
        true => Availability.Yes,
        false => Availability.No($"the MPI library says that it does not take addresses of {runtime}"),
        null => Availability.No($"the MPI library does not say whether it takes addresses of {runtime}"),
    };
}
