using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Nvrtc;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>Compiles for a device: code for its very kind where the compiler knows it, else PTX for the newest kind it
/// knows, which the driver compiles.</summary>
internal readonly unsafe struct NvrtcCompiler : IRuntimeCompiler
{
    private const string Variable = "HAIEND_NVRTC";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        nint handle = Libraries.Load(Library, Variable, CudaToolkit.Files("libnvrtc", "13", "12", "11.2"));
        Libraries.Register(Library, () => handle);
        return handle;
    });

    public static string Name => "nvrtc";

    public static nint Handle => Loaded.Value;

    public static int Version(int* major, int* minor) => nvrtcVersion(major, minor);

    public static int Create(nint* program, byte* text) => nvrtcCreateProgram(program, text, null, 0, null, null);

    public static int Build(nint program, int count, byte** options) => nvrtcCompileProgram(program, count, options);

    public static int LogSize(nint program, nuint* bytes) => nvrtcGetProgramLogSize(program, bytes);

    public static int Log(nint program, byte* text) => nvrtcGetProgramLog(program, text);

    public static int Destroy(nint* program) => nvrtcDestroyProgram(program);

    public static byte* Meaning(int code) => nvrtcGetErrorString(code);

    /// <summary>An image that a module is loaded from.</summary>
    /// <param name="source">CUDA C++</param>
    /// <param name="definitions">macros and their values</param>
    /// <param name="capability">of the device, e.g. 90 for 9.0</param>
    /// <param name="model">of the device</param>
    /// <exception cref="DeviceException">it does not compile, or there is no compiler</exception>
    public static byte[] Compile(
        string source, IReadOnlyDictionary<string, string> definitions, int capability, string model)
    {
        if (RuntimeCompiler<NvrtcCompiler>.Reason is { Length: > 0 } reason)
            throw new DeviceException(reason);
        int[] known = Known();
        bool isExact = known.Contains(capability);
        int newest = known.Where(k => k <= capability).DefaultIfEmpty(capability).Max();
        string[] options =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"--gpu-architecture={(isExact ? "sm" : "compute")}_{(isExact ? capability : newest)}"),
            .. definitions.Select(d => $"-D{d.Key}={d.Value}"),
        ];
        return isExact
            ? RuntimeCompiler<NvrtcCompiler>.Compile(source, options, model, &nvrtcGetCUBINSize, &nvrtcGetCUBIN)
            : RuntimeCompiler<NvrtcCompiler>.Compile(source, options, model, &nvrtcGetPTXSize, &nvrtcGetPTX);
    }

    /// <summary>Kinds of device that the compiler knows, e.g. 90.</summary>
    private static int[] Known()
    {
        int count;
        RuntimeCompiler<NvrtcCompiler>.Check(nvrtcGetNumSupportedArchs(&count), nameof(nvrtcGetNumSupportedArchs));
        var known = new int[count];
        fixed (int* to = known)
            RuntimeCompiler<NvrtcCompiler>.Check(nvrtcGetSupportedArchs(to), nameof(nvrtcGetSupportedArchs));
        return known;
    }
}
