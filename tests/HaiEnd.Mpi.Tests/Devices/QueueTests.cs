using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.OpenCl;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Queues, events and page-locked memory, over the fake driver and over OpenCL where there is one.</summary>
[NonParallelizable]
public sealed unsafe class QueueTests
{
    private const int Count = 10_007, LaunchFailed = 719;

    private const string Source = """

        KERNEL(64, 1, 1) twice(GLOBAL double *a, int n)
        {
            int i = (int)GROUP(0) * 64 + MEMBER(0);
            if (i < n)
                a[i] = 2 * a[i];
        }

        """;

    [TearDown]
    public void Nothing_is_left_alive() =>
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing).And.EqualTo(FakeHip.Alive));

    [Test]
    public void A_queue_waits_for_another_ones_event([Values("cuda", "hip", "opencl")] string runtime)
    {
        using RankDevices devices = Of(runtime);
        Device device = devices.Find(runtime, out _)!;
        var node = new MemoryBudget();
        Assert.That(Doubled(device, node), Is.EqualTo(Enumerable.Range(0, Count).Select(i => 2.0 * i)));
        Assert.That(node.UsedBytes, Is.Zero);
        Assert.That(node.PeakBytes, Is.EqualTo(2 * sizeof(double) * Count));
        Assert.That(device.Memory.UsedBytes, Is.Zero);
    }

    [Test]
    public void Events_of_a_timed_queue_have_times([Values("cuda", "hip", "opencl")] string runtime)
    {
        using RankDevices devices = Of(runtime);
        Device device = devices.Find(runtime, out _)!;
        using DeviceQueue queue = device.CreateQueue(isTimed: true);
        using DeviceEvent first = device.CreateEvent(), second = device.CreateEvent();
        queue.Wait(second);
        queue.Record(first);
        queue.Record(second);
        Assert.That(second.SecondsSince(first), runtime == "opencl" ? Is.InRange(0.0, 60.0) : Is.EqualTo(1e-3));
        queue.Record(first);
        Assert.That(first.SecondsSince(second), runtime == "opencl" ? Is.InRange(0.0, 60.0) : Is.EqualTo(1e-3));
    }

    [Test]
    public void An_event_without_a_time_is_refused()
    {
        using RankDevices devices = Of("opencl");
        Device device = devices.Find("opencl", out _)!;
        using DeviceEvent first = device.CreateEvent(), second = device.CreateEvent();
        device.Queue.Record(first);
        device.Queue.Record(second);
        Assert.That(() => second.SecondsSince(first), Throws.InstanceOf<DeviceException>());
    }

    [Test]
    public void No_bytes_are_no_fault([Values("cuda", "hip", "opencl")] string runtime)
    {
        using RankDevices devices = Of(runtime);
        Device device = devices.Find(runtime, out _)!;
        using HostBuffer host = device.AllocateHost(new(), 0);
        using DeviceBuffer buffer = device.Allocate(0);
        device.Queue.Write(buffer, 0, host.Pointer, 0);
        device.Queue.Read(buffer, 0, host.Pointer, 0);
        device.Queue.Copy(buffer, 0, buffer, 0, 0);
        device.Finish();
        Assert.That(host.Bytes, Is.Zero);
    }

    [Test]
    public void Free_memory_is_known_where_the_runtime_tells()
    {
        using RankDevices devices = Of("cuda");
        Device device = devices.Find("cuda", out _)!;
        long before = device.FreeBytes!.Value;
        using DeviceBuffer buffer = device.Allocate(1 << 20);
        Assert.That(before - device.FreeBytes, Is.EqualTo(1 << 20));
        using RankDevices others = Of("opencl");
        Assert.That(others.Find("opencl", out _)!.FreeBytes, Is.Null);
    }

    [Test]
    public void A_call_that_fails_is_named_and_nothing_leaks(
        [Values(
            "cuMemGetInfo_v2", "cuMemAllocHost_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoDAsync_v2",
            "cuMemcpyDtoHAsync_v2", "cuStreamWaitEvent", "cuEventCreate", "cuEventRecord", "cuEventSynchronize",
            "cuEventElapsedTime", "cuStreamSynchronize")] string call)
    {
        using RankDevices devices = Of("cuda");
        Device device = devices.Find("cuda", out _)!;
        var node = new MemoryBudget();
        FakeCuda.Fail(call, 0, LaunchFailed);
        Assert.That(
            () => Doubled(device, node),
            Throws.InstanceOf<DeviceException>().With.Message.StartsWith($"{call} failed: CUDA_ERROR_LAUNCH_FAILED"));
        Assert.That(node.UsedBytes + device.Memory.UsedBytes, Is.Zero);
    }

    [Test]
    public void Page_locked_memory_over_the_nodes_limit_is_not_taken()
    {
        using RankDevices devices = Of("cuda");
        Assert.That(
            () => devices.Find("cuda", out _)!.AllocateHost(new(100), 101), Throws.InstanceOf<MemoryLimitException>());
    }

    /// <summary>0, 1, 2, ... doubled: written by one queue, doubled by another, read by a third.</summary>
    private static double[] Doubled(Device device, MemoryBudget node)
    {
        const long Bytes = sizeof(double) * Count;
        _ = device.FreeBytes;
        using HostBuffer from = device.AllocateHost(node, Bytes), to = device.AllocateHost(node, Bytes);
        using DeviceBuffer first = device.Allocate(Bytes), second = device.Allocate(Bytes);
        using DeviceProgram program = device.Compile(Source, new Dictionary<string, string>());
        using DeviceKernel twice = program.Kernel("twice", new(64));
        using DeviceQueue writer = device.CreateQueue(isTimed: true), reader = device.CreateQueue(isTimed: true);
        using DeviceEvent isWritten = device.CreateEvent(), isDoubled = device.CreateEvent();
        for (int i = 0; i < Count; i++)
            from.As<double>().Pointer[i] = i;
        const long Half = sizeof(double) * (Count / 2);
        writer.Write(first, 0, from.Pointer, Half);
        writer.Write(first, Half, (byte*)from.Pointer + Half, Bytes - Half);
        writer.Record(isWritten);
        DeviceQueue queue = device.Queue;
        queue.Wait(isWritten);
        twice.Launch(new((Count + 63) / 64), [first, Count]);
        queue.Record(isDoubled);
        reader.Wait(isDoubled);
        reader.Copy(first, Half, second, Half, Bytes - Half);
        reader.Copy(first, 0, second, 0, Half);
        reader.Read(second, 0, to.Pointer, Bytes);
        reader.Record(isDoubled);
        isDoubled.Finish();
        _ = isDoubled.SecondsSince(isWritten);
        writer.Finish();
        return to.As<double>().Span.ToArray();
    }

    private static RankDevices Of(string runtime)
    {
        if (runtime == "cuda")
            return FakeCuda.Devices();
        if (runtime == "hip")
            return new([new HipRuntime()], 0);
        var devices = new RankDevices([new OpenClRuntime()], 0);
        if (devices.Find(runtime, out string reason) is null)
            Assert.Ignore(reason);
        return devices;
    }
}
