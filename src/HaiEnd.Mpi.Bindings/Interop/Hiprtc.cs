using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>hiprtc, HIP's compiler at run time. Names and values are those of hiprtc.h.</summary>
internal static unsafe partial class Hiprtc
{
    /// <summary>The name that <see cref="Libraries"/> resolves.</summary>
    internal const string Library = "hiprtc";

    [LibraryImport(Library)]
    internal static partial int hiprtcVersion(int* major, int* minor);

    [LibraryImport(Library)]
    internal static partial byte* hiprtcGetErrorString(int result);

    [LibraryImport(Library)]
    internal static partial int hiprtcCreateProgram(
        nint* program, byte* source, byte* name, int headers, byte** texts, byte** names);

    [LibraryImport(Library)]
    internal static partial int hiprtcCompileProgram(nint program, int count, byte** options);

    [LibraryImport(Library)]
    internal static partial int hiprtcGetProgramLogSize(nint program, nuint* bytes);

    [LibraryImport(Library)]
    internal static partial int hiprtcGetProgramLog(nint program, byte* log);

    [LibraryImport(Library)]
    internal static partial int hiprtcGetCodeSize(nint program, nuint* bytes);

    [LibraryImport(Library)]
    internal static partial int hiprtcGetCode(nint program, byte* image);

    [LibraryImport(Library)]
    internal static partial int hiprtcDestroyProgram(nint* program);
}
