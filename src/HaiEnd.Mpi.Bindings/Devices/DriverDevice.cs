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

/// <summary>A device of CUDA or HIP, with one stream.</summary>
/// <typeparam name="TDriver">whose</typeparam>
internal sealed unsafe class DriverDevice<TDriver> : Device
    where TDriver : struct, IDriver
{
    private readonly nint _stream;
    private bool _isLeft;

    public DriverDevice(DeviceFacts facts, MemoryBudget memory)
        : base(facts, memory)
    {
        TDriver.Enter(facts.Index);
        try
        {
            _stream = TDriver.CreateStream();
        }
        catch
        {
            TDriver.Leave(facts.Index);
            throw;
        }
    }

    /// <summary>In the order of this stream.</summary>
    internal nint Stream => _stream;

    public override DeviceProgram Compile(string source, IReadOnlyDictionary<string, string> definitions)
    {
        byte[] image = TDriver.Compile(Prelude(TDriver.Folder) + source, definitions, Facts);
        fixed (byte* from = image)
            return new DriverProgram<TDriver>(this, TDriver.LoadModule(from));
    }

    public override void Write(DeviceBuffer to, long offset, void* from, long bytes)
    {
        if (bytes == 0)
            return;
        TDriver.CopyIn((nint)(to.Handle + offset), from, (nuint)bytes, _stream);
        Finish();
    }

    public override void Read(DeviceBuffer from, long offset, void* to, long bytes)
    {
        if (bytes == 0)
            return;
        TDriver.CopyOut(to, (nint)(from.Handle + offset), (nuint)bytes, _stream);
        Finish();
    }

    public override void Copy(DeviceBuffer from, DeviceBuffer to, long bytes)
    {
        if (bytes > 0)
            TDriver.CopyOn(to.Handle, from.Handle, (nuint)bytes, _stream);
    }

    public override void Finish() => TDriver.Synchronize(_stream);

    public override void Dispose()
    {
        if (_isLeft)
            return;
        _isLeft = true;
        TDriver.DestroyStream(_stream);
        TDriver.Leave(Facts.Index);
    }

    internal override void Free(nint handle) => TDriver.Free(handle);

    protected override nint Take(long bytes) => TDriver.Allocate((nuint)Math.Max(1, bytes));
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
    : DeviceKernel
    where TDriver : struct, IDriver
{
    public override void Launch(Extent groups, ReadOnlySpan<DeviceArgument> arguments)
    {
        void** addresses = stackalloc void*[arguments.Length];
        fixed (DeviceArgument* first = arguments)
        {
            for (int i = 0; i < arguments.Length; i++)
                addresses[i] = DeviceArgument.AddressOf(first + i);
            TDriver.Launch(function, groups, group, device.Stream, addresses);
        }
    }

    public override void Dispose()
    {
    }
}
