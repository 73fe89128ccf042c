using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>tests/native/fake_hip.c, compiled and loaded in place of libamdhip64 and hiprtc.</summary>
[SetUpFixture]
internal sealed class FakeHip
{
    /// <summary>The fake.</summary>
    public static FakeLibrary Library { get; private set; } = null!;

    /// <summary>What is alive, by kind.</summary>
    public static string Alive => Library.Alive(FakeCuda.Kinds);

    [OneTimeSetUp]
    public void Build() => Library = new("fake_hip", "HAIEND_HIP", "HAIEND_HIPRTC");
}

/// <summary>The binding of HIP, over a library that is ours.</summary>
[NonParallelizable]
public sealed class HipTests
{
    private const int OutOfMemory = 2, LaunchFailed = 719;

    [TearDown]
    public void Nothing_is_left_alive()
    {
        FakeHip.Library.Lose(false);
        FakeHip.Library["devices"] = 1;
        Assert.That(FakeHip.Alive, Is.EqualTo(FakeCuda.Nothing));
    }

    [Test]
    public void Loops_are_right_at_odd_sizes([Values("fp64", "fp32")] string precision, [Values(0, 257, 10007)] int n)
    {
        using RankDevices devices = Devices();
        Assert.That(Judged($"triad.hip n={n} precision={precision}", devices).Passed);
    }

    [TestCase("hipSetDevice", 0)]
    [TestCase("hipStreamCreateWithFlags", 0)]
    [TestCase("hipMalloc", 2)]
    [TestCase("hipMemcpyAsync", 0)]
    [TestCase("hipMemcpyAsync", 2)]
    [TestCase("hipStreamSynchronize", 0)]
    [TestCase("hiprtcCreateProgram", 0)]
    [TestCase("hiprtcCompileProgram", 0)]
    [TestCase("hiprtcGetCode", 0)]
    [TestCase("hipGetDevicePropertiesR0600", 1)]
    [TestCase("hipModuleLoadData", 0)]
    [TestCase("hipModuleGetFunction", 0)]
    [TestCase("hipModuleLaunchKernel", 0)]
    public void A_call_that_fails_is_named_and_nothing_leaks(string call, int after)
    {
        FakeCuda.ForgetKernels();
        FakeHip.Library.Fail(call, after, LaunchFailed);
        DeviceException? fault = Assert.Throws<DeviceException>(() =>
        {
            using RankDevices devices = Devices();
            Judged("triad.hip n=1000", devices);
        });
        FakeHip.Library.Fail("", 0, 0);
        if (call.StartsWith("hiprtc", StringComparison.Ordinal))
            Assert.That(fault!.Message, Does.Contain("hiprtc").Or.Contain("does not compile"));
        else
            Assert.That(fault!.Message, Does.Contain(call).And.Contain("hipErrorLaunchFailure"));
    }

    [Test]
    public void Memory_that_the_device_does_not_have_is_told_so_that_the_point_ends_as_oom()
    {
        using RankDevices devices = Devices();
        FakeHip.Library.Fail("hipMalloc", 2, OutOfMemory);
        Assert.That(
            () => Judged("triad.hip n=1000", devices),
            Throws.InstanceOf<OutOfMemoryException>().With.Message.Contains("hipErrorOutOfMemory"));
        Assert.That(Judged("triad.hip n=1000", devices).Passed, "it goes on");
    }

    [Test]
    public void A_lost_device_is_a_fault_of_each_call()
    {
        using RankDevices devices = Devices();
        Device device = devices.Find("hip", out _)!;
        FakeHip.Library.Lose(true);
        Assert.That(device.Finish, Throws.InstanceOf<DeviceException>().With.Message.Contains("LaunchFailure"));
    }

    [Test]
    public void A_device_is_described()
    {
        DeviceFacts facts = new HipRuntime().Find().Devices.Single();
        Assert.That(facts.Model, Is.EqualTo("Fake 0 gfx90a"));
        Assert.That(facts.Pci, Is.EqualTo("0000:a0:00.0"));
        Assert.That(facts.MemoryBytes, Is.EqualTo(64 << 20));
    }

    [TestCase("hipGetDeviceCount", 0, 100, "sees no device")]
    [TestCase("hipRuntimeGetVersion", 0, LaunchFailed, "hipRuntimeGetVersion failed: hipErrorLaunchFailure")]
    public void Why_there_is_no_device_is_said(string call, int after, int code, string why)
    {
        FakeHip.Library.Fail(call, after, code);
        FoundDevices found = new HipRuntime().Find();
        Assert.That(found.Devices, Is.Empty);
        Assert.That(found.Reason, Does.Contain(why));
    }

    private static RankDevices Devices() => new([new HipRuntime()], 0);

    private static Verdict Judged(string spec, RankDevices devices) => FakeCuda.Judged(spec, devices);
}
