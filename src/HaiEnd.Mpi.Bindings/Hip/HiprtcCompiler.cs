using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Hiprtc;

namespace HaiEnd.Mpi.Bindings.Hip;

/// <summary>Compiles for a device of AMD. Until ROCm 5.2 the compiler was inside HIP's own library.</summary>
internal readonly unsafe struct HiprtcCompiler : IRuntimeCompiler
{
    private const string Variable = "HAIEND_HIPRTC";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        nint handle = Libraries.Load(
            Library, Variable, [.. Rocm.Files("libhiprtc", 7, 6, 5), .. HipRuntime.Files]);
        Libraries.Register(Library, () => handle);
        return handle;
    });

    public static string Name => "hiprtc";

    public static nint Handle => Loaded.Value;

    public static int Version(int* major, int* minor) => hiprtcVersion(major, minor);

    public static int Create(nint* program, byte* text) => hiprtcCreateProgram(program, text, null, 0, null, null);

    public static int Build(nint program, int count, byte** options) => hiprtcCompileProgram(program, count, options);

    public static int LogSize(nint program, nuint* bytes) => hiprtcGetProgramLogSize(program, bytes);

    public static int Log(nint program, byte* text) => hiprtcGetProgramLog(program, text);

    public static int Destroy(nint* program) => hiprtcDestroyProgram(program);

    public static byte* Meaning(int code) => hiprtcGetErrorString(code);

    /// <summary>A code object.</summary>
    /// <param name="source">HIP C++</param>
    /// <param name="definitions">macros and their values</param>
    /// <param name="architecture">e.g. <c>gfx90a</c>; empty for that of the current device</param>
    /// <param name="model">of the device</param>
    /// <exception cref="DeviceException">it does not compile, or there is no compiler</exception>
    public static byte[] Compile(
        string source, IReadOnlyDictionary<string, string> definitions, string architecture, string model)
    {
        if (RuntimeCompiler<HiprtcCompiler>.Reason is { Length: > 0 } reason)
            throw new DeviceException(reason);
        string[] options = [.. definitions.Select(d => $"-D{d.Key}={d.Value}")];
        if (architecture.Length > 0)
            options = [$"--offload-arch={architecture}", .. options];
        return RuntimeCompiler<HiprtcCompiler>.Compile(source, options, model, &hiprtcGetCodeSize, &hiprtcGetCode);
    }
}
