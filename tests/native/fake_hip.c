/* libamdhip64 and hiprtc for tests: the fake of CUDA by HIP's names, and what HIP has besides. */
#define cuInit hipInit
#define cuDriverGetVersion hipRuntimeGetVersion
#define cuDeviceGetCount hipGetDeviceCount
#define cuDeviceGetName hipDeviceGetName
#define cuDeviceGetUuid_v2 hipDeviceGetUuid
#define cuDeviceGetPCIBusId hipDeviceGetPCIBusId
#define cuDeviceTotalMem_v2 hipDeviceTotalMem
#define cuDeviceGetAttribute hipDeviceGetAttribute
#define cuMemAlloc_v2 hipMalloc
#define cuMemFree_v2 hipFree
#define cuStreamCreate hipStreamCreateWithFlags
#define cuStreamDestroy_v2 hipStreamDestroy
#define cuStreamSynchronize hipStreamSynchronize
#define cuMemGetInfo_v2 hipMemGetInfo
#define cuMemFreeHost hipHostFree
#define cuStreamWaitEvent hipStreamWaitEvent
#define cuEventRecord hipEventRecord
#define cuEventSynchronize hipEventSynchronize
#define cuEventElapsedTime hipEventElapsedTime
#define cuEventDestroy_v2 hipEventDestroy
#define cuModuleUnload hipModuleUnload
#define cuModuleGetFunction hipModuleGetFunction
#define cuLaunchKernel hipModuleLaunchKernel
#define nvrtcVersion hiprtcVersion
#define nvrtcGetErrorString hiprtcGetErrorString
#define nvrtcCreateProgram hiprtcCreateProgram
#define nvrtcCompileProgram hiprtcCompileProgram
#define nvrtcGetProgramLogSize hiprtcGetProgramLogSize
#define nvrtcGetProgramLog hiprtcGetProgramLog
#define nvrtcGetCUBINSize hiprtcGetCodeSize
#define nvrtcGetCUBIN hiprtcGetCode
#define nvrtcDestroyProgram hiprtcDestroyProgram
#define ARCHITECTURE "--offload-arch=gfx90a"
#include "fake_cuda.c"

EXPORT int hipSetDevice(int device) { TRY(); return device < fake_devices ? SUCCESS : INVALID_VALUE; }

EXPORT int hipGetDevicePropertiesR0600(char *properties, int device)
{
    (void)device;
    TRY();
    strcpy(properties + 1160, "gfx90a");
    return SUCCESS;
}

EXPORT int hipMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream)
{
    TRY();
    return kind < 1 || kind > 3 || stream != &fake_streams ? INVALID_VALUE : (memmove(to, from, bytes), SUCCESS);
}

EXPORT int hipHostMalloc(void **address, size_t bytes, unsigned flags)
{
    TRY();
    return flags != 0 ? INVALID_VALUE : cuMemAllocHost_v2(address, bytes);
}

EXPORT int hipEventCreate(event **to) { TRY(); return cuEventCreate(to, 0); }

EXPORT int hipModuleLoadData(module **to, const char *image)
{
    TRY();
    return cuModuleLoadDataEx(to, image, 0, NULL, NULL);
}

EXPORT const char *hipGetErrorName(int code)
{
    return code == OUT_OF_MEMORY ? "hipErrorOutOfMemory"
        : code == LAUNCH_FAILED ? "hipErrorLaunchFailure" : "hipErrorOfTheFake";
}

EXPORT const char *hipGetErrorString(int code)
{
    return code == OUT_OF_MEMORY ? "out of memory" : "a fault that a test asked for";
}
