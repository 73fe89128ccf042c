using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>A library of tests/native that stands in for a vendor's: compiled, loaded, named by variables.</summary>
internal sealed unsafe class FakeLibrary
{
    private readonly nint _library;

    /// <summary>Compiles and loads it.</summary>
    /// <param name="name">of its file, without the ending</param>
    /// <param name="variables">that name the file to our bindings</param>
    public FakeLibrary(string name, params string[] variables)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory(name).FullName, $"lib{name}.so");
        string source = Path.Combine(Path.GetDirectoryName(Here())!, $"../../native/{name}.c");
        var start = new ProcessStartInfo(
            "cc",
            [
                "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-fvisibility=hidden", "-shared", "-fPIC", "-o", file,
                source, "-lm",
            ])
        {
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        string said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.That(compiler.ExitCode, Is.Zero, said);
        _library = NativeLibrary.Load(file);
        foreach (string variable in variables)
            Environment.SetEnvironmentVariable(variable, file);
    }

    /// <summary>A number of the fake, by its name there without <c>fake_</c>.</summary>
    public ref int this[string name] => ref *(int*)NativeLibrary.GetExport(_library, $"fake_{name}");

    /// <summary>What is alive.</summary>
    public string Alive(params string[] kinds) => string.Join(' ', kinds.Select(k => $"{k} {this[k]}"));

    /// <summary>Some call, after others of its name, returns a code.</summary>
    public void Fail(string call, int after, int code)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(call);
        ((delegate* unmanaged<nint, int, int, void>)NativeLibrary.GetExport(_library, "fake_fail"))(text, after, code);
        Marshal.FreeCoTaskMem(text);
    }

    /// <summary>All calls find the device lost, or no longer.</summary>
    public void Lose(bool isLost) =>
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(_library, "fake_lose"))(isLost ? 1 : 0);

    private static string Here([CallerFilePath] string path = "") => path;
}
