using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Devices of CUDA.</summary>
public sealed class CudaAwareAllreduce() : DeviceAwareAllreduce("cuda", MpiDeviceMemory.Cuda);

/// <summary>Devices of HIP.</summary>
public sealed class HipAwareAllreduce() : DeviceAwareAllreduce("hip", MpiDeviceMemory.Rocm);

/// <summary>MPI_Allreduce of the devices' own memory, where the library says that it takes its addresses. It is never
/// tried: a library that does not would read them as the node's.</summary>
/// <param name="runtime">whose devices</param>
/// <param name="memory">as MPI libraries call it</param>
public abstract class DeviceAwareAllreduce(string runtime, MpiDeviceMemory memory) : DeviceAllreduce(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => $"{Runtime}-aware";

    /// <inheritdoc/>
    public sealed override string Summary => $"MPI_Allreduce of the memory of devices of {Runtime}";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["wire"];

    /// <inheritdoc/>
    public sealed override Availability Check(AllreduceCase c, Point p, Place at)
    {
        if (MpiSums.Check(c.Precision) is { IsYes: false } no)
            return no;
        if (base.Check(c, p, at) is { IsYes: false } none)
            return none;
        return at.Team is null ? Availability.Yes : DeviceMessages.Check(Runtime, memory);
    }

    private protected sealed override IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link) =>
        new Kernel<T>(on);

    private sealed class Kernel<T>(OnDevice on) : DeviceAllreduceKernel<T>(on)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(Communicator team, Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            team.AllReduce(Source, Target, Length, Datatype.Of<T>(), ReduceOp.Sum);
            phaseTicks[0] += Stopwatch.GetTimestamp() - begin;
        }
    }
}
