using System.Globalization;
using System.Text;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>What NVRTC and hiprtc call differently. Members return the library's code, 0 where all is well.</summary>
internal unsafe interface IRuntimeCompiler
{
    /// <summary>For texts: <c>nvrtc</c>, <c>hiprtc</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The library, loaded.</summary>
    /// <exception cref="DllNotFoundException">it is not there</exception>
    static abstract nint Handle { get; }

    static abstract int Version(int* major, int* minor);

    static abstract int Create(nint* program, byte* text);

    static abstract int Build(nint program, int count, byte** options);

    static abstract int LogSize(nint program, nuint* bytes);

    static abstract int Log(nint program, byte* text);

    static abstract int Destroy(nint* program);

    /// <summary>A code's name.</summary>
    static abstract byte* Meaning(int code);
}

/// <summary>Compiles at run time.</summary>
/// <typeparam name="T">by what</typeparam>
internal static unsafe class RuntimeCompiler<T>
    where T : struct, IRuntimeCompiler
{
    /// <summary>Why there is none; empty where there is one.</summary>
    public static string Reason
    {
        get
        {
            try
            {
                _ = T.Handle;
                return "";
            }
            catch (DllNotFoundException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>An image that a module is loaded from, made now or on this node before.</summary>
    /// <param name="source">the text</param>
    /// <param name="options">of the compiler</param>
    /// <param name="model">of the device, for the text of a fault</param>
    /// <param name="size">tells the size of the image [byte]</param>
    /// <param name="get">gives it</param>
    /// <exception cref="DeviceException">it does not compile; the text has what the compiler wrote</exception>
    public static byte[] Compile(
        string source, string[] options, string model, delegate*<nint, nuint*, int> size,
        delegate*<nint, byte*, int> get)
    {
        int major, minor;
        Check(T.Version(&major, &minor), $"{T.Name}Version");
        string compiler = string.Create(CultureInfo.InvariantCulture, $"{T.Name} {major}.{minor}");
        return KernelCache.Find(
            [compiler, model, .. options, source], () => CompileNow(source, options, model, size, get));
    }

    /// <summary>Fails where a call did.</summary>
    public static void Check(int code, string call)
    {
        if (code != 0)
            throw new DeviceException($"{call} failed: {Utf8.Text(T.Meaning(code))}");
    }

    private static byte[] CompileNow(
        string source, string[] options, string model, delegate*<nint, nuint*, int> size,
        delegate*<nint, byte*, int> get)
    {
        nint program;
        fixed (byte* text = Utf8.Bytes(source))
            Check(T.Create(&program, text), $"{T.Name}CreateProgram");
        try
        {
            return Build(program, options) == 0
                ? Result(program, size, get)
                : throw new DeviceException(
                    $"a kernel does not compile for {model}: "
                    + Encoding.UTF8.GetString(Result(program, &T.LogSize, &T.Log)).TrimEnd('\0').Trim());
        }
        finally
        {
            _ = T.Destroy(&program);
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
            return T.Build(program, options.Length, starts);
        }
    }

    private static byte[] Result(
        nint program, delegate*<nint, nuint*, int> size, delegate*<nint, byte*, int> get)
    {
        nuint bytes;
        Check(size(program, &bytes), $"{T.Name}'s size of a result");
        var image = new byte[bytes];
        fixed (byte* to = image)
            Check(get(program, to), $"{T.Name}'s result");
        return image;
    }
}
