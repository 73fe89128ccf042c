using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.OpenCl;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>Products on devices: OpenCL where there is a device of it, CUDA and HIP over libraries that are ours.
/// </summary>
[NonParallelizable]
public sealed class DeviceGemmTests
{
    private static readonly string[] Precisions = ["fp64", "fp32", "fp16", "bf16", "int8"];

    /// <summary>What multiplies, and in what.</summary>
    public static IEnumerable<TestCaseData> Ways =>
    [
        .. from part in new[] { "opencl", "cuda", "hip", "cublas", "rocblas" }
           from precision in Precisions
           select new TestCaseData(part, precision),
        new("cublas", "tf32"), new("cublas-emulated", "fp64"),
    ];

    /// <summary>Nothing, one element, less than a tile, and several tiles with a rest in each direction.</summary>
    private static readonly LocalGemmTests.Shape[] Shapes =
    [
        new(0, 5, 3), new(5, 0, 3), new(5, 6, 0), new(1, 1, 1), new(17, 33, 7), new(64, 64, 16), new(131, 67, 35),
        new(67, 131, 9, true), new(3, 65, 17, false, true), new(65, 7, 33, true, true),
    ];

    [TearDown]
    public void Nothing_is_left_alive()
    {
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing));
        Assert.That(FakeHip.Alive, Is.EqualTo(FakeCuda.Nothing));
        Assert.That(FakeBlas.Alive, Is.EqualTo(FakeBlas.Nothing));
    }

    [TestCaseSource(nameof(Ways))]
    public void Products_of_any_shape_are_exact(string part, string precision)
    {
        using RankDevices devices = Devices();
        Place place = FakeCuda.Place(devices);
        Part<ILocalGemm> local = Trial.Catalog.Part<ILocalGemm>(part);
        Precision format = Trial.Catalog.Precision(precision);
        IgnoreUnlessThere(part, local.Check(format, place));
        using ILocalGemm gemm = local.Create(format, place);
        foreach (LocalGemmTests.Shape shape in Shapes)
            foreach (bool accumulate in new[] { false, true })
                Assert.That(
                    format.Apply(new LocalGemmTests.Exact(gemm, shape, accumulate)), Is.Null,
                    $"{part} {precision} {shape}");
    }

    [TestCaseSource(nameof(Ways))]
    public void The_benchmarks_answer_is_right(string part, string precision)
    {
        foreach (string spec in (string[])
            [
                $"gemm.{part} n=131 m=70 k=33 transpose=TN pad=3", $"gemm.{part} n=0",
                $"pgemm.summa local={part} n=67 panel=16", $"pgemm.cannon local={part} n=33",
                $"gemm.outofcore local={part} n=70 tile=24 panel=16",
                $"pgemm.summa local={part} n=5 k=0",
            ])
        {
            using RankDevices devices = Devices();
            string point = $"{spec} precision={precision}";
            IgnoreUnlessThere(part, Trial.Catalog.Bind(PointSpec.Parse(point), 1).Check(FakeCuda.Place(devices)));
            Verdict verdict = FakeCuda.Judged(point, devices);
            Assert.That(verdict.Passed, $"{point}: {verdict}");
        }
    }

    [Test]
    public void The_nodes_memory_is_taken_as_announced(
        [Values("gemm.cuda n=70 pad=2", "gemm.cuda n=9 k=80")] string spec)
    {
        using RankDevices devices = Devices();
        Place place = FakeCuda.Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), 1);
        using IKernel kernel = job.Prepare(place, null);
        Assert.That(place.Memory.PeakBytes, Is.EqualTo(job.FootprintBytes(place)));
    }

    [Test]
    public void A_product_that_the_device_has_no_memory_for_ends_as_such_and_leaves_nothing(
        [Values("gemm.cuda n=2000", "pgemm.summa local=cuda n=3000")] string spec)
    {
        using RankDevices devices = Devices();
        Place place = FakeCuda.Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), 1);
        Assert.That(() => job.Prepare(place, null), Throws.InstanceOf<MemoryLimitException>());
        Assert.That(place.Memory.UsedBytes, Is.Zero);
    }

    [Test]
    public void The_way_to_the_device_is_told_from_the_product()
    {
        using RankDevices devices = Devices();
        Place place = FakeCuda.Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse("pgemm.summa local=cuda n=100"), 1);
        Assert.That(job.Phases, Is.EqualTo(new[] { "wire", "compute", "transfer" }));
        using IKernel kernel = job.Prepare(place, null);
        long[] ticks = new long[3];
        kernel.Run(1, ticks);
        Assert.That(ticks, Has.All.Positive);
    }

    [Test]
    public void A_format_that_the_kernel_does_not_know_is_refused()
    {
        using RankDevices devices = Devices();
        Availability available = Trial.Catalog.Part<ILocalGemm>("cuda").Check(
            Trial.Catalog.Precision("int64"), FakeCuda.Place(devices));
        Assert.That(available.Reason, Does.Contain("not int64"));
    }

    /// <summary>A device; its users own it.</summary>
    internal static RankDevices Devices() =>
        new([new OpenClRuntime(), new CudaRuntime(), new HipRuntime()], 0);

    private static void IgnoreUnlessThere(string runtime, Availability available)
    {
        if (runtime == "opencl" && !available.IsYes)
            Assert.Ignore(available.Reason);
        Assert.That(available.IsYes, available.Reason);
    }
}
