using System.Text;
using HaiEnd.Mpi.Bindings.Devices;
using static HaiEnd.Mpi.Bindings.Interop.OpenCl;

namespace HaiEnd.Mpi.Bindings.OpenCl;

/// <summary>A device of OpenCL, in a context of its own.</summary>
internal sealed unsafe class OpenClDevice : Device
{
    private readonly nint _id;
    private nint _context;

    public OpenClDevice(DeviceFacts facts, nint id, MemoryBudget memory)
        : base(facts, memory)
    {
        _id = id;
        int code;
        _context = clCreateContext(null, 1, &id, null, null, &code);
        Check(code, nameof(clCreateContext));
        try
        {
            Queue = CreateQueue();
        }
        catch
        {
            _ = clReleaseContext(_context);
            throw;
        }
    }

    public override DeviceQueue Queue { get; }

    /// <summary>Its driver has one.</summary>
    public override string CompilerReason => "";

    /// <summary>OpenCL has no such question.</summary>
    public override long? FreeBytes => null;

    public override DeviceQueue CreateQueue(bool isTimed = false)
    {
        int code;
        nint queue = clCreateCommandQueue(_context, _id, isTimed ? CL_QUEUE_PROFILING_ENABLE : 0, &code);
        Check(code, nameof(clCreateCommandQueue));
        return new OpenClQueue(this, queue);
    }

    public override DeviceEvent CreateEvent() => new OpenClEvent(this);

    public override DeviceProgram Compile(string source, IReadOnlyDictionary<string, string> definitions)
    {
        byte[] text = Encoding.UTF8.GetBytes(Prelude("OpenCl") + source);
        byte[] options = Encoding.UTF8.GetBytes(
            $"-cl-std=CL1.2 {string.Join(' ', definitions.Select(d => $"-D{d.Key}={d.Value}"))}\0");
        nint program, device = _id;
        int code;
        fixed (byte* from = text)
        {
            byte* one = from;
            nuint length = (nuint)text.Length;
            program = clCreateProgramWithSource(_context, 1, &one, &length, &code);
        }

        Check(code, nameof(clCreateProgramWithSource));
        fixed (byte* with = options)
            code = clBuildProgram(program, 1, &device, with, null, null);
        if (code == CL_SUCCESS)
            return new OpenClProgram(this, program);
        string log = OpenClRuntime.Text((size, value, needed) =>
            clGetProgramBuildInfo(program, _id, CL_PROGRAM_BUILD_LOG, size, (void*)value, (nuint*)needed));
        _ = clReleaseProgram(program);
        throw new DeviceException($"a kernel does not compile for {Facts.Model}: {OpenClRuntime.Meaning(code)}: {log}");
    }

    public override void Dispose()
    {
        if (_context == 0)
            return;
        Queue.Dispose();
        _ = clReleaseContext(_context);
        _context = 0;
    }

    internal void Check(int code, string call)
    {
        if (code is CL_MEM_OBJECT_ALLOCATION_FAILURE or CL_OUT_OF_RESOURCES or CL_OUT_OF_HOST_MEMORY
            or CL_INVALID_BUFFER_SIZE)
            throw new InsufficientMemoryException($"{Facts.Model}: {call} failed: {OpenClRuntime.Meaning(code)}");
        if (code != CL_SUCCESS)
            throw new DeviceException($"{Facts.Model}: {call} failed: {OpenClRuntime.Meaning(code)}");
    }

    internal override void Free(nint handle) => _ = clReleaseMemObject(handle);

    internal override void FreeHost(nint handle, nint address)
    {
        _ = clEnqueueUnmapMemObject(Queue.Handle, handle, (void*)address, 0, null, null);
        _ = clFinish(Queue.Handle);
        _ = clReleaseMemObject(handle);
    }

    /// <summary>OpenCL has no buffer of no bytes.</summary>
    protected override nint Take(long bytes) => Create(CL_MEM_READ_WRITE, bytes);

    /// <summary>OpenCL's way to page-locked memory: a buffer in the node's memory, mapped for good.</summary>
    protected override (nint Handle, nint Address) TakeHost(long bytes)
    {
        nint handle = Create(CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, bytes);
        int code;
        void* address = clEnqueueMapBuffer(
            Queue.Handle, handle, 1, CL_MAP_READ | CL_MAP_WRITE, 0, (nuint)Math.Max(1, bytes), 0, null, null, &code);
        if (code != CL_SUCCESS)
            Free(handle);
        Check(code, nameof(clEnqueueMapBuffer));
        return (handle, (nint)address);
    }

    private nint Create(ulong flags, long bytes)
    {
        int code;
        nint handle = clCreateBuffer(_context, flags, (nuint)Math.Max(1, bytes), null, &code);
        Check(code, nameof(clCreateBuffer));
        return handle;
    }
}

/// <summary>Kernels that OpenCL compiled.</summary>
internal sealed unsafe class OpenClProgram(OpenClDevice device, nint program) : DeviceProgram
{
    private nint _program = program;

    public override DeviceKernel Kernel(string name, Extent group)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{name}\0");
        int code;
        nint kernel;
        fixed (byte* called = text)
            kernel = clCreateKernel(_program, called, &code);
        device.Check(code, $"{nameof(clCreateKernel)} of {name}");
        return new OpenClKernel(device, kernel, group);
    }

    public override void Dispose()
    {
        if (_program != 0)
            _ = clReleaseProgram(_program);
        _program = 0;
    }
}

/// <summary>A kernel of OpenCL.</summary>
internal sealed unsafe class OpenClKernel(OpenClDevice device, nint kernel, Extent group) : DeviceKernel(device)
{
    private const int Axes = 3;

    private nint _kernel = kernel;

    public override void Launch(DeviceQueue queue, Extent groups, ReadOnlySpan<DeviceArgument> arguments)
    {
        fixed (DeviceArgument* first = arguments)
            for (int i = 0; i < arguments.Length; i++)
                device.Check(
                    clSetKernelArg(_kernel, (uint)i, (nuint)first[i].Bytes, DeviceArgument.AddressOf(first + i)),
                    nameof(clSetKernelArg));
        nuint* local = stackalloc nuint[Axes] { (nuint)group.X, (nuint)group.Y, (nuint)group.Z };
        nuint* all = stackalloc nuint[Axes]
        {
            (nuint)groups.X * local[0], (nuint)groups.Y * local[1], (nuint)groups.Z * local[2],
        };
        device.Check(
            clEnqueueNDRangeKernel(queue.Handle, _kernel, Axes, null, all, local, 0, null, null),
            nameof(clEnqueueNDRangeKernel));
    }

    public override void Dispose()
    {
        if (_kernel != 0)
            _ = clReleaseKernel(_kernel);
        _kernel = 0;
    }
}
