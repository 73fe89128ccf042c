using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>tests/native/fake_cuda.c, compiled and loaded in place of libcuda and libnvrtc.</summary>
[SetUpFixture]
internal sealed class FakeCuda
{
    /// <summary>Of what the fakes count.</summary>
    public static readonly string[] Kinds =
        ["contexts", "streams", "events", "modules", "programs", "buffers", "hosts"];

    private static FakeLibrary _library = null!;
    private readonly string? _temporary = Environment.GetEnvironmentVariable("TMPDIR");

    /// <summary>What tells facts and energy of the board at 0000:a0:00.0.</summary>
    public static FakeLibrary Nvml { get; private set; } = null!;

    /// <summary>What is alive, by kind; all zero when all is cleaned up.</summary>
    public static string Alive => _library.Alive(Kinds);

    /// <summary>Nothing is.</summary>
    public static string Nothing => string.Join(' ', Kinds.Select(k => $"{k} 0"));

    /// <summary>Kernels that were compiled so far.</summary>
    public static int Compilations => _library["compilations"];

    /// <summary>Folders of kernels that were compiled.</summary>
    public static string[] KernelFolders => Directory.GetDirectories(Path.GetTempPath(), "haiend-kernels-*");

    /// <summary>A place of one rank with devices.</summary>
    public static Place Place(RankDevices devices) =>
        new(null, 1, new MemoryBudget(), Trial.Catalog) { Devices = devices };

    /// <summary>Prepares a point, runs it once and judges it; a refusal is a fault.</summary>
    public static Verdict Judged(string spec, RankDevices devices)
    {
        Place place = Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), 1);
        Availability check = job.Check(place);
        if (!check.IsYes)
            throw new DeviceException(check.Reason);
        using IKernel kernel = job.Prepare(place, null);
        kernel.Run(1, new long[job.Phases.Count]);
        return job.Verify(kernel, Rigour.Full, new Alone(1));
    }

    /// <summary>The rank's devices.</summary>
    public static RankDevices Devices(int localRank = 0) => new([new CudaRuntime()], localRank);

    /// <summary>Some call, after others of its name, returns a code.</summary>
    public static void Fail(string call, int after, int code) => _library.Fail(call, after, code);

    /// <summary>Kernels are compiled anew.</summary>
    public static void ForgetKernels() => Array.ForEach(KernelFolders, f => Directory.Delete(f, recursive: true));

    /// <summary>All calls find the device lost, or no longer.</summary>
    public static void Lose(bool isLost) => _library.Lose(isLost);

    /// <summary>All devices have this compute capability, as 10 major + minor.</summary>
    public static int Capability
    {
        set => _library["capability"] = value;
    }

    /// <summary>So many devices are there.</summary>
    public static int Count
    {
        set => _library["devices"] = value;
    }

    /// <summary>The board that is shown as device 0.</summary>
    public static int First
    {
        set => _library["first"] = value;
    }

    [OneTimeSetUp]
    public void Build()
    {
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateTempSubdirectory("fake").FullName);
        Nvml = new("fake_nvml", "HAIEND_NVML");
        _library = new("fake_cuda", "HAIEND_CUDA", "HAIEND_NVRTC");
    }

    [OneTimeTearDown]
    public void Check()
    {
        Directory.Delete(Path.GetTempPath(), recursive: true);
        Environment.SetEnvironmentVariable("TMPDIR", _temporary);
        Assert.That(Alive, Is.EqualTo(Nothing));
    }
}
