using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>OpenCL 1.2: what of its C interface is used. Names and values are those of CL/cl.h.</summary>
internal static unsafe partial class OpenCl
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "opencl";

    internal const int CL_SUCCESS = 0;
    internal const int CL_DEVICE_NOT_FOUND = -1;
    internal const int CL_MEM_OBJECT_ALLOCATION_FAILURE = -4;
    internal const int CL_OUT_OF_RESOURCES = -5;
    internal const int CL_OUT_OF_HOST_MEMORY = -6;
    internal const int CL_BUILD_PROGRAM_FAILURE = -11;
    internal const int CL_INVALID_BUFFER_SIZE = -61;
    internal const int CL_PLATFORM_NOT_FOUND_KHR = -1001;

    internal const uint CL_PLATFORM_VERSION = 0x0901;
    internal const uint CL_PLATFORM_NAME = 0x0902;

    internal const ulong CL_DEVICE_TYPE_CPU = 1 << 1;
    internal const ulong CL_DEVICE_TYPE_GPU = 1 << 2;
    internal const ulong CL_DEVICE_TYPE_ALL = 0xFFFFFFFF;

    internal const uint CL_DEVICE_TYPE = 0x1000;
    internal const uint CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002;
    internal const uint CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
    internal const uint CL_DEVICE_MAX_CLOCK_FREQUENCY = 0x100C;
    internal const uint CL_DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
    internal const uint CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F;
    internal const uint CL_DEVICE_LOCAL_MEM_SIZE = 0x1023;
    internal const uint CL_DEVICE_ERROR_CORRECTION_SUPPORT = 0x1024;
    internal const uint CL_DEVICE_NAME = 0x102B;
    internal const uint CL_DRIVER_VERSION = 0x102D;
    internal const uint CL_DEVICE_EXTENSIONS = 0x1030;
    internal const uint CL_DEVICE_DOUBLE_FP_CONFIG = 0x1032;
    internal const uint CL_DEVICE_UUID_KHR = 0x106A;
    internal const uint CL_DEVICE_PCI_BUS_INFO_KHR = 0x410F;

    internal const ulong CL_MEM_READ_WRITE = 1 << 0;
    internal const ulong CL_MEM_ALLOC_HOST_PTR = 1 << 4;

    internal const ulong CL_MAP_READ = 1 << 0;
    internal const ulong CL_MAP_WRITE = 1 << 1;

    internal const ulong CL_QUEUE_PROFILING_ENABLE = 1 << 1;
    internal const uint CL_PROFILING_COMMAND_END = 0x1283;

    internal const uint CL_PROGRAM_BUILD_LOG = 0x1183;

    [LibraryImport(Library)]
    internal static partial int clGetPlatformIDs(uint entries, nint* platforms, uint* found);

    [LibraryImport(Library)]
    internal static partial int clGetPlatformInfo(nint platform, uint name, nuint size, void* value, nuint* needed);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceIDs(nint platform, ulong type, uint entries, nint* devices, uint* found);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, nuint* needed);

    [LibraryImport(Library)]
    internal static partial nint clCreateContext(
        nint* properties, uint count, nint* devices, void* notify, void* user, int* error);

    [LibraryImport(Library)]
    internal static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    internal static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, int* error);

    [LibraryImport(Library)]
    internal static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    internal static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, int* error);

    [LibraryImport(Library)]
    internal static partial int clReleaseMemObject(nint buffer);

    [LibraryImport(Library)]
    internal static partial int clEnqueueWriteBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* from, uint waits, nint* wait,
        nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueReadBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* to, uint waits, nint* wait, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueCopyBuffer(
        nint queue, nint from, nint to, nuint fromOffset, nuint toOffset, nuint size, uint waits, nint* wait,
        nint* done);

    [LibraryImport(Library)]
    internal static partial void* clEnqueueMapBuffer(
        nint queue, nint buffer, uint blocking, ulong flags, nuint offset, nuint size, uint waits, nint* wait,
        nint* done, int* error);

    [LibraryImport(Library)]
    internal static partial int clEnqueueUnmapMemObject(
        nint queue, nint buffer, void* mapped, uint waits, nint* wait, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueMarkerWithWaitList(nint queue, uint waits, nint* wait, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueBarrierWithWaitList(nint queue, uint waits, nint* wait, nint* done);

    [LibraryImport(Library)]
    internal static partial int clWaitForEvents(uint count, nint* marks);

    [LibraryImport(Library)]
    internal static partial int clGetEventProfilingInfo(
        nint mark, uint name, nuint size, void* value, nuint* needed);

    [LibraryImport(Library)]
    internal static partial int clReleaseEvent(nint mark);

    [LibraryImport(Library)]
    internal static partial nint clCreateProgramWithSource(
        nint context, uint count, byte** texts, nuint* lengths, int* error);

    [LibraryImport(Library)]
    internal static partial int clBuildProgram(
        nint program, uint count, nint* devices, byte* options, void* notify, void* user);

    [LibraryImport(Library)]
    internal static partial int clGetProgramBuildInfo(
        nint program, nint device, uint name, nuint size, void* value, nuint* needed);

    [LibraryImport(Library)]
    internal static partial int clReleaseProgram(nint program);

    [LibraryImport(Library)]
    internal static partial nint clCreateKernel(nint program, byte* name, int* error);

    [LibraryImport(Library)]
    internal static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)]
    internal static partial int clSetKernelArg(nint kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    internal static partial int clEnqueueNDRangeKernel(
        nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits, nint* wait,
        nint* done);

    [LibraryImport(Library)]
    internal static partial int clFlush(nint queue);

    [LibraryImport(Library)]
    internal static partial int clFinish(nint queue);
}
