using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Devices of OpenCL.</summary>
public sealed class OpenClAllreduce() : StagedAllreduce("opencl");

/// <summary>Devices of CUDA.</summary>
public sealed class CudaAllreduce() : StagedAllreduce("cuda");

/// <summary>Devices of HIP.</summary>
public sealed class HipAllreduce() : StagedAllreduce("hip");

/// <summary>All numbers are copied to page-locked memory of the node, summed there by MPI_Allreduce in place, and the
/// sum is copied back: nothing overlaps, so the phases add up to the time.</summary>
/// <param name="runtime">whose devices</param>
public abstract class StagedAllreduce(string runtime) : DeviceAllreduce(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => Runtime;

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"numbers on devices of {Runtime}: copied to the node, MPI_Allreduce there, copied back";

    /// <inheritdoc/>
    public sealed override Availability Check(AllreduceCase c, Point p, Place at) =>
        MpiSums.Check(c.Precision) is { IsYes: false } no ? no : base.Check(c, p, at);

    /// <inheritdoc/>
    protected sealed override long StagedBytes(AllreduceCase c, Point p) => c.Bytes;

    private protected sealed override IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link) =>
        new Kernel<T>(on);

    private sealed unsafe class Kernel<T>(OnDevice on) : DeviceAllreduceKernel<T>(on)
        where T : unmanaged, INumber<T>
    {
        private readonly HostBuffer _staged = on.AllocateHost(on.Case.Bytes);

        protected override void Once(Communicator team, Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            Device.Read(Source, 0, _staged.Pointer, _staged.Bytes);
            long read = Stopwatch.GetTimestamp();
            team.AllReduce(Communicator.InPlace, _staged.Pointer, Length, Datatype.Of<T>(), ReduceOp.Sum);
            long summed = Stopwatch.GetTimestamp();
            Device.Write(Target, 0, _staged.Pointer, _staged.Bytes);
            phaseTicks[0] += read - begin + (Stopwatch.GetTimestamp() - summed);
            phaseTicks[1] += summed - read;
        }
    }
}
