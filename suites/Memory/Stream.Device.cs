using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Numerics;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>A loop of our own on a device, in the device's memory.</summary>
/// <typeparam name="TKind">which loop</typeparam>
/// <param name="runtime">whose device</param>
public abstract class StreamDevice<TKind>(string runtime) : Realisation<StreamCase<TKind>, IStream<TKind>>, IOnDevice
    where TKind : struct, IStreamKind
{
    private const int Members = 256;

    /// <inheritdoc/>
    public sealed override string Name => runtime;

    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public sealed override string Summary => $"our kernel on the rank's device of {runtime}";

    /// <inheritdoc/>
    public sealed override Availability Check(StreamCase<TKind> c, Point p, Place at) =>
        DeviceKernels.Check(runtime, c.Precision, at);

    /// <summary>In the node's memory: one array, to fill and to read from.</summary>
    public sealed override long FootprintBytes(StreamCase<TKind> c, Point p, Place at) =>
        c.N * c.Precision.Formats.Store.Bytes();

    /// <inheritdoc/>
    public sealed override IStream<TKind> Prepare(StreamCase<TKind> c, Point p, Place at, IDisposable? link) =>
        c.Precision.Apply(new Maker(c, DeviceKernels.Of(runtime, at), at.Memory));

    private sealed class Maker(StreamCase<TKind> c, Device device, MemoryBudget memory) : IGeneric<IStream<TKind>>
    {
        public IStream<TKind> For<TStore, TAccumulate>()
            where TStore : unmanaged, INumber<TStore>
            where TAccumulate : unmanaged, INumber<TAccumulate> =>
                Belongings.For(own => new Arrays<TStore>(c, device, memory, own));
    }

    private sealed unsafe class Arrays<T> : IStream<TKind>
        where T : unmanaged, INumber<T>
    {
        private readonly Device _device;
        private readonly Belongings _own;
        private readonly NativeBuffer<T> _host;
        private readonly DeviceBuffer _a;
        private readonly DeviceKernel _kernel;
        private readonly DeviceArgument[] _arguments;
        private readonly Extent _groups;
        private bool _isRead;

        public Arrays(StreamCase<TKind> c, Device device, MemoryBudget memory, Belongings own)
        {
            (_device, _own) = (device, own);
            _host = own.Add(memory.Allocate<T>((nint)c.N));
            _a = own.Add(device.Allocate(_host.Bytes));
            DeviceBuffer b = own.Add(device.Allocate(TKind.IsSum ? _host.Bytes : 0));
            DeviceBuffer second = own.Add(device.Allocate(_host.Bytes));
            if (TKind.IsSum)
                Fill(b, StreamData.B);
            Fill(second, StreamData.C);
            DeviceProgram program = own.Add(DeviceKernels.Compile(device, c.Precision, "stream.kernel.c", new()
            {
                ["MEMBERS"] = $"{Members}",
                ["SUM"] = TKind.IsSum ? "1" : "0",
                ["SCALED"] = TKind.IsScaled ? "1" : "0",
            }));
            _kernel = own.Add(program.Kernel("stream", new(Members)));
            _groups = new((int)((c.N + Members - 1) / Members));
            _arguments = [_a, b, second, DeviceKernels.Number(T.CreateChecked(StreamData.Scalar)), c.N];
        }

        public int MaxBatch => int.MaxValue;

        public void Reset() => _isRead = false;

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int r = 0; r < repeats && _groups.X > 0; r++)
                _kernel.Launch(_groups, _arguments);
            _device.Finish();
        }

        public double Read(long i)
        {
            if (!_isRead)
                _device.Read(_a, 0, _host.Pointer, _host.Bytes);
            _isRead = true;
            return double.CreateTruncating(_host.Pointer[i]);
        }

        public void Dispose() => _own.Dispose();

        private void Fill(DeviceBuffer to, Func<long, double> value)
        {
            for (nint i = 0; i < _host.Length; i++)
                _host.Pointer[i] = T.CreateTruncating(value(i));
            _device.Write(to, 0, _host.Pointer, to.Bytes);
        }
    }
}
