using System.Diagnostics;
using System.Runtime.CompilerServices;
using HaiEnd.Mpi.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Every kernel compiles for each language, with all macros that its file names.</summary>
public sealed class KernelTests
{
    private static readonly string[] Targets = ["Cuda", "Hip", "OpenCl"];

    private static readonly string[] Compilers = ["clang", "clang-15"];

    // What tests/native/hiprtc.c ends with where there is no compiler.
    private const int NotThere = 77;

    private static readonly Lazy<string> Hiprtc = new(() =>
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("hiprtc").FullName, "hiprtc");
        (int code, string said) =
            Run("cc", ["-O1", "-o", program, Path.Combine(Root, "tests/native/hiprtc.c"), "-ldl"]);
        Assert.That(code, Is.Zero, said);
        return program;
    });

    private static string Root => Path.Combine(Path.GetDirectoryName(Here())!, "../../..");

    private static string Stub => Path.Combine(Root, "tests/native/device_stub.h");

    public static IEnumerable<string> Files => KernelText.All.Select(k => k.File);

    [Test]
    public void Clang_compiles(
        [ValueSource(nameof(Targets))] string target, [ValueSource(nameof(Files))] string file)
    {
        string clang = Clang();
        var kernels = KernelText.Of(file);
        Assert.That(kernels.Sets, Is.Not.Empty, "no line says WITH what it is compiled");
        foreach (IReadOnlyDictionary<string, string> set in kernels.Sets)
            Assert.That(Said(clang, target, kernels.Text, set), Is.Empty);
    }

    [Test]
    public void Clang_finds_a_kernel_that_is_wrong([ValueSource(nameof(Targets))] string target) =>
        Assert.That(
            Said(Clang(), target, "KERNEL(1, 1, 1) wrong(GLOBAL int *a) { a[0] = missing; }\n", KernelText.All.First()
                .Sets.First()),
            Does.Contain("missing"));

    [TestCaseSource(nameof(Files))]
    public void AMDs_own_compiler_compiles(string file)
    {
        var kernels = KernelText.Of(file);
        foreach (IReadOnlyDictionary<string, string> set in kernels.Sets)
            Assert.That(SaidByHiprtc(Prelude("Hip") + kernels.Text, set), Is.Empty);
    }

    [Test]
    public void AMDs_own_compiler_finds_a_kernel_that_is_wrong() => Assert.That(
        SaidByHiprtc("int wrong() { return missing; }", new Dictionary<string, string>()), Does.Contain("missing"));

    private static string Clang()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        string? found = Compilers.FirstOrDefault(c => path.Split(':').Any(f => File.Exists(Path.Combine(f, c))));
        if (found is null)
            Assert.Ignore("no clang is here");
        return found!;
    }

    private static string Prelude(string target)
    {
        string[] folders = target == "OpenCl" ? [target] : ["Devices", target];
        return string.Concat(folders.Select(
            f => File.ReadAllText(Path.Combine(Root, "src/HaiEnd.Mpi.Bindings", f, "prelude.h"))));
    }

    private static string Said(
        string clang, string target, string text, IReadOnlyDictionary<string, string> definitions)
    {
        string[] language = target switch
        {
            "Cuda" => ["cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_80", "-nocudainc", "-nocudalib"],
            "Hip" => ["hip", "--cuda-device-only", "--offload-arch=gfx90a", "-nogpuinc", "-nogpulib"],
            _ => ["cl", "-cl-std=CL1.2", "--target=spir64", "-emit-llvm"],
        };
        string[] stub = target == "OpenCl" ? [] : ["-include", Stub];
        return Run(
            clang,
            [
                "-x", .. language, .. stub, .. Options(definitions), "-O1", "-S", "-o", "/dev/null", "-",
            ],
            Prelude(target) + text).Said;
    }

    private static string SaidByHiprtc(string text, IReadOnlyDictionary<string, string> definitions)
    {
        (int code, string said) = Run(Hiprtc.Value, ["--offload-arch=gfx90a", .. Options(definitions)], text);
        if (code == NotThere)
            Assert.Ignore("no libamdhip64 with a compiler inside is here");
        return code == 0 ? "" : $"ended with {code}: {said}";
    }

    private static IEnumerable<string> Options(IReadOnlyDictionary<string, string> definitions) =>
        definitions.Select(d => $"-D{d.Key}={d.Value}");

    private static (int Code, string Said) Run(string program, string[] words, string input = "")
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
