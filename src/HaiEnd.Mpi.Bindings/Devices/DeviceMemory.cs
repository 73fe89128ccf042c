namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>Memory of a device.</summary>
public sealed class DeviceBuffer : IDisposable
{
    private readonly Device _device;
    private bool _isFreed;

    internal DeviceBuffer(Device device, nint handle, long bytes) =>
        (_device, Handle, Bytes) = (device, handle, bytes);

    /// <summary>Its length [byte].</summary>
    public long Bytes { get; }

    /// <summary>An address on the device, or what stands for it.</summary>
    internal nint Handle { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isFreed)
            return;
        _isFreed = true;
        _device.Free(Handle);
        _device.Memory.Return(Bytes);
    }
}

/// <summary>Page-locked memory of the node.</summary>
public sealed unsafe class HostBuffer : IDisposable
{
    private readonly Device _device;
    private readonly MemoryBudget _memory;
    private readonly nint _handle;

    internal HostBuffer(Device device, MemoryBudget memory, nint handle, nint address, long bytes)
    {
        (_device, _memory, _handle, Bytes) = (device, memory, handle, bytes);
        Pointer = (void*)address;
    }

    /// <summary>Its length [byte].</summary>
    public long Bytes { get; }

    /// <summary>Its address; null once disposed.</summary>
    public void* Pointer { get; private set; }

    /// <summary>All of it as elements.</summary>
    /// <typeparam name="T">the element</typeparam>
    public NativeSlice<T> As<T>()
        where T : unmanaged => new((T*)Pointer, (nint)(Bytes / sizeof(T)));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Pointer is null)
            return;
        _device.FreeHost(_handle, (nint)Pointer);
        Pointer = null;
        _memory.Return(Bytes);
    }
}
