using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>NVRTC, CUDA's compiler at run time. Names and values are those of nvrtc.h.</summary>
internal static unsafe partial class Nvrtc
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "nvrtc";

    internal const int NVRTC_SUCCESS = 0;

    [LibraryImport(Library)]
    internal static partial int nvrtcVersion(int* major, int* minor);

    [LibraryImport(Library)]
    internal static partial byte* nvrtcGetErrorString(int result);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetNumSupportedArchs(int* count);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetSupportedArchs(int* architectures);

    [LibraryImport(Library)]
    internal static partial int nvrtcCreateProgram(
        nint* program, byte* source, byte* name, int headers, byte** texts, byte** names);

    [LibraryImport(Library)]
    internal static partial int nvrtcCompileProgram(nint program, int count, byte** options);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetProgramLogSize(nint program, nuint* bytes);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetProgramLog(nint program, byte* log);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetCUBINSize(nint program, nuint* bytes);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetCUBIN(nint program, byte* image);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetPTXSize(nint program, nuint* bytes);

    [LibraryImport(Library)]
    internal static partial int nvrtcGetPTX(nint program, byte* text);

    [LibraryImport(Library)]
    internal static partial int nvrtcDestroyProgram(nint* program);
}
