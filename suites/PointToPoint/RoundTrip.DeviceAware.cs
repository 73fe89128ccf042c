using System.Diagnostics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Devices of CUDA.</summary>
public sealed class CudaAwareRoundTrip() : DeviceAwareRoundTrip("cuda", MpiDeviceMemory.Cuda);

/// <summary>Devices of HIP.</summary>
public sealed class HipAwareRoundTrip() : DeviceAwareRoundTrip("hip", MpiDeviceMemory.Rocm);

/// <summary>MPI_Send and MPI_Recv of the devices' own memory, where the library says that it takes its addresses.
/// </summary>
/// <param name="runtime">whose devices</param>
/// <param name="memory">as MPI libraries call it</param>
public abstract class DeviceAwareRoundTrip(string runtime, MpiDeviceMemory memory) : DeviceRoundTrip(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => $"{Runtime}-aware";

    /// <inheritdoc/>
    public sealed override string Summary => $"MPI_Send and MPI_Recv of the memory of devices of {Runtime}";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["wire"];

    /// <inheritdoc/>
    public sealed override Availability Check(RoundTripCase c, Point p, Place at) =>
        base.Check(c, p, at) is { IsYes: false } no ? no : DeviceMessages.Check(Runtime, memory);

    private protected sealed override IMessageKernel Make(DeviceMessage of) => new Kernel(of);

    private sealed class Kernel(DeviceMessage of) : DeviceRoundTripKernel(of)
    {
        protected override void Send(DeviceBuffer from, Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            Of.Team.Send(from, Of.Partner);
            Phase.Lap(ref at, ref phaseTicks[0]);
        }

        protected override void Receive(Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            Of.Team.Receive(Of.Room, Of.Partner);
            Phase.Lap(ref at, ref phaseTicks[0]);
        }
    }
}
