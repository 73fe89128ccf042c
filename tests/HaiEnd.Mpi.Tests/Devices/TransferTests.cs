using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.OpenCl;
using HaiEnd.Mpi.Suites.Memory;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Copies between the memories of node and device.</summary>
[NonParallelizable]
public sealed class TransferTests
{
    private const int OutOfMemory = 2;

    [TearDown]
    public void Nothing_is_left_alive() =>
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing).And.EqualTo(FakeHip.Alive));

    [Test]
    public void Every_word_arrives(
        [Values("reference", "cuda", "hip", "opencl")] string name,
        [Values("to-device", "from-device", "on-device")] string direction,
        [Values("pinned", "pageable")] string memory, [Values(0, 8, 80_008)] int bytes)
    {
        using RankDevices devices = Devices(name);
        string spec = $"transfer.{name} bytes={bytes} direction={direction} memory={memory}";
        if (direction == "on-device" && memory == "pageable")
            Assert.That(() => FakeCuda.Judged(spec, devices), Throws.ArgumentException);
        else
            Assert.That(FakeCuda.Judged(spec, devices).Passed);
    }

    [Test]
    public void A_copy_that_was_not_made_is_seen(
        [Values("reference", "cuda")] string name,
        [Values("to-device", "from-device", "on-device")] string direction)
    {
        using RankDevices devices = Devices(name);
        Place place = FakeCuda.Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse($"transfer.{name} bytes=800 direction={direction}"), 1);
        using IKernel kernel = job.Prepare(place, null);
        kernel.Run(1, []);
        kernel.Reset();
        Verdict verdict = job.Verify(kernel, Rigour.Full, new Alone(1));
        Assert.That((verdict.Passed, verdict.ErrorRelMax), Is.EqualTo((false, 100)));
    }

    [Test]
    public void More_than_the_device_has_is_told_so_that_the_point_ends_as_oom()
    {
        using RankDevices devices = FakeCuda.Devices();
        Assert.That(
            () => FakeCuda.Judged("transfer.cuda bytes=134217728", devices), Throws.InstanceOf<MemoryLimitException>());
        foreach (string call in (string[])["cuMemAlloc_v2", "cuMemAllocHost_v2"])
        {
            FakeCuda.Fail(call, 0, OutOfMemory);
            Assert.That(
                () => FakeCuda.Judged("transfer.cuda bytes=800", devices),
                Throws.InstanceOf<OutOfMemoryException>().With.Message.StartsWith(call));
        }

        Assert.That(FakeCuda.Judged("transfer.cuda bytes=800", devices).Passed, "it goes on");
    }

    [TestCase("transfer.reference bytes=12", "whole words")]
    [TestCase("transfer.reference direction=up", "direction is up")]
    [TestCase("transfer.reference memory=managed", "no memory managed")]
    public void What_makes_no_copy_is_refused(string spec, string why) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse(spec), 1), Throws.ArgumentException.With.Message.Contains(why));

    [Test]
    public void A_copy_on_a_device_reads_and_writes()
    {
        var transfer = new Transfer();
        Assert.That(transfer.WorkOf(new(800, Direction.OnDevice, true), 0).Bytes, Is.EqualTo(1600));
        Assert.That(transfer.WorkOf(new(800, Direction.ToDevice, true), 0).Bytes, Is.EqualTo(800));
    }

    private static RankDevices Devices(string runtime)
    {
        RankDevices devices = runtime switch
        {
            "hip" => new([new HipRuntime()], 0),
            "opencl" => new([new OpenClRuntime()], 0),
            _ => FakeCuda.Devices(),
        };
        if (runtime != "reference" && devices.Find(runtime, out string reason) is null)
            Assert.Ignore(reason);
        return devices;
    }
}
