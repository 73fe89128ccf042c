using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>CUDA's driver interface: what of it is used. Names and values are those of cuda.h; the names without
/// <c>_v2</c> are those of an older interface.</summary>
internal static unsafe partial class Cuda
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "cuda";

    internal const int CUDA_SUCCESS = 0;
    internal const int CUDA_ERROR_OUT_OF_MEMORY = 2;
    internal const int CUDA_ERROR_NO_DEVICE = 100;
    internal const int CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222;

    internal const int CU_DEVICE_ATTRIBUTE_CLOCK_RATE = 13;
    internal const int CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16;
    internal const int CU_DEVICE_ATTRIBUTE_ECC_ENABLED = 32;
    internal const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75;
    internal const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76;

    internal const uint CU_STREAM_NON_BLOCKING = 1;
    internal const uint CU_EVENT_DEFAULT = 0;

    [LibraryImport(Library)]
    internal static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    internal static partial int cuDriverGetVersion(int* version);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGetCount(int* count);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGet(int* device, int ordinal);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGetUuid_v2(byte* uuid, int device);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGetPCIBusId(byte* id, int length, int device);

    [LibraryImport(Library)]
    internal static partial int cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(Library)]
    internal static partial int cuDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(Library)]
    internal static partial int cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(Library)]
    internal static partial int cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(Library)]
    internal static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(Library)]
    internal static partial int cuMemAlloc_v2(nint* address, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int cuMemFree_v2(nint address);

    [LibraryImport(Library)]
    internal static partial int cuMemGetInfo_v2(nuint* free, nuint* total);

    [LibraryImport(Library)]
    internal static partial int cuMemAllocHost_v2(void** address, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int cuMemFreeHost(void* address);

    [LibraryImport(Library)]
    internal static partial int cuMemcpyHtoDAsync_v2(nint to, void* from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    internal static partial int cuMemcpyDtoHAsync_v2(void* to, nint from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    internal static partial int cuMemcpyDtoDAsync_v2(nint to, nint from, nuint bytes, nint stream);

    [LibraryImport(Library)]
    internal static partial int cuStreamCreate(nint* stream, uint flags);

    [LibraryImport(Library)]
    internal static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport(Library)]
    internal static partial int cuStreamSynchronize(nint stream);

    [LibraryImport(Library)]
    internal static partial int cuStreamWaitEvent(nint stream, nint mark, uint flags);

    [LibraryImport(Library)]
    internal static partial int cuEventCreate(nint* mark, uint flags);

    [LibraryImport(Library)]
    internal static partial int cuEventRecord(nint mark, nint stream);

    [LibraryImport(Library)]
    internal static partial int cuEventSynchronize(nint mark);

    [LibraryImport(Library)]
    internal static partial int cuEventElapsedTime(float* ms, nint from, nint to);

    [LibraryImport(Library)]
    internal static partial int cuEventDestroy_v2(nint mark);

    [LibraryImport(Library)]
    internal static partial int cuModuleLoadDataEx(
        nint* module, void* image, uint options, int* names, void** values);

    [LibraryImport(Library)]
    internal static partial int cuModuleUnload(nint module);

    [LibraryImport(Library)]
    internal static partial int cuModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(Library)]
    internal static partial int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes,
        nint stream, void** arguments, void** extra);

    [LibraryImport(Library)]
    internal static partial int cuGetErrorName(int error, byte** name);

    [LibraryImport(Library)]
    internal static partial int cuGetErrorString(int error, byte** text);
}
