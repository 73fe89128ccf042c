using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.Collectives;

/// <summary>bf16 by devices of OpenCL.</summary>
public sealed class OpenClBf16Allreduce() : DeviceCompressedAllreduce("opencl", Rounding.Bf16);

/// <summary>bf16 by devices of CUDA.</summary>
public sealed class CudaBf16Allreduce() : DeviceCompressedAllreduce("cuda", Rounding.Bf16);

/// <summary>bf16 by devices of HIP.</summary>
public sealed class HipBf16Allreduce() : DeviceCompressedAllreduce("hip", Rounding.Bf16);

/// <summary>int8 by devices of OpenCL.</summary>
public sealed class OpenClInt8Allreduce() : DeviceCompressedAllreduce("opencl", Rounding.Int8);

/// <summary>int8 by devices of CUDA.</summary>
public sealed class CudaInt8Allreduce() : DeviceCompressedAllreduce("cuda", Rounding.Int8);

/// <summary>int8 by devices of HIP.</summary>
public sealed class HipInt8Allreduce() : DeviceCompressedAllreduce("hip", Rounding.Int8);

/// <summary>The two shots of <see cref="CompressedAllreduce"/> where the devices round, add and widen: only what is
/// rounded leaves them. Nothing overlaps, so the phases add up to the time.</summary>
/// <param name="runtime">whose devices</param>
/// <param name="wire">what they round to</param>
public abstract class DeviceCompressedAllreduce(string runtime, string wire) : DeviceAllreduce(runtime)
{
    /// <inheritdoc/>
    public sealed override string Name => $"{Runtime}-compressed-{wire}";

    /// <inheritdoc/>
    public sealed override string Summary =>
        $"all-to-all, sum and all-gather of numbers that devices of {Runtime} round to {wire}";

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Axis> Axes { get; } = Rounding.AxesOf(wire);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Phases { get; } = ["kernel", "transfer", "wire"];

    /// <inheritdoc/>
    public sealed override Availability Check(AllreduceCase c, Point p, Place at) =>
        Rounding.Check(c, wire) is { IsYes: false } no ? no : DeviceKernels.Check(Runtime, c.Precision, at);

    /// <inheritdoc/>
    public sealed override Work TrafficOf(AllreduceCase c, Point p, int rank) =>
        c.Rounding!.Traffic(c, rank, elements => elements > 0 ? 1 : 0);

    /// <summary>What is sent and received in the end, and what comes to be summed.</summary>
    protected sealed override long StagedBytes(AllreduceCase c, Point p)
    {
        Rounding rounding = c.Rounding!;
        return rounding.Bytes(c.Elements)
            + (c.Ranks - 1) * rounding.Bytes(rounding.Segment(c.Elements, c.Ranks, 0).Length);
    }

    private protected sealed override IAllreduceKernel Make<T>(OnDevice on, Point p, IDisposable? link) =>
        new Kernel<T>(on);

    private sealed unsafe class Kernel<T> : DeviceAllreduceKernel<T>
        where T : unmanaged, INumber<T>
    {
        private const int Members = 256;

        private readonly Rounding _rounding;
        private readonly Partition _segment;
        private readonly long _apart;
        private readonly DeviceBuffer _wire, _summands, _lost;
        private readonly HostBuffer _sent, _received;
        private readonly DeviceKernel _encode, _add, _decode;
        private readonly DeviceArgument[] _encoded, _added, _decoded;
        private readonly RequestSet _requests;

        public Kernel(OnDevice on)
            : base(on)
        {
            _rounding = on.Case.Rounding!;
            _segment = Segment(Rank);
            _apart = _rounding.Bytes(_segment.Length);
            _requests = on.Own.Add(new RequestSet(2 * Ranks));
            (_wire, _sent) = Pair(on, _rounding.Bytes(Length));
            (_summands, _received) = Pair(on, (Ranks - 1) * _apart);
            _lost = on.Allocate(_rounding.Feedback ? on.Case.Bytes : 0);
            DeviceProgram program = on.Own.Add(DeviceKernels.Compile(
                Device, on.Case.Precision, "quantise.kernel.c", new()
                {
                    ["INT8"] = _rounding.Wire == Rounding.Int8 ? "1" : "0",
                    ["FEEDBACK"] = _rounding.Feedback ? "1" : "0",
                    ["MEMBERS"] = Members.ToString(CultureInfo.InvariantCulture),
                }));
            _encode = on.Own.Add(program.Kernel("encode", new(Members)));
            _add = on.Own.Add(program.Kernel("add", new(Members)));
            _decode = on.Own.Add(program.Kernel("decode", new(Members)));
            _encoded = [Source, _lost, _wire, 0L, 0L, _rounding.Block];
            _added =
            [
                Source, Target, _summands, _segment.Offset, _segment.End, _rounding.Block, _apart, Ranks - 1,
            ];
            _decoded = [Target, _wire, (long)Length, _rounding.Block];
        }

        public override void Reset()
        {
            base.Reset();
            if (_rounding.Feedback)
                Fill(_lost, T.Zero);
        }

        protected override void Once(Communicator team, Span<long> phaseTicks)
        {
            long at = Stopwatch.GetTimestamp();
            if (Ranks == 1)
            {
                if (Source != Target)
                    Device.Copy(Source, Target, Source.Bytes);
                return;
            }

            Encode(Source, new(0, _segment.Offset));
            Encode(Source, new(_segment.End, Length - _segment.End));
            Lap(ref at, ref phaseTicks[0]);
            Read(new(0, _segment.Offset));
            Read(new(_segment.End, Length - _segment.End));
            Lap(ref at, ref phaseTicks[1]);
            Scatter(team);
            Lap(ref at, ref phaseTicks[2]);
            Device.Write(_summands, 0, _received.Pointer, _received.Bytes);
            Lap(ref at, ref phaseTicks[1]);
            if (_segment.Length > 0)
                _add.Launch(Groups(_segment.Length, Members), _added);
            Encode(Target, _segment);
            Lap(ref at, ref phaseTicks[0]);
            Read(_segment);
            Lap(ref at, ref phaseTicks[1]);
            Gather(team);
            Lap(ref at, ref phaseTicks[2]);
            Device.Write(_wire, 0, _sent.Pointer, _sent.Bytes);
            Lap(ref at, ref phaseTicks[1]);
            if (Length > 0)
                _decode.Launch(Groups(Length, Members), _decoded);
            Lap(ref at, ref phaseTicks[0]);
        }

        private static Extent Groups(long length, int each) => new(checked((int)((length + each - 1) / each)));

        private static (DeviceBuffer Device, HostBuffer Node) Pair(OnDevice on, long bytes) =>
            (on.Allocate(bytes), on.AllocateHost(bytes));

        private Partition Segment(int rank) => _rounding.Segment(Length, Ranks, rank);

        /// <summary>Where the numbers of a segment stand in what is sent.</summary>
        private Partition OnWire(Partition segment) =>
            new(_rounding.Bytes(segment.Offset), _rounding.Bytes(segment.Length));

        /// <summary>Waits for the device; the time since the last call.</summary>
        private void Lap(ref long since, ref long ticks)
        {
            Device.Finish();
            Phase.Lap(ref since, ref ticks);
        }

        private void Encode(DeviceBuffer numbers, Partition segment)
        {
            if (segment.Length == 0)
                return;
            (_encoded[0], _encoded[3], _encoded[4]) = (numbers, segment.Offset, segment.End);
            _encode.Launch(Groups(segment.Length, _rounding.Block), _encoded);
        }

        private void Read(Partition segment)
        {
            Partition bytes = OnWire(segment);
            Device.Queue.Read(_wire, bytes.Offset, (byte*)_sent.Pointer + bytes.Offset, bytes.Length);
        }

        /// <summary>Each other segment goes to who sums it.</summary>
        private void Scatter(Communicator team)
        {
            byte* to = (byte*)_received.Pointer;
            for (int r = 0; r < Ranks; r++)
            {
                if (r == Rank)
                    continue;
                Receive(team, r, new(0, _apart), to);
                Send(team, r, OnWire(Segment(r)));
                to += _apart;
            }

            _requests.WaitAll();
        }

        /// <summary>The sum of this rank's segment goes to all.</summary>
        private void Gather(Communicator team)
        {
            for (int r = 0; r < Ranks; r++)
            {
                if (r == Rank)
                    continue;
                Receive(team, r, OnWire(Segment(r)), (byte*)_sent.Pointer);
                Send(team, r, OnWire(_segment));
            }

            _requests.WaitAll();
        }

        private void Receive(Communicator team, int from, Partition bytes, byte* to)
        {
            if (bytes.Length > 0)
                _requests.Add(team.IReceive(to + bytes.Offset, bytes.Length, Datatype.Byte, from, 0));
        }

        private void Send(Communicator team, int to, Partition bytes)
        {
            if (bytes.Length > 0)
                _requests.Add(
                    team.ISend((byte*)_sent.Pointer + bytes.Offset, bytes.Length, Datatype.Byte, to, 0));
        }
    }
}
