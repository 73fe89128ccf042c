using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Nccl;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>The binding of NCCL on a rank alone, over a library and a driver that are ours.</summary>
[NonParallelizable]
public sealed unsafe class NcclTests
{
    private const int SystemError = 2;

    private static FakeLibrary _library = null!;

    [OneTimeSetUp]
    public static void Build() => _library = new("fake_nccl", "HAIEND_NCCL");

    [TearDown]
    public void Nothing_is_left_alive()
    {
        _library.Fail("", 0, 0);
        Assert.That(_library["teams"], Is.Zero);
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing));
    }

    [Test]
    public void The_library_tells_its_version() =>
        Assert.That(NcclLibrary.Find("cuda", out _)!.Version, Is.EqualTo("2.21.5"));

    [Test]
    public void A_library_that_is_not_there_is_a_reason()
    {
        Assert.That(NcclLibrary.Find("hip", out string reason), Is.Null);
        Assert.That(reason, Does.Contain("librccl.so.1").And.Contain("HAIEND_RCCL"));
    }

    [Test]
    public void Each_type_is_summed_as_what_it_is()
    {
        Assert.That(Summed<double>(1.5, -2e300), Is.EqualTo(new[] { 1.5, -2e300 }));
        Assert.That(Summed(1.5f, -2e30f), Is.EqualTo(new[] { 1.5f, -2e30f }));
        Assert.That(Summed(int.MinValue, 7), Is.EqualTo(new[] { int.MinValue, 7 }));
        Assert.That(Summed(long.MaxValue, -7), Is.EqualTo(new[] { long.MaxValue, -7 }));
    }

    [Test]
    public void A_call_that_fails_is_named_and_nothing_leaks(
        [Values("ncclGetUniqueId", "ncclCommInitRank", "ncclAllReduce", "ncclCommGetAsyncError", "async")] string call)
    {
        _library.Fail(call, 0, SystemError);
        Assert.That(
            () => Summed(1.0, 2.0),
            Throws.InstanceOf<DeviceException>().With.Message.Contains(call == "async" ? "ncclAllReduce" : call)
                .And.Message.Contains("unhandled system error"));
        Assert.That(Summed(1.0, 2.0), Is.EqualTo(new[] { 1.0, 2.0 }), "it goes on");
    }

    /// <summary>What a rank alone gets for the sum of its elements.</summary>
    private static T[] Summed<T>(params T[] elements)
        where T : unmanaged
    {
        using RankDevices devices = FakeCuda.Devices();
        Device device = devices.Find("cuda", out _)!;
        using DeviceBuffer from = device.Allocate(elements.Length * sizeof(T)), to = device.Allocate(from.Bytes);
        fixed (T* first = elements)
            device.Write(from, 0, first, from.Bytes);
        using var team = NcclTeam.Alone(NcclLibrary.Find("cuda", out _)!);
        team.AllReduce<T>(from, to, elements.Length, device.Queue);
        device.Finish();
        team.Check();
        var sums = new T[elements.Length];
        fixed (T* first = sums)
            device.Read(to, 0, first, to.Bytes);
        return sums;
    }
}
