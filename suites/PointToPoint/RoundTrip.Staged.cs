using System.Diagnostics;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>Devices of OpenCL.</summary>
public sealed class OpenClRoundTrip() : StagedRoundTrip("opencl");

/// <summary>Devices of CUDA.</summary>
public sealed class CudaRoundTrip() : StagedRoundTrip("cuda");

/// <summary>Devices of HIP.</summary>
public sealed class HipRoundTrip() : StagedRoundTrip("hip");

/// <summary>From one device's memory to another's through page-locked memory of their nodes; nothing overlaps, so the
/// phases add up to the time.</summary>
/// <param name="runtime">whose devices</param>
public abstract class StagedRoundTrip(string runtime) : DeviceRoundTrip(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => Runtime;

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"from device to device of {Runtime} through the nodes' memory, by MPI_Send and MPI_Recv";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["transfer", "wire"];

    private protected sealed override IMessageKernel Make(DeviceMessage of) => new Kernel(of);

    private sealed unsafe class Kernel(DeviceMessage of) : DeviceRoundTripKernel(of)
    {
        protected override void Send(DeviceBuffer from, Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            Of.Device.Read(from, 0, Of.Host.Pointer, from.Bytes);
            Phase.Lap(ref at, ref phaseTicks[0]);
            Of.Team.Send(Of.Host.Pointer, from.Bytes, Datatype.Byte, Of.Partner, 0);
            Phase.Lap(ref at, ref phaseTicks[1]);
        }

        protected override void Receive(Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            Of.Team.Receive(Of.Host.Pointer, Of.Host.Bytes, Datatype.Byte, Of.Partner, 0);
            Phase.Lap(ref at, ref phaseTicks[1]);
            Of.Device.Write(Of.Room, 0, Of.Host.Pointer, Of.Room.Bytes);
            Phase.Lap(ref at, ref phaseTicks[0]);
        }
    }
}
