using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using static HaiEnd.Mpi.Bindings.Interop.Cuda;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>CUDA's driver interface, in the primary context, which cuBLAS, NCCL and MPI share.</summary>
internal readonly unsafe struct CudaDriver : IDriver
{
    public static string Folder => "Cuda";

    public static void Enter(int index)
    {
        int device;
        nint context;
        Check(cuDeviceGet(&device, index), nameof(cuDeviceGet));
        Check(cuDevicePrimaryCtxRetain(&context, device), nameof(cuDevicePrimaryCtxRetain));
        int code = cuCtxSetCurrent(context);
        if (code != CUDA_SUCCESS)
            _ = cuDevicePrimaryCtxRelease_v2(device);
        Check(code, nameof(cuCtxSetCurrent));
    }

    public static void Leave(int index) => _ = cuDevicePrimaryCtxRelease_v2(index);

    public static nint Allocate(nuint bytes)
    {
        nint address;
        Check(cuMemAlloc_v2(&address, bytes), nameof(cuMemAlloc_v2));
        return address;
    }

    public static void Free(nint address) => _ = cuMemFree_v2(address);

    public static void CopyIn(nint to, void* from, nuint bytes, nint stream) =>
        Check(cuMemcpyHtoDAsync_v2(to, from, bytes, stream), nameof(cuMemcpyHtoDAsync_v2));

    public static void CopyOut(void* to, nint from, nuint bytes, nint stream) =>
        Check(cuMemcpyDtoHAsync_v2(to, from, bytes, stream), nameof(cuMemcpyDtoHAsync_v2));

    public static void CopyOn(nint to, nint from, nuint bytes, nint stream) =>
        Check(cuMemcpyDtoDAsync_v2(to, from, bytes, stream), nameof(cuMemcpyDtoDAsync_v2));

    public static nint CreateStream()
    {
        nint stream;
        Check(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING), nameof(cuStreamCreate));
        return stream;
    }

    public static void DestroyStream(nint stream) => _ = cuStreamDestroy_v2(stream);

    public static void Synchronize(nint stream) => Check(cuStreamSynchronize(stream), nameof(cuStreamSynchronize));

    public static nint AllocateHost(nuint bytes)
    {
        void* address;
        Check(cuMemAllocHost_v2(&address, bytes), nameof(cuMemAllocHost_v2));
        return (nint)address;
    }

    public static void FreeHost(nint address) => _ = cuMemFreeHost((void*)address);

    public static long FreeBytes()
    {
        nuint free, total;
        Check(cuMemGetInfo_v2(&free, &total), nameof(cuMemGetInfo_v2));
        return (long)free;
    }

    public static nint CreateEvent()
    {
        nint mark;
        Check(cuEventCreate(&mark, CU_EVENT_DEFAULT), nameof(cuEventCreate));
        return mark;
    }

    public static void DestroyEvent(nint mark) => _ = cuEventDestroy_v2(mark);

    public static void Record(nint mark, nint stream) => Check(cuEventRecord(mark, stream), nameof(cuEventRecord));

    public static void Wait(nint stream, nint mark) =>
        Check(cuStreamWaitEvent(stream, mark, 0), nameof(cuStreamWaitEvent));

    public static void SynchronizeEvent(nint mark) => Check(cuEventSynchronize(mark), nameof(cuEventSynchronize));

    public static float ElapsedMs(nint from, nint to)
    {
        float ms;
        Check(cuEventElapsedTime(&ms, from, to), nameof(cuEventElapsedTime));
        return ms;
    }

    public static string CompilerReason => RuntimeCompiler<NvrtcCompiler>.Reason;

    public static byte[] Compile(
        string source, IReadOnlyDictionary<string, string> definitions, DeviceFacts device) =>
        NvrtcCompiler.Compile(source, definitions, device.Capability, device.Model);

    public static nint LoadModule(void* image)
    {
        nint module;
        Check(cuModuleLoadDataEx(&module, image, 0, null, null), nameof(cuModuleLoadDataEx));
        return module;
    }

    public static void UnloadModule(nint module) => _ = cuModuleUnload(module);

    public static nint FunctionOf(nint module, byte* name)
    {
        nint function;
        Check(
            cuModuleGetFunction(&function, module, name), $"{nameof(cuModuleGetFunction)} of {Utf8.Text(name)}");
        return function;
    }

    public static void Launch(nint function, Extent groups, Extent group, nint stream, void** arguments) => Check(
        cuLaunchKernel(
            function, (uint)groups.X, (uint)groups.Y, (uint)groups.Z, (uint)group.X, (uint)group.Y, (uint)group.Z, 0,
            stream, arguments, null),
        nameof(cuLaunchKernel));

    /// <summary>A fact of a device that is a number.</summary>
    internal static int Attribute(int device, int attribute)
    {
        int value;
        Check(cuDeviceGetAttribute(&value, attribute, device), nameof(cuDeviceGetAttribute));
        return value;
    }

    /// <summary>Fails where a call did.</summary>
    internal static void Check(int code, string call)
    {
        if (code == CUDA_SUCCESS)
            return;
        string text = $"{call} failed: {Meaning(code)}";
        throw code == CUDA_ERROR_OUT_OF_MEMORY ? new InsufficientMemoryException(text) : new DeviceException(text);
    }

    private static string Meaning(int code)
    {
        byte* name, text;
        return cuGetErrorName(code, &name) == CUDA_SUCCESS && cuGetErrorString(code, &text) == CUDA_SUCCESS
            ? $"{Utf8.Text(name)}, {Utf8.Text(text)}"
            : string.Create(CultureInfo.InvariantCulture, $"CUDA error {code}");
    }
}
