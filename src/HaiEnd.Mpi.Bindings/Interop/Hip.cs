using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>HIP's run-time interface: what of it is used. Names and values are those of hip_runtime_api.h.</summary>
internal static unsafe partial class Hip
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "amdhip64";

    internal const int hipSuccess = 0;
    internal const int hipErrorOutOfMemory = 2;
    internal const int hipErrorNoDevice = 100;

    internal const int hipDeviceAttributeEccEnabled = 0;
    internal const int hipDeviceAttributeClockRate = 5;
    internal const int hipDeviceAttributeMultiprocessorCount = 63;

    internal const uint hipStreamNonBlocking = 1;

    internal const int hipMemcpyHostToDevice = 1;
    internal const int hipMemcpyDeviceToHost = 2;
    internal const int hipMemcpyDeviceToDevice = 3;

    /// <summary>Where hipDeviceProp_tR0600 has the name of the architecture, and more than its size [byte].</summary>
    internal const int GcnArchNameOffset = 1160, DevicePropertiesBytes = 4096;

    [LibraryImport(Library)]
    internal static partial int hipInit(uint flags);

    [LibraryImport(Library)]
    internal static partial int hipRuntimeGetVersion(int* version);

    [LibraryImport(Library)]
    internal static partial int hipGetDeviceCount(int* count);

    [LibraryImport(Library)]
    internal static partial int hipSetDevice(int device);

    [LibraryImport(Library)]
    internal static partial int hipDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library)]
    internal static partial int hipDeviceGetUuid(byte* uuid, int device);

    [LibraryImport(Library)]
    internal static partial int hipDeviceGetPCIBusId(byte* id, int length, int device);

    [LibraryImport(Library)]
    internal static partial int hipDeviceTotalMem(nuint* bytes, int device);

    [LibraryImport(Library)]
    internal static partial int hipDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(Library)]
    internal static partial int hipGetDevicePropertiesR0600(byte* properties, int device);

    [LibraryImport(Library)]
    internal static partial int hipMemGetInfo(nuint* free, nuint* total);

    [LibraryImport(Library)]
    internal static partial int hipMalloc(nint* address, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int hipFree(nint address);

    [LibraryImport(Library)]
    internal static partial int hipHostMalloc(void** address, nuint bytes, uint flags);

    [LibraryImport(Library)]
    internal static partial int hipHostFree(void* address);

    [LibraryImport(Library)]
    internal static partial int hipMemcpyAsync(void* to, void* from, nuint bytes, int kind, nint stream);

    [LibraryImport(Library)]
    internal static partial int hipStreamCreateWithFlags(nint* stream, uint flags);

    [LibraryImport(Library)]
    internal static partial int hipStreamDestroy(nint stream);

    [LibraryImport(Library)]
    internal static partial int hipStreamSynchronize(nint stream);

    [LibraryImport(Library)]
    internal static partial int hipStreamWaitEvent(nint stream, nint mark, uint flags);

    [LibraryImport(Library)]
    internal static partial int hipEventCreate(nint* mark);

    [LibraryImport(Library)]
    internal static partial int hipEventDestroy(nint mark);

    [LibraryImport(Library)]
    internal static partial int hipEventRecord(nint mark, nint stream);

    [LibraryImport(Library)]
    internal static partial int hipEventSynchronize(nint mark);

    [LibraryImport(Library)]
    internal static partial int hipEventElapsedTime(float* ms, nint from, nint to);

    [LibraryImport(Library)]
    internal static partial int hipModuleLoadData(nint* module, void* image);

    [LibraryImport(Library)]
    internal static partial int hipModuleUnload(nint module);

    [LibraryImport(Library)]
    internal static partial int hipModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(Library)]
    internal static partial int hipModuleLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes,
        nint stream, void** arguments, void** extra);

    [LibraryImport(Library)]
    internal static partial byte* hipGetErrorName(int error);

    [LibraryImport(Library)]
    internal static partial byte* hipGetErrorString(int error);
}
