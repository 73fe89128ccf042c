namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>What CUDA and HIP call differently. Each member makes one call, or a few, on the current device.</summary>
/// <remarks>All of them throw <see cref="DeviceException"/> where the call fails, and
/// <see cref="InsufficientMemoryException"/> where the device has no memory left; those that free return instead, as a
/// lost device can't be told twice.</remarks>
internal unsafe interface IDriver
{
    /// <summary>The folder of its prelude.</summary>
    static abstract string Folder { get; }

    /// <summary>Makes a device the current one of this thread.</summary>
    static abstract void Enter(int index);

    /// <summary>Gives it back.</summary>
    static abstract void Leave(int index);

    /// <summary>Memory of the device, at least 1 byte.</summary>
    static abstract nint Allocate(nuint bytes);

    /// <summary>Frees it.</summary>
    static abstract void Free(nint address);

    /// <summary>Copies to the device, in the order of a stream.</summary>
    static abstract void CopyIn(nint to, void* from, nuint bytes, nint stream);

    /// <summary>Copies from the device.</summary>
    static abstract void CopyOut(void* to, nint from, nuint bytes, nint stream);

    /// <summary>Copies on the device.</summary>
    static abstract void CopyOn(nint to, nint from, nuint bytes, nint stream);

    /// <summary>A stream of its own.</summary>
    static abstract nint CreateStream();

    /// <summary>Frees it.</summary>
    static abstract void DestroyStream(nint stream);

    /// <summary>Waits for all in a stream.</summary>
    static abstract void Synchronize(nint stream);

    /// <summary>Page-locked memory of the node, at least 1 byte.</summary>
    static abstract nint AllocateHost(nuint bytes);

    /// <summary>Frees it.</summary>
    static abstract void FreeHost(nint address);

    /// <summary>Memory of the current device that no program has [byte].</summary>
    static abstract long FreeBytes();

    /// <summary>An event with a time.</summary>
    static abstract nint CreateEvent();

    /// <summary>Frees it.</summary>
    static abstract void DestroyEvent(nint mark);

    /// <summary>Sets it when a stream comes here.</summary>
    static abstract void Record(nint mark, nint stream);

    /// <summary>Lets a stream wait for it.</summary>
    static abstract void Wait(nint stream, nint mark);

    /// <summary>Waits for it.</summary>
    static abstract void SynchronizeEvent(nint mark);

    /// <summary>Time between two that are set [ms].</summary>
    static abstract float ElapsedMs(nint from, nint to);

    /// <summary>Why there is no compiler; empty where there is one.</summary>
    static abstract string CompilerReason { get; }

    /// <summary>Compiles for a device: what a module is loaded from.</summary>
    static abstract byte[] Compile(string source, IReadOnlyDictionary<string, string> definitions, DeviceFacts device);

    /// <summary>Loads a module.</summary>
    static abstract nint LoadModule(void* image);

    /// <summary>Unloads it.</summary>
    static abstract void UnloadModule(nint module);

    /// <summary>A kernel of a module.</summary>
    static abstract nint FunctionOf(nint module, byte* name);

    /// <summary>Starts a kernel.</summary>
    static abstract void Launch(nint function, Extent groups, Extent group, nint stream, void** arguments);
}

/// <summary>A device of CUDA or HIP.</summary>
/// <typeparam name="TDriver">whose</typeparam>
internal sealed unsafe class DriverDevice<TDriver> : Device
    where TDriver : struct, IDriver
{
    private bool _isLeft;

    public DriverDevice(DeviceFacts facts, MemoryBudget memory)
        : base(facts, memory)
    {
        TDriver.Enter(facts.Index);
        try
        {
            Queue = CreateQueue();
        }
        catch
        {
            TDriver.Leave(facts.Index);
            throw;
        }
    }

    public override DeviceQueue Queue { get; }

    public override string CompilerReason => TDriver.CompilerReason;

    public override long? FreeBytes => TDriver.FreeBytes();

    public override DeviceQueue CreateQueue(bool isTimed = false) =>
        new DriverQueue<TDriver>(TDriver.CreateStream());

    public override DeviceEvent CreateEvent() => new DriverEvent<TDriver>(TDriver.CreateEvent());

    public override DeviceProgram Compile(string source, IReadOnlyDictionary<string, string> definitions)
    {
        byte[] image = TDriver.Compile(Prelude("Devices") + Prelude(TDriver.Folder) + source, definitions, Facts);
        fixed (byte* from = image)
            return new DriverProgram<TDriver>(this, TDriver.LoadModule(from));
    }

    public override void Dispose()
    {
        if (_isLeft)
            return;
        _isLeft = true;
        Queue.Dispose();
        TDriver.Leave(Facts.Index);
    }

    internal override void Free(nint handle) => TDriver.Free(handle);

    internal override void FreeHost(nint handle, nint address) => TDriver.FreeHost(address);

    protected override nint Take(long bytes) => TDriver.Allocate((nuint)Math.Max(1, bytes));

    protected override (nint Handle, nint Address) TakeHost(long bytes) =>
        (0, TDriver.AllocateHost((nuint)Math.Max(1, bytes)));
}

/// <summary>A stream.</summary>
internal sealed unsafe class DriverQueue<TDriver>(nint stream) : DeviceQueue(stream)
    where TDriver : struct, IDriver
{
    public override void Write(DeviceBuffer to, long offset, void* from, long bytes)
    {
        if (bytes > 0)
            TDriver.CopyIn((nint)(to.Handle + offset), from, (nuint)bytes, Handle);
    }

    public override void Read(DeviceBuffer from, long offset, void* to, long bytes)
    {
        if (bytes > 0)
            TDriver.CopyOut(to, (nint)(from.Handle + offset), (nuint)bytes, Handle);
    }

    public override void Copy(DeviceBuffer from, long fromOffset, DeviceBuffer to, long toOffset, long bytes)
    {
        if (bytes > 0)
            TDriver.CopyOn((nint)(to.Handle + toOffset), (nint)(from.Handle + fromOffset), (nuint)bytes, Handle);
    }

    public override void Record(DeviceEvent mark) => TDriver.Record(((DriverEvent<TDriver>)mark).Handle, Handle);

    public override void Wait(DeviceEvent mark) => TDriver.Wait(Handle, ((DriverEvent<TDriver>)mark).Handle);

    public override void Finish() => TDriver.Synchronize(Handle);

    public override void Dispose()
    {
        if (Handle != 0)
            TDriver.DestroyStream(Handle);
        Handle = 0;
    }
}

/// <summary>An event.</summary>
internal sealed class DriverEvent<TDriver>(nint handle) : DeviceEvent
    where TDriver : struct, IDriver
{
    private const double SecondsOfMs = 1e-3;

    internal nint Handle { get; private set; } = handle;

    public override void Finish() => TDriver.SynchronizeEvent(Handle);

    public override double SecondsSince(DeviceEvent earlier)
    {
        Finish();
        return SecondsOfMs * TDriver.ElapsedMs(((DriverEvent<TDriver>)earlier).Handle, Handle);
    }

    public override void Dispose()
    {
        if (Handle != 0)
            TDriver.DestroyEvent(Handle);
        Handle = 0;
    }
}

/// <summary>Kernels of a loaded module.</summary>
internal sealed unsafe class DriverProgram<TDriver>(DriverDevice<TDriver> device, nint module) : DeviceProgram
    where TDriver : struct, IDriver
{
    private nint _module = module;

    public override DeviceKernel Kernel(string name, Extent group)
    {
        fixed (byte* called = Utf8.Bytes(name))
            return new DriverKernel<TDriver>(device, TDriver.FunctionOf(_module, called), group);
    }

    public override void Dispose()
    {
        if (_module != 0)
            TDriver.UnloadModule(_module);
        _module = 0;
    }
}

/// <summary>A kernel; it lives as long as its module.</summary>
internal sealed unsafe class DriverKernel<TDriver>(DriverDevice<TDriver> device, nint function, Extent group)
    : DeviceKernel(device)
    where TDriver : struct, IDriver
{
    /// <summary>What the driver calls it by.</summary>
    internal nint Function => function;

    public override void Launch(DeviceQueue queue, Extent groups, ReadOnlySpan<DeviceArgument> arguments)
    {
        void** addresses = stackalloc void*[arguments.Length];
        fixed (DeviceArgument* first = arguments)
        {
            for (int i = 0; i < arguments.Length; i++)
                addresses[i] = DeviceArgument.AddressOf(first + i);
            TDriver.Launch(function, groups, group, queue.Handle, addresses);
        }
    }

    public override void Dispose()
    {
    }
}
