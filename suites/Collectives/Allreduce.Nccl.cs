using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Nccl;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>NVIDIA's, for devices of CUDA.</summary>
public sealed class NvidiaNcclAllreduce() : NcclAllreduce("nccl", "cuda");

/// <summary>AMD's, for devices of HIP.</summary>
public sealed class AmdNcclAllreduce() : NcclAllreduce("rccl", "hip");

/// <summary>ncclAllReduce, which finds its own way between devices; MPI only brings the ranks together.</summary>
/// <param name="name">of the library</param>
/// <param name="runtime">whose devices</param>
public abstract class NcclAllreduce(string name, string runtime) : DeviceAllreduce(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => name;

    /// <inheritdoc/>
    public sealed override string Summary => $"ncclAllReduce of {name.ToUpperInvariant()} on devices of {Runtime}";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["wire"];

    /// <inheritdoc/>
    public sealed override Availability Check(AllreduceCase c, Point p, Place at)
    {
        if (base.Check(c, p, at) is { IsYes: false } none)
            return none;
        return NcclLibrary.Find(Runtime, out string reason) is null ? Availability.No(reason) : Availability.Yes;
    }

    /// <inheritdoc/>
    public sealed override IDisposable? Connect(AllreduceCase c, Point p, Place at) => at.Team is null
        ? null
        : NcclTeam.Join(
            NcclLibrary.Find(Runtime, out _)!, at.Team, DeviceKernels.Of(Runtime, at), at.NodeOf(at.Rank));

    private protected sealed override IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link) =>
        link is NcclTeam { Reason.Length: > 0 } none ? throw new DeviceException(none.Reason)
        : new Kernel<T>(on, (NcclTeam?)link);

    private sealed class Kernel<T>(OnDevice on, NcclTeam? ranks) : DeviceAllreduceKernel<T>(on)
        where T : unmanaged, INumber<T>
    {
        protected override void Once(Communicator team, Span<long> phaseTicks)
        {
            long begin = Stopwatch.GetTimestamp();
            ranks!.AllReduce<T>(Source, Target, Length, Device.Queue);
            Device.Finish();
            ranks.Check();
            phaseTicks[0] += Stopwatch.GetTimestamp() - begin;
        }
    }
}
