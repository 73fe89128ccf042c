using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>The binding of CUDA, over a driver that is ours.</summary>
[NonParallelizable]
public sealed class CudaTests
{
    private const int OutOfMemory = 2, LaunchFailed = 719;

    [TearDown]
    public void Nothing_is_left_alive()
    {
        FakeCuda.Lose(false);
        FakeCuda.Count = 1;
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing));
    }

    [Test]
    public void Loops_are_right_at_odd_sizes(
        [Values("copy", "scale", "add", "triad")] string loop, [Values("fp64", "fp32")] string precision,
        [Values(0, 1, 255, 256, 257, 10007)] int n)
    {
        using RankDevices devices = FakeCuda.Devices();
        Assert.That(Judged($"{loop}.cuda n={n} precision={precision}", devices).Passed);
    }

    [Test]
    public void A_stencil_is_right_at_odd_sizes(
        [Values("cuda", "cuda-overlap")] string way, [Values("fp64", "fp32")] string precision,
        [Values(4, 21, 67)] int n)
    {
        using RankDevices devices = FakeCuda.Devices();
        Assert.That(Judged($"stencil.{way} n={n} precision={precision} steps=3", devices).Passed);
    }

    [Test]
    public void A_reduction_is_exact_of_one_group_and_of_many([Values(64, 1984, 2048, 2112, 1 << 20)] int bytes)
    {
        using RankDevices devices = FakeCuda.Devices();
        Assert.That(Judged($"read-bandwidth.cuda bytes={bytes}", devices).Passed);
    }

    [Test]
    public void A_call_that_fails_is_named_and_nothing_leaks(
        [Values(
            "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuStreamCreate", "cuMemAlloc_v2", "cuMemcpyHtoDAsync_v2",
            "cuStreamSynchronize", "nvrtcCreateProgram", "nvrtcCompileProgram", "nvrtcGetCUBIN", "cuModuleLoadDataEx",
            "cuModuleGetFunction", "cuLaunchKernel", "cuMemcpyDtoHAsync_v2")] string call,
        [Values(0, 1, 2)] int after)
    {
        FakeCuda.ForgetKernels();
        FakeCuda.Fail(call, after, LaunchFailed);
        string said = "";
        try
        {
            using RankDevices devices = FakeCuda.Devices();
            Judged("triad.cuda n=1000", devices);
        }
        catch (DeviceException e)
        {
            said = e.Message;
        }

        bool isReached = after == 0 || call is "cuMemAlloc_v2" || (call is "cuStreamSynchronize")
            || (call is "cuMemcpyHtoDAsync_v2" && after == 1);
        FakeCuda.Fail("", 0, 0);
        Assert.That(said, isReached ? Is.Not.Empty : Is.Empty);
        if (isReached && !call.StartsWith("nvrtc", StringComparison.Ordinal))
            Assert.That(said, Does.Contain(call).And.Contain("CUDA_ERROR_LAUNCH_FAILED"));
    }

    [Test]
    public void A_call_that_fails_in_a_stencil_or_a_sum_is_named_and_nothing_leaks(
        [Values(
            "stencil.cuda-overlap n=9", "allreduce.cuda bytes=800", "allreduce.cuda-pipelined bytes=800 chunk=80",
            "allreduce.cuda-compressed-int8 bytes=800", "read-bandwidth.cuda bytes=6400")] string spec,
        [Values(
            "cuMemAlloc_v2", "cuMemAllocHost_v2", "cuStreamCreate", "cuEventCreate", "cuModuleLoadDataEx",
            "cuModuleGetFunction", "cuLaunchKernel", "cuMemcpyDtoHAsync_v2", "cuMemcpyHtoDAsync_v2")] string call)
    {
        FakeCuda.Fail(call, call == "cuStreamCreate" ? 1 : 0, LaunchFailed);
        string said = "";
        try
        {
            using RankDevices devices = FakeCuda.Devices();
            Judged(spec, devices);
        }
        catch (DeviceException e)
        {
            said = e.Message;
        }

        FakeCuda.Fail("", 0, 0);
        Assert.That(said, Is.Empty.Or.Contains(call), "what a way does not call can't fail");
        if (call is "cuMemAlloc_v2" or "cuMemcpyHtoDAsync_v2" or "cuMemcpyDtoHAsync_v2")
            Assert.That(said, Does.Contain("CUDA_ERROR_LAUNCH_FAILED"));
    }

    [Test]
    public void Memory_that_the_device_does_not_have_is_told_so_that_the_point_ends_as_oom()
    {
        using RankDevices devices = FakeCuda.Devices();
        FakeCuda.Fail("cuMemAlloc_v2", 2, OutOfMemory);
        Assert.That(
            () => Judged("triad.cuda n=1000", devices),
            Throws.InstanceOf<OutOfMemoryException>().With.Message.Contains("CUDA_ERROR_OUT_OF_MEMORY"));
        Assert.That(
            () => Judged("triad.cuda n=4000000", devices), Throws.InstanceOf<MemoryLimitException>(), "over 64 MiB");
        Assert.That(Judged("triad.cuda n=1000", devices).Passed, "it goes on");
    }

    [Test]
    public void A_kernel_that_does_not_compile_says_where()
    {
        using RankDevices devices = FakeCuda.Devices();
        Device device = devices.Find("cuda", out _)!;
        Assert.That(
            () => device.Compile(
                "\nKERNEL(1, 1, 1) wrong(GLOBAL double *a) { a[0] = missing; }\n", new Dictionary<string, string>()),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("missing"));
    }

    [Test]
    public void A_lost_device_is_a_fault_of_each_call()
    {
        using RankDevices devices = FakeCuda.Devices();
        Device device = devices.Find("cuda", out _)!;
        using DeviceBuffer buffer = device.Allocate(8);
        FakeCuda.Lose(true);
        Assert.That(device.Finish, Throws.InstanceOf<DeviceException>().With.Message.Contains("LAUNCH_FAILED"));
        Assert.That(() => device.Allocate(8), Throws.InstanceOf<DeviceException>());
    }

    [Test]
    public void Ranks_of_a_node_take_a_device_each_and_none_is_shared()
    {
        FakeCuda.Count = 2;
        using RankDevices first = FakeCuda.Devices(0), second = FakeCuda.Devices(1), third = FakeCuda.Devices(2);
        Assert.That(first.Find("cuda", out _)!.Facts.Uuid, Does.EndWith("0e0f"));
        Assert.That(second.Find("cuda", out _)!.Facts.Pci, Is.EqualTo("0000:a1:00.0"));
        Assert.That(third.Find("cuda", out string reason), Is.Null);
        Assert.That(reason, Does.Contain("2 devices"));
    }

    [Test]
    public void A_driver_without_devices_says_so()
    {
        FakeCuda.Count = 0;
        using RankDevices devices = FakeCuda.Devices();
        Assert.That(devices.Find("cuda", out string reason), Is.Null);
        Assert.That(reason, Does.Contain("sees no device"));
    }

    private static Verdict Judged(string spec, RankDevices devices) => FakeCuda.Judged(spec, devices);
}
