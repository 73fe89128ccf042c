using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Cuda;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hip;
using HaiEnd.Mpi.Bindings.OpenCl;
using HaiEnd.Mpi.Numerics;
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
        .. from part in new[] { "opencl", "cuda", "hip" }
           from precision in new[] { "fp8-e4m3", "fp8-e5m2" }
           select new TestCaseData(part, precision),
        new("cublas", "tf32"), new("cublas", "fp8-e4m3"), new("cublas-emulated", "fp64"),
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
    public void Every_code_of_fp8_is_decoded_as_on_the_processor(
        [Values("opencl", "cuda", "hip")] string part, [Values("fp8-e4m3", "fp8-e5m2")] string precision)
    {
        using RankDevices devices = Devices();
        Place place = FakeCuda.Place(devices);
        Part<ILocalGemm> local = Trial.Catalog.Part<ILocalGemm>(part);
        Precision format = Trial.Catalog.Precision(precision);
        IgnoreUnlessThere(part, local.Check(format, place));
        using ILocalGemm gemm = local.Create(format, place);
        byte[] codes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        byte[] one = [(byte)(precision == "fp8-e4m3" ? 0x38 : 0x3C)];
        float[] found = Times(gemm, codes, one);
        for (int code = 0; code < 256; code++)
        {
            float value = precision == "fp8-e4m3" ? new Fp8<E4M3>((byte)code) : new Fp8<E5M2>((byte)code);
            // The compiler's fake knows no infinities of fp16, of which E5M2 is a half.
            if (float.IsFinite(value) || part == "opencl" || (precision == "fp8-e4m3" && float.IsNaN(value)))
                Assert.That(found[code], Is.EqualTo(value), $"{code:X2}");
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

    /// <summary>A column times a row of one.</summary>
    private static unsafe float[] Times(ILocalGemm gemm, byte[] column, byte[] one)
    {
        float[] product = new float[column.Length];
        fixed (byte* a = column, b = one)
        fixed (float* c = product)
            gemm.Multiply(column.Length, 1, 1, new((nint)a, 1), new((nint)b, 1), (nint)c, 1, accumulate: false);
        return product;
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
