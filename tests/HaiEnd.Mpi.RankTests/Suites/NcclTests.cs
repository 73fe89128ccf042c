using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Tests.Devices;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Sums over devices of CUDA, where the driver and NCCL are ours: each rank has a device that is its own
/// memory, and NCCL is memory that ranks share.</summary>
public sealed class NcclTests
{
    private const int SystemError = 2;

    private static readonly string[] Kinds = ["contexts", "streams", "buffers", "hosts", "events"];

    private FakeLibrary _cuda = null!, _nccl = null!;

    [OneTimeSetUp]
    public void Build()
    {
        _cuda = new("fake_cuda", "HAIEND_CUDA", "HAIEND_NVRTC");
        _nccl = new("fake_nccl", "HAIEND_NCCL");
        _cuda["devices"] = Size;
    }

    [TearDown]
    public void Nothing_is_left_alive()
    {
        _nccl.Fail("", 0, 0);
        Assert.That(_nccl["teams"], Is.Zero);
        Assert.That(Kinds.Select(k => _cuda[k]), Is.All.Zero, _cuda.Alive(Kinds));
    }

    [Test]
    public void A_sum_is_exact_for_any_length(
        [Values("nccl", "cuda", "cuda-pipelined chunk=4096")] string way, [Values(0, 1, 20_011)] int elements,
        [Values("fp64", "fp32", "int32", "int64")] string precision, [Values("no", "yes")] string inPlace)
    {
        using RankDevices devices = new([new CudaRuntime()], Rank);
        int width = precision is "fp64" or "int64" ? 8 : 4;
        string spec = $"allreduce.{way} bytes={elements * width} precision={precision} in_place={inPlace}";
        (Verdict? verdict, string? fault) = Ranked.Run(spec, 2, devices: devices);
        Assert.That(fault, Is.Null, spec);
        Assert.That(verdict!.Passed, Is.True, $"{spec}: {verdict}");
    }

    [Test]
    public void A_device_that_two_ranks_have_is_refused_on_all()
    {
        if (Size == 1)
            Assert.Ignore("a rank alone shares nothing");
        using RankDevices devices = new([new CudaRuntime()], 0);
        Assert.That(
            () => Ranked.Run("allreduce.nccl bytes=8", 1, devices: devices),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("takes a device once"));
    }

    [Test]
    public void What_fails_on_the_first_rank_is_told_on_all()
    {
        using RankDevices devices = new([new CudaRuntime()], Rank);
        if (Rank == 0)
            _nccl.Fail("ncclGetUniqueId", 0, SystemError);
        Assert.That(
            () => Ranked.Run("allreduce.nccl bytes=8", 1, devices: devices),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("ncclGetUniqueId"));
    }
}
