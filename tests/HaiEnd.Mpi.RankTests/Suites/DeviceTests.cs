using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.OpenCl;
using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Devices of several ranks. Ranks may share the processors of their node, which PoCL shows as one.</summary>
public sealed class DeviceTests
{
    [SetUp]
    public void Needs_a_device() => Ranked.Needs("opencl");

    [Test]
    public void A_stencil_is_right_however_the_cube_is_cut(
        [Values("opencl", "opencl-overlap")] string way, [Values(1, 2, 3)] int dims, [Values(4, 16, 67)] int n,
        [Values(7, 27)] int points, [Values("fp64", "fp32")] string precision)
    {
        n = Math.Max(n, Size);
        int steps = Math.Min(9, new Wave(n, points).MaxSteps);
        string spec = $"stencil.{way} n={n} dims={dims} points={points} precision={precision}";
        Passes(spec, steps);
        Passes($"{spec} steps=4", 2);
    }

    [Test]
    public void A_star_of_any_radius_is_right_however_the_square_is_cut(
        [Values("opencl", "opencl-overlap")] string way, [Values(1, 2)] int dims, [Values(1, 2, 7, 40)] int radius,
        [Values("fp64", "fp32")] string precision)
    {
        int least = Math.Max(2 * radius + 1, Size * radius);
        foreach (int n in (int[])[least, least + 1, 203])
            if (n >= least)
                Passes($"stencil-star.{way} n={n} radius={radius} dims={dims} precision={precision}", 5);
    }

    [Test]
    public void A_wrong_halo_of_a_device_is_found(
        [Values("stencil.planted-device-stale points=7", "stencil.planted-device-stale points=27",
            "stencil.planted-device-edge points=27", "stencil.planted-device-corner points=27",
            "stencil-star.planted-device-stale radius=3", "stencil-star.planted-device-lines radius=3")] string spec,
        [Values("fp64", "fp32")] string precision, [Values(Rigour.Full, Rigour.Sample)] Rigour rigour)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone has no halo");
        if (spec.Contains("edge", StringComparison.Ordinal) && Size < 4)
            Assert.Ignore("two axes are cut by four ranks");
        if (spec.Contains("corner", StringComparison.Ordinal) && Size < 8)
            Assert.Ignore("three axes are cut by eight ranks");
        int dims = spec.Contains("star", StringComparison.Ordinal) ? 2 : 3;
        Verdict verdict = Ranked.Run($"{spec} n=25 dims={dims} precision={precision}", 7, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.False);
    }

    [Test]
    public void A_reduction_is_exact_at_sizes_of_one_group_and_of_many(
        [Values(64, 1984, 2048, 2112, 1 << 20, 16 << 20)] int bytes) =>
        Passes($"read-bandwidth.opencl bytes={bytes}", 2);

    [Test]
    public void A_sum_is_exact_for_any_length(
        [Values("opencl", "opencl-pipelined chunk=64", "opencl-pipelined")] string way,
        [Values(0, 1, 10_001)] int elements, [Values("fp64", "fp32", "int32", "int64")] string precision,
        [Values("no", "yes")] string inPlace)
    {
        int width = precision is "fp64" or "int64" ? 8 : 4;
        Passes($"allreduce.{way} bytes={elements * width} precision={precision} in_place={inPlace}", 2);
    }

    [Test]
    public void A_sum_that_devices_round_is_within_its_bound_for_any_length(
        [Values("bf16", "int8", "int8 block=1000", "int8 block=37")] string wire,
        [Values(0, 257, 10_001)] int elements, [Values("fp64", "fp32")] string precision,
        [Values("off", "on")] string feedback, [Values("no", "yes")] string inPlace) =>
        Passes(
            $"allreduce.opencl-compressed-{wire} bytes={elements * (precision == "fp64" ? 8 : 4)} "
            + $"precision={precision} feedback={feedback} in_place={inPlace}", inPlace == "yes" ? 1 : 3);

    [Test]
    public void Rounding_on_devices_costs_accuracy_that_the_check_sees(
        [Values("bf16", "int8")] string wire, [Values("fp64", "fp32")] string precision)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone sends nothing");
        Verdict verdict = Ranked.Run(
            $"allreduce.opencl-compressed-{wire} bytes=800000 precision={precision}", 1).Verdict!;
        Assert.That(verdict.ErrorRelMax, Is.InRange(verdict.Bound / 10, verdict.Bound));
    }

    [TestCase("stencil.opencl n=37 dims=3 precision=fp32")]
    [TestCase("stencil.opencl-overlap n=37 dims=2")]
    [TestCase("stencil.opencl n=37 dims=3 points=27")]
    [TestCase("stencil-star.opencl n=37 radius=3 dims=2 precision=fp32")]
    [TestCase("stencil-star.opencl-overlap n=301 radius=70")]
    [TestCase("allreduce.opencl bytes=80008 precision=fp64")]
    [TestCase("allreduce.opencl-pipelined bytes=80008 precision=fp64 in_place=yes")]
    [TestCase("allreduce.opencl-compressed-int8 bytes=80004 precision=fp32 feedback=on")]
    [TestCase("allreduce.opencl-compressed-bf16 bytes=4 precision=fp32")]
    [TestCase("read-bandwidth.opencl bytes=1984")]
    public void The_footprint_holds_and_all_is_given_back(string spec)
    {
        Place place = Ranked.Place with { Memory = new() };
        Job job = Ranked.Catalog.Bind(PointSpec.Parse(spec), Size);
        Device device = place.Devices.Find("opencl", out _)!;
        job.Prepare(place, null).Dispose();
        Assert.That(place.Memory.PeakBytes, Is.InRange(1, job.FootprintBytes(place)));
        Assert.That((place.Memory.UsedBytes, device.Memory.UsedBytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void A_message_arrives_on_the_other_device_and_comes_back([Values(0, 1, 1000, 100_003)] int bytes)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        Passes($"pingpong.opencl bytes={bytes}", 3);
        Passes($"pairs.opencl bytes={bytes} round=1", 2);
    }

    [TestCase("allreduce.cuda-aware bytes=8")]
    [TestCase("pingpong.cuda-aware bytes=8")]
    public void Mpi_that_takes_no_addresses_of_devices_is_a_reason(string spec)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone sends nothing");
        using RankDevices devices = new([new Fake()], 0);
        Job job = Ranked.Catalog.Bind(PointSpec.Parse(spec), Size);
        Availability check = job.Check(Ranked.Place with { Devices = devices });
        Assert.That(check.Reason, Does.Contain("does not").And.Contain("addresses"));
    }

    /// <summary>PoCL's device in CUDA's place.</summary>
    private sealed class Fake : IDeviceRuntime
    {
        private readonly OpenClRuntime _runtime = new();

        public string Name => "cuda";

        public FoundDevices Find() => _runtime.Find();

        public Device Open(DeviceFacts device, MemoryBudget memory) => _runtime.Open(device, memory);
    }
}
