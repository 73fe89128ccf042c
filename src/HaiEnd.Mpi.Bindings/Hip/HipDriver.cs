using HaiEnd.Mpi.Bindings.Devices;
using static HaiEnd.Mpi.Bindings.Interop.Hip;

namespace HaiEnd.Mpi.Bindings.Hip;

/// <summary>HIP's run-time interface, whose context of a device all libraries share.</summary>
internal readonly unsafe struct HipDriver : IDriver
{
    public static string Folder => "Hip";

    public static void Enter(int index) => Check(hipSetDevice(index), nameof(hipSetDevice));

    /// <summary>Nothing was taken.</summary>
    public static void Leave(int index)
    {
    }

    public static nint Allocate(nuint bytes)
    {
        nint address;
        Check(hipMalloc(&address, bytes), nameof(hipMalloc));
        return address;
    }

    public static void Free(nint address) => _ = hipFree(address);

    public static void CopyIn(nint to, void* from, nuint bytes, nint stream) =>
        Copy((void*)to, from, bytes, hipMemcpyHostToDevice, stream);

    public static void CopyOut(void* to, nint from, nuint bytes, nint stream) =>
        Copy(to, (void*)from, bytes, hipMemcpyDeviceToHost, stream);

    public static void CopyOn(nint to, nint from, nuint bytes, nint stream) =>
        Copy((void*)to, (void*)from, bytes, hipMemcpyDeviceToDevice, stream);

    public static nint CreateStream()
    {
        nint stream;
        Check(hipStreamCreateWithFlags(&stream, hipStreamNonBlocking), nameof(hipStreamCreateWithFlags));
        return stream;
    }

    public static void DestroyStream(nint stream) => _ = hipStreamDestroy(stream);

    public static void Synchronize(nint stream) => Check(hipStreamSynchronize(stream), nameof(hipStreamSynchronize));

    public static nint AllocateHost(nuint bytes)
    {
        void* address;
        Check(hipHostMalloc(&address, bytes, 0), nameof(hipHostMalloc));
        return (nint)address;
    }

    public static void FreeHost(nint address) => _ = hipHostFree((void*)address);

    public static long FreeBytes()
    {
        nuint free, total;
        Check(hipMemGetInfo(&free, &total), nameof(hipMemGetInfo));
        return (long)free;
    }

    public static nint CreateEvent()
    {
        nint mark;
        Check(hipEventCreate(&mark), nameof(hipEventCreate));
        return mark;
    }

    public static void DestroyEvent(nint mark) => _ = hipEventDestroy(mark);

    public static void Record(nint mark, nint stream) => Check(hipEventRecord(mark, stream), nameof(hipEventRecord));

    public static void Wait(nint stream, nint mark) =>
        Check(hipStreamWaitEvent(stream, mark, 0), nameof(hipStreamWaitEvent));

    public static void SynchronizeEvent(nint mark) => Check(hipEventSynchronize(mark), nameof(hipEventSynchronize));

    public static float ElapsedMs(nint from, nint to)
    {
        float ms;
        Check(hipEventElapsedTime(&ms, from, to), nameof(hipEventElapsedTime));
        return ms;
    }

    public static string CompilerReason => RuntimeCompiler<HiprtcCompiler>.Reason;

    public static byte[] Compile(
        string source, IReadOnlyDictionary<string, string> definitions, DeviceFacts device) =>
        HiprtcCompiler.Compile(source, definitions, ArchitectureOf(device.Index), device.Model);

    public static nint LoadModule(void* image)
    {
        nint module;
        Check(hipModuleLoadData(&module, image), nameof(hipModuleLoadData));
        return module;
    }

    public static void UnloadModule(nint module) => _ = hipModuleUnload(module);

    public static nint FunctionOf(nint module, byte* name)
    {
        nint function;
        Check(
            hipModuleGetFunction(&function, module, name), $"{nameof(hipModuleGetFunction)} of {Utf8.Text(name)}");
        return function;
    }

    public static void Launch(nint function, Extent groups, Extent group, nint stream, void** arguments) => Check(
        hipModuleLaunchKernel(
            function, (uint)groups.X, (uint)groups.Y, (uint)groups.Z, (uint)group.X, (uint)group.Y, (uint)group.Z, 0,
            stream, arguments, null),
        nameof(hipModuleLaunchKernel));

    /// <summary>A fact of a device that is a number.</summary>
    internal static int Attribute(int device, int attribute)
    {
        int value;
        Check(hipDeviceGetAttribute(&value, attribute, device), nameof(hipDeviceGetAttribute));
        return value;
    }

    /// <summary>E.g. <c>gfx90a:sramecc+:xnack-</c>; empty where the library is older than 6.0, whose call of that name
    /// has another layout than its header.</summary>
    internal static string ArchitectureOf(int device)
    {
        byte* properties = stackalloc byte[DevicePropertiesBytes];
        try
        {
            Check(hipGetDevicePropertiesR0600(properties, device), nameof(hipGetDevicePropertiesR0600));
            return Utf8.Text(properties + GcnArchNameOffset);
        }
        catch (EntryPointNotFoundException)
        {
            return "";
        }
    }

    /// <summary>Fails where a call did.</summary>
    internal static void Check(int code, string call)
    {
        if (code == hipSuccess)
            return;
        string text = $"{call} failed: {Utf8.Text(hipGetErrorName(code))}, {Utf8.Text(hipGetErrorString(code))}";
        throw code == hipErrorOutOfMemory ? new InsufficientMemoryException(text) : new DeviceException(text);
    }

    private static void Copy(void* to, void* from, nuint bytes, int kind, nint stream) =>
        Check(hipMemcpyAsync(to, from, bytes, kind, stream), nameof(hipMemcpyAsync));
}
