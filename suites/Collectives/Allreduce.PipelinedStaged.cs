using System.Diagnostics;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>Devices of OpenCL.</summary>
public sealed class PipelinedOpenClAllreduce() : PipelinedStagedAllreduce("opencl");

/// <summary>Devices of CUDA.</summary>
public sealed class PipelinedCudaAllreduce() : PipelinedStagedAllreduce("cuda");

/// <summary>Devices of HIP.</summary>
public sealed class PipelinedHipAllreduce() : PipelinedStagedAllreduce("hip");

/// <summary>As staged, in chunks: while MPI_Allreduce sums one in the node's memory, the next is copied there and the
/// one before is copied back, in a queue each. "transfer" is the time that is left to wait for copies.</summary>
/// <param name="runtime">whose devices</param>
public abstract class PipelinedStagedAllreduce(string runtime) : DeviceAllreduce(runtime)
{
    private const string ChunkAxis = "chunk";

    /// <inheritdoc/>
    public sealed override string Name => $"{Runtime}-pipelined";

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"numbers on devices of {Runtime}: chunks are copied to the node, summed and copied back at the same time";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Axis> Axes { get; } =
        [Axis.Numbers(ChunkAxis, "byte", Role.Tuning, 1 << 20, 256 << 10, 4 << 20)];

    /// <inheritdoc/>
    public sealed override Availability Check(AllreduceCase c, Point p, Place at) =>
        p.Number(ChunkAxis) < c.ElementBytes
            ? Availability.No($"a chunk has at least one element of {c.ElementBytes} bytes")
            : MpiSums.Check(c.Precision) is { IsYes: false } no ? no : base.Check(c, p, at);

    /// <inheritdoc/>
    protected sealed override long StagedBytes(AllreduceCase c, Point p) => c.Bytes;

    private protected sealed override IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link) =>
        new Kernel<T>(on, p.Number(ChunkAxis) / on.Case.ElementBytes);

    private sealed unsafe class Kernel<T>(OnDevice on, long chunk) : DeviceAllreduceKernel<T>(on)
        where T : unmanaged, INumber<T>
    {
        private readonly HostBuffer _staged = on.AllocateHost(on.Case.Bytes);
        private readonly DeviceQueue _out = on.Own.Add(on.Device.CreateQueue());
        private readonly DeviceQueue _in = on.Own.Add(on.Device.CreateQueue());
        private readonly DeviceEvent[] _read =
            [.. Chunks(on.Case.Elements, chunk).Select(_ => on.Own.Add(on.Device.CreateEvent()))];

        protected override void Once(Communicator team, Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            for (int k = 0; k < _read.Length; k++)
            {
                Partition part = Chunk(k);
                _out.Read(Source, part.Offset * sizeof(T), Staged(part), part.Length * sizeof(T));
                _out.Record(_read[k]);
            }

            for (int k = 0; k < _read.Length; k++)
            {
                Partition part = Chunk(k);
                _read[k].Finish();
                Phase.Lap(ref at, ref phaseTicks[0]);
                team.AllReduce(
                    Communicator.InPlace, Staged(part), part.Length, Datatype.Of<T>(), ReduceOp.Sum);
                Phase.Lap(ref at, ref phaseTicks[1]);
                _in.Write(Target, part.Offset * sizeof(T), Staged(part), part.Length * sizeof(T));
            }

            _in.Finish();
            Phase.Lap(ref at, ref phaseTicks[0]);
        }

        private static IEnumerable<int> Chunks(long length, long chunk) =>
            Enumerable.Range(0, checked((int)((length + chunk - 1) / chunk)));

        private Partition Chunk(int k) => new(k * chunk, Math.Min(chunk, Length - k * chunk));

        private T* Staged(Partition part) => (T*)_staged.Pointer + part.Offset;
    }
}
