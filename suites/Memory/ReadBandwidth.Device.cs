using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Suites.Precisions;

namespace HaiEnd.Mpi.Suites.Memory;

/// <summary>On a device of OpenCL.</summary>
public sealed class ReadOpenCl() : ReadDevice("opencl");

/// <summary>On a device of CUDA.</summary>
public sealed class ReadCuda() : ReadDevice("cuda");

/// <summary>On a device of HIP.</summary>
public sealed class ReadHip() : ReadDevice("hip");

/// <summary>A reduction on a device, in the device's memory: sums of groups, then their sum.</summary>
/// <param name="runtime">whose device</param>
public abstract class ReadDevice(string runtime) : Realisation<WorkingSet, IReader>, IOnDevice
{
    private const int Members = 256;

    // Enough of them for every processor of today's devices, and few enough that one group adds their sums.
    private const int MostGroups = 4096;

    /// <inheritdoc/>
    public sealed override string Name => runtime;

    /// <inheritdoc/>
    public string Runtime => runtime;

    /// <inheritdoc/>
    public sealed override string Summary => $"our kernel on the rank's device of {runtime}: sums of groups are summed";

    /// <inheritdoc/>
    public sealed override Availability Check(WorkingSet c, Point p, Place at) =>
        DeviceKernels.Check(runtime, new Fp64(), at);

    /// <summary>In the node's memory: an array to fill from.</summary>
    public sealed override long FootprintBytes(WorkingSet c, Point p, Place at) => c.Bytes;

    /// <inheritdoc/>
    public sealed override IReader Prepare(WorkingSet c, Point p, Place at, IDisposable? link) =>
        Belongings.For(own => new Reader(c, DeviceKernels.Of(runtime, at), at.Memory, own));

    private sealed unsafe class Reader : IReader
    {
        private readonly Device _device;
        private readonly Belongings _own;
        private readonly DeviceBuffer _sum;
        private readonly DeviceKernel _kernel;
        private readonly DeviceArgument[] _first, _second;
        private readonly int _groups;

        public Reader(WorkingSet c, Device device, MemoryBudget memory, Belongings own)
        {
            (_device, _own) = (device, own);
            long n = c.Bytes / sizeof(double);
            _groups = (int)Math.Min(MostGroups, (n + Members - 1) / Members);
            DeviceBuffer elements = own.Add(device.Allocate(c.Bytes));
            DeviceBuffer sums = own.Add(device.Allocate(_groups * sizeof(double)));
            _sum = own.Add(device.Allocate(sizeof(double)));
            using (NativeBuffer<double> host = memory.Allocate<double>((nint)n))
            {
                for (nint i = 0; i < host.Length; i++)
                    host.Pointer[i] = ReadBandwidth.Element(i);
                device.Write(elements, 0, host.Pointer, c.Bytes);
            }

            DeviceProgram program = own.Add(DeviceKernels.Compile(
                device, new Fp64(), "reduce.kernel.c", new() { ["MEMBERS"] = $"{Members}" }));
            _kernel = own.Add(program.Kernel("reduce", new(Members)));
            _first = [elements, sums, n, (long)_groups * Members];
            _second = [sums, _sum, (long)_groups, (long)Members];
        }

        public int MaxBatch => int.MaxValue;

        public double Sum
        {
            get
            {
                double sum;
                _device.Read(_sum, 0, &sum, sizeof(double));
                return sum;
            }
        }

        public void Reset()
        {
            double none = 0;
            _device.Write(_sum, 0, &none, sizeof(double));
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
            for (int r = 0; r < repeats; r++)
            {
                _kernel.Launch(new(_groups), _first);
                _kernel.Launch(new(1), _second);
            }

            _device.Finish();
        }

        public void Dispose() => _own.Dispose();
    }
}
