using System.Runtime.CompilerServices;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>How many along each axis.</summary>
/// <param name="X">first axis, at least 1</param>
/// <param name="Y">second axis</param>
/// <param name="Z">third axis</param>
public readonly record struct Extent(int X, int Y = 1, int Z = 1);

/// <summary>An open device. What is asked of itself goes through its first queue; further queues run beside it. Used
/// from one thread.</summary>
/// <param name="facts">which</param>
/// <param name="memory">what may be taken of its memory</param>
public abstract unsafe class Device(DeviceFacts facts, MemoryBudget memory) : IDisposable
{
    /// <summary>What it is.</summary>
    public DeviceFacts Facts { get; } = facts;

    /// <summary>What may be taken of its memory, and what is.</summary>
    public MemoryBudget Memory { get; } = memory;

    /// <summary>The first queue.</summary>
    public abstract DeviceQueue Queue { get; }

    /// <summary>Why kernels can't be compiled for it; empty where they can.</summary>
    public abstract string CompilerReason { get; }

    /// <summary>Memory of the device that no program has now [byte]; null where its runtime can't tell.</summary>
    public abstract long? FreeBytes { get; }

    /// <summary>Memory of the device, with anything in it.</summary>
    /// <param name="bytes">at least 0</param>
    /// <exception cref="MemoryLimitException">the cap would be passed; nothing was allocated</exception>
    /// <exception cref="InsufficientMemoryException">the device has no such memory</exception>
    /// <exception cref="DeviceException">the device is lost</exception>
    public DeviceBuffer Allocate(long bytes)
    {
        Memory.Take(bytes);
        try
        {
            return new(this, Take(bytes), bytes);
        }
        catch
        {
            Memory.Return(bytes);
            throw;
        }
    }

    /// <summary>Page-locked memory of the node, which the device reads and writes by itself, with anything in it.
    /// </summary>
    /// <param name="memory">of the node, from which it is taken</param>
    /// <param name="bytes">at least 0</param>
    /// <exception cref="MemoryLimitException">the cap would be passed; nothing was allocated</exception>
    /// <exception cref="InsufficientMemoryException">the node has no such memory</exception>
    public HostBuffer AllocateHost(MemoryBudget memory, long bytes)
    {
        memory.Take(bytes);
        try
        {
            (nint handle, nint address) = TakeHost(bytes);
            return new(this, memory, handle, address, bytes);
        }
        catch
        {
            memory.Return(bytes);
            throw;
        }
    }

    /// <summary>A further queue.</summary>
    /// <param name="isTimed">its events have times, at some cost where the runtime is OpenCL</param>
    /// <exception cref="DeviceException">the device is lost</exception>
    public abstract DeviceQueue CreateQueue(bool isTimed = false);

    /// <summary>An event, which no queue has reached yet.</summary>
    /// <exception cref="DeviceException">the device is lost</exception>
    public abstract DeviceEvent CreateEvent();

    /// <summary>Compiles kernels.</summary>
    /// <param name="source">text in the common subset of OpenCL C, CUDA and HIP</param>
    /// <param name="definitions">macros and their values</param>
    /// <exception cref="DeviceException">it does not compile; the text has what the compiler wrote</exception>
    public abstract DeviceProgram Compile(string source, IReadOnlyDictionary<string, string> definitions);

    /// <summary>Copies to the device; the memory may be used again when this returns.</summary>
    public void Write(DeviceBuffer to, long offset, void* from, long bytes)
    {
        Queue.Write(to, offset, from, bytes);
        Queue.Finish();
    }

    /// <summary>Waits for all that was asked for, and copies from the device.</summary>
    public void Read(DeviceBuffer from, long offset, void* to, long bytes)
    {
        Queue.Read(from, offset, to, bytes);
        Queue.Finish();
    }

    /// <summary>Copies on the device.</summary>
    public void Copy(DeviceBuffer from, DeviceBuffer to, long bytes) => Queue.Copy(from, 0, to, 0, bytes);

    /// <summary>Waits until all is done that was asked for.</summary>
    /// <exception cref="DeviceException">something of it failed</exception>
    public void Finish() => Queue.Finish();

    /// <inheritdoc/>
    public abstract void Dispose();

    internal abstract void Free(nint handle);

    internal abstract void FreeHost(nint handle, nint address);

    /// <summary>What kernels need of a language, from the folder of its runtime.</summary>
    protected static string Prelude(string folder)
    {
        using Stream text = typeof(Device).Assembly.GetManifestResourceStream($"{folder}/prelude.h")
            ?? throw new InvalidOperationException($"the program lacks the prelude of {folder}");
        return new StreamReader(text).ReadToEnd();
    }

    /// <summary>Memory of at least so many bytes.</summary>
    protected abstract nint Take(long bytes);

    /// <summary>Page-locked memory: what stands for it, and its address.</summary>
    protected abstract (nint Handle, nint Address) TakeHost(long bytes);
}

/// <summary>Compiled kernels.</summary>
public abstract class DeviceProgram : IDisposable
{
    /// <summary>A kernel by its name.</summary>
    /// <param name="name">in the source</param>
    /// <param name="group">work-items of a group, as the source says</param>
    /// <exception cref="DeviceException">the source has none of that name</exception>
    public abstract DeviceKernel Kernel(string name, Extent group);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A kernel that can be started.</summary>
/// <param name="device">whose</param>
public abstract class DeviceKernel(Device device) : IDisposable
{
    /// <summary>Starts it in the device's first queue.</summary>
    /// <param name="groups">how many along each axis</param>
    /// <param name="arguments">in the kernel's order</param>
    public void Launch(Extent groups, ReadOnlySpan<DeviceArgument> arguments) =>
        Launch(device.Queue, groups, arguments);

    /// <summary>Starts it; it runs after what was asked of the queue before.</summary>
    /// <param name="queue">of the kernel's device</param>
    /// <param name="groups">how many along each axis</param>
    /// <param name="arguments">in the kernel's order</param>
    public abstract void Launch(DeviceQueue queue, Extent groups, ReadOnlySpan<DeviceArgument> arguments);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A value that is given to a kernel.</summary>
public readonly struct DeviceArgument
{
    private readonly ulong _bits;

    private DeviceArgument(ulong bits, int bytes) => (_bits, Bytes) = (bits, bytes);

    /// <summary>Its size [byte].</summary>
    internal int Bytes { get; }

    /// <summary>The address of the value; good as long as the argument does not move.</summary>
    internal static unsafe void* AddressOf(DeviceArgument* argument) => &argument->_bits;

    /// <summary>A buffer.</summary>
    public static implicit operator DeviceArgument(DeviceBuffer buffer) => new((ulong)buffer.Handle, sizeof(long));

    /// <summary>A whole number of 32 bits.</summary>
    public static implicit operator DeviceArgument(int value) => new((uint)value, sizeof(int));

    /// <summary>A whole number of 64 bits.</summary>
    public static implicit operator DeviceArgument(long value) => new((ulong)value, sizeof(long));

    /// <summary>A number of fp32.</summary>
    public static implicit operator DeviceArgument(float value) =>
        new(Unsafe.BitCast<float, uint>(value), sizeof(float));

    /// <summary>A number of fp64.</summary>
    public static implicit operator DeviceArgument(double value) =>
        new(Unsafe.BitCast<double, ulong>(value), sizeof(double));
}
