using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Nvrtc;

namespace HaiEnd.Mpi.Bindings.Cuda;

/// <summary>Compiles for a device: code for its very kind where the compiler knows it, else PTX for the newest kind it
/// knows, which the driver compiles.</summary>
internal static unsafe class NvrtcCompiler
{
    private const string Variable = "HAIEND_NVRTC";

    // Which library a process has is a fact of the process, so it is kept with the class.
    private static readonly Lazy<nint> Loaded = new(() =>
    {
        nint handle = Libraries.Load(
            Library, Variable, "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so",
            "/usr/local/cuda/lib64/libnvrtc.so");
        Libraries.Register(Library, () => handle);
        return handle;
    });

    /// <summary>An image that a module is loaded from.</summary>
    /// <param name="source">CUDA C++</param>
    /// <param name="definitions">macros and their values</param>
    /// <param name="capability">of the device, e.g. 90 for 9.0</param>
    /// <param name="model">of the device</param>
    /// <exception cref="DeviceException">it does not compile, or there is no compiler</exception>
    public static byte[] Compile(
        string source, IReadOnlyDictionary<string, string> definitions, int capability, string model)
    {
        try
        {
            _ = Loaded.Value;
        }
        catch (DllNotFoundException e)
        {
            throw new DeviceException($"no compiler for CUDA's kernels: {e.Message}");
        }

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
        nint program;
        fixed (byte* text = Utf8.Bytes(source))
            Check(nvrtcCreateProgram(&program, text, null, 0, null, null), nameof(nvrtcCreateProgram));
        try
        {
            if (Build(program, options) != NVRTC_SUCCESS)
                throw new DeviceException($"a kernel does not compile for {model}: {LogOf(program)}");
            return isExact
                ? Image(program, &nvrtcGetCUBINSize, &nvrtcGetCUBIN)
                : Image(program, &nvrtcGetPTXSize, &nvrtcGetPTX);
        }
        finally
        {
            _ = nvrtcDestroyProgram(&program);
        }
    }

    private static int Build(nint program, string[] options)
    {
        byte[] all = [.. options.SelectMany(Utf8.Bytes)];
        byte** starts = stackalloc byte*[options.Length];
        fixed (byte* first = all)
        {
            byte* next = first;
            for (int i = 0; i < options.Length; i++, next++)
                for (starts[i] = next; *next != 0; next++)
                    ;
            return nvrtcCompileProgram(program, options.Length, starts);
        }
    }

    private static string LogOf(nint program) =>
        System.Text.Encoding.UTF8.GetString(Image(program, &nvrtcGetProgramLogSize, &nvrtcGetProgramLog))
            .TrimEnd('\0').Trim();

    private static byte[] Image(
        nint program, delegate*<nint, nuint*, int> size, delegate*<nint, byte*, int> get)
    {
        nuint bytes;
        Check(size(program, &bytes), "nvrtc's size of a result");
        var image = new byte[bytes];
        fixed (byte* to = image)
            Check(get(program, to), "nvrtc's result");
        return image;
    }

    /// <summary>Kinds of device that the compiler knows, e.g. 90.</summary>
    private static int[] Known()
    {
        int count;
        Check(nvrtcGetNumSupportedArchs(&count), nameof(nvrtcGetNumSupportedArchs));
        var known = new int[count];
        fixed (int* to = known)
            Check(nvrtcGetSupportedArchs(to), nameof(nvrtcGetSupportedArchs));
        return known;
    }

    private static void Check(int code, string call)
    {
        if (code != NVRTC_SUCCESS)
            throw new DeviceException($"{call} failed: {Utf8.Text(nvrtcGetErrorString(code))}");
    }
}
