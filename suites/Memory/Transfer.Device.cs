using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>By OpenCL.</summary>
public sealed class TransferOpenCl() : TransferDevice("opencl");

/// <summary>By CUDA.</summary>
public sealed class TransferCuda() : TransferDevice("cuda");

/// <summary>By HIP.</summary>
public sealed class TransferHip() : TransferDevice("hip");

/// <summary>The device's own engine copies.</summary>
/// <param name="runtime">whose device</param>
public abstract class TransferDevice(string runtime) : Realisation<TransferCase, ITransfer>, IOnDevice
{
    /// <inheritdoc/>
    public sealed override string Name => runtime;

    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public sealed override string Summary => $"asked of the rank's device by {runtime}, repeats one behind the other";

    /// <inheritdoc/>
    public sealed override Availability Check(TransferCase c, Point p, Place at) =>
        DeviceKernels.CheckDevice(runtime, at);

    /// <summary>In the node's memory: one buffer, to fill from and to read into.</summary>
    public sealed override long FootprintBytes(TransferCase c, Point p, Place at) => c.Bytes;

    /// <inheritdoc/>
    public sealed override ITransfer Prepare(TransferCase c, Point p, Place at, IDisposable? link) =>
        Belongings.For(own => new Copies(c, DeviceKernels.Of(runtime, at), at.Memory, own));

    private sealed unsafe class Copies : ITransfer
    {
        private readonly TransferCase _case;
        private readonly Device _device;
        private readonly Belongings _own;
        private readonly NativeSlice<ulong> _host;
        private readonly DeviceBuffer _buffer, _second;
        private bool _isRead;

        public Copies(TransferCase c, Device device, MemoryBudget memory, Belongings own)
        {
            (_case, _device, _own) = (c, device, own);
            _buffer = own.Add(device.Allocate(c.Bytes));
            _second = own.Add(device.Allocate(c.Direction == Direction.OnDevice ? c.Bytes : 0));
            _host = c.IsPinned
                ? own.Add(device.AllocateHost(memory, c.Bytes)).As<ulong>()
                : own.Add(memory.Allocate<ulong>((nint)c.Words)).All;
            Reset();
        }

        public int MaxBatch => int.MaxValue;

        /// <summary>The source holds the words, the target none of them.</summary>
        public void Reset()
        {
            _isRead = false;
            for (nint i = 0; i < _host.Length; i++)
                _host.Pointer[i] = 0;
            Put(_case.Direction == Direction.OnDevice ? _second : _buffer);
            for (nint i = 0; i < _host.Length; i++)
                _host.Pointer[i] = TransferCase.Word(i);
            if (_case.Direction == Direction.ToDevice)
                return;
            Put(_buffer);
            for (nint i = 0; i < _host.Length; i++)
                _host.Pointer[i] = 0;
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int r = 0; r < repeats; r++)
            {
                if (_case.Direction == Direction.ToDevice)
                    _device.Queue.Write(_buffer, 0, _host.Pointer, _case.Bytes);
                else if (_case.Direction == Direction.FromDevice)
                    _device.Queue.Read(_buffer, 0, _host.Pointer, _case.Bytes);
                else
                    _device.Queue.Copy(_buffer, 0, _second, 0, _case.Bytes);
            }

            _device.Finish();
        }

        public ulong Read(long i)
        {
            if (!_isRead && _case.Direction != Direction.FromDevice)
                _device.Read(
                    _case.Direction == Direction.OnDevice ? _second : _buffer, 0, _host.Pointer, _case.Bytes);
            _isRead = true;
            return _host.Pointer[i];
        }

        public void Dispose() => _own.Dispose();

        private void Put(DeviceBuffer to) => _device.Write(to, 0, _host.Pointer, _case.Bytes);
    }
}
