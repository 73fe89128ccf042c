using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>tests/native/fake_cuda.c, compiled and loaded in place of libcuda and libnvrtc.</summary>
[SetUpFixture]
internal sealed unsafe class FakeCuda
{
    private static nint _library;

    /// <summary>What is alive, by kind; all zero when all is cleaned up.</summary>
    public static string Alive => string.Join(
        ' ', new[] { "contexts", "streams", "modules", "programs", "buffers" }.Select(k => $"{k} {Counter(k)}"));

    /// <summary>Nothing is.</summary>
    public const string Nothing = "contexts 0 streams 0 modules 0 programs 0 buffers 0";

    /// <summary>A place of one rank whose device of CUDA is the fake.</summary>
    public static Place Place(RankDevices devices) =>
        new(null, 1, new MemoryBudget(), Trial.Catalog) { Devices = devices };

    /// <summary>The rank's devices.</summary>
    public static RankDevices Devices(int localRank = 0) => new([new CudaRuntime()], localRank);

    /// <summary>Some call, after others of its name, returns a code.</summary>
    public static void Fail(string call, int after, int code) => Call("fake_fail", call, after, code);

    /// <summary>All calls find the device lost, or no longer.</summary>
    public static void Lose(bool isLost) =>
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(_library, "fake_lose"))(isLost ? 1 : 0);

    /// <summary>So many devices are there.</summary>
    public static int Count
    {
        set => *(int*)NativeLibrary.GetExport(_library, "fake_devices") = value;
    }

    [OneTimeSetUp]
    public void Build()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("fake_cuda").FullName, "libfake_cuda.so");
        string source = Path.Combine(Path.GetDirectoryName(Here())!, "../../native/fake_cuda.c");
        var start = new ProcessStartInfo(
            "cc",
            [
                "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-fvisibility=hidden", "-shared", "-fPIC", "-o", file,
                source,
            ])
        {
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        string said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.That(compiler.ExitCode, Is.Zero, said);
        _library = NativeLibrary.Load(file);
        Environment.SetEnvironmentVariable("HAIEND_CUDA", file);
        Environment.SetEnvironmentVariable("HAIEND_NVRTC", file);
    }

    [OneTimeTearDown]
    public void Check() => Assert.That(Alive, Is.EqualTo(Nothing));

    private static int Counter(string kind) => *(int*)NativeLibrary.GetExport(_library, $"fake_{kind}");

    private static void Call(string function, string call, int after, int code)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(call);
        ((delegate* unmanaged<nint, int, int, void>)NativeLibrary.GetExport(_library, function))(text, after, code);
        Marshal.FreeCoTaskMem(text);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
