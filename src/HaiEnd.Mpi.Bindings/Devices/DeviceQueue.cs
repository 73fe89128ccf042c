namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>A queue of a device (CUDA and HIP call it a stream): what is asked of it is done in that order, and beside
/// what other queues do. Nothing but <see cref="Finish"/> waits.</summary>
/// <param name="handle">the runtime's</param>
public abstract unsafe class DeviceQueue(nint handle) : IDisposable
{
    /// <summary>What the runtime calls it by; 0 once disposed.</summary>
    internal nint Handle { get; private protected set; } = handle;

    /// <summary>Copies to the device; the memory must stay as it is until the queue has done it.</summary>
    public abstract void Write(DeviceBuffer to, long offset, void* from, long bytes);

    /// <summary>Copies from the device; the memory has it when the queue has done it.</summary>
    public abstract void Read(DeviceBuffer from, long offset, void* to, long bytes);

    /// <summary>Copies on the device.</summary>
    public abstract void Copy(DeviceBuffer from, long fromOffset, DeviceBuffer to, long toOffset, long bytes);

    /// <summary>Sets an event when all is done that was asked for so far.</summary>
    public abstract void Record(DeviceEvent mark);

    /// <summary>Does what is asked for from now on only when the event is set; one that no queue has recorded is.
    /// </summary>
    public abstract void Wait(DeviceEvent mark);

    /// <summary>Waits until all is done that was asked for.</summary>
    /// <exception cref="DeviceException">something of it failed</exception>
    public abstract void Finish();

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A point in a queue, which others can wait for.</summary>
public abstract class DeviceEvent : IDisposable
{
    /// <summary>Waits until the queue has come to it.</summary>
    /// <exception cref="DeviceException">something before it failed</exception>
    public abstract void Finish();

    /// <summary>Waits for it; the time since an earlier event on the device's clock [s].</summary>
    /// <param name="earlier">of a timed queue, as this one</param>
    /// <exception cref="DeviceException">one of both has no time</exception>
    public abstract double SecondsSince(DeviceEvent earlier);

    /// <inheritdoc/>
    public abstract void Dispose();
}
