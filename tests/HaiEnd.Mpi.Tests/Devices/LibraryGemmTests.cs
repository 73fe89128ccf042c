using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>tests/native/fake_cublas.c and fake_rocblas.c in place of the vendors' libraries.</summary>
[SetUpFixture]
internal sealed class FakeBlas
{
    /// <summary>NVIDIA's.</summary>
    public static FakeLibrary Cublas { get; private set; } = null!;

    /// <summary>AMD's.</summary>
    public static FakeLibrary Rocblas { get; private set; } = null!;

    /// <summary>What is alive.</summary>
    public static string Alive => $"{Cublas.Alive("handles", "pointers")} {Rocblas.Alive("handles")}";

    /// <summary>Nothing is.</summary>
    public const string Nothing = "handles 0 pointers 0 handles 0";

    [OneTimeSetUp]
    public void Build()
    {
        Cublas = new("fake_cublas", "HAIEND_CUBLAS");
        Rocblas = new("fake_rocblas", "HAIEND_ROCBLAS");
    }
}

/// <summary>The bindings of vendors' products: faults, and what is told of emulation.</summary>
[NonParallelizable]
public sealed class LibraryGemmTests
{
    private const int OutOfMemory = 3, NotSupported = 15, NotImplemented = 2;

    [TearDown]
    public void Nothing_is_left_alive()
    {
        FakeBlas.Cublas["native"] = 0;
        FakeBlas.Cublas.Fail("", 0, 0);
        FakeBlas.Rocblas.Fail("", 0, 0);
        Assert.That(FakeCuda.Alive, Is.EqualTo(FakeCuda.Nothing));
        Assert.That(FakeHip.Alive, Is.EqualTo(FakeCuda.Nothing));
        Assert.That(FakeBlas.Alive, Is.EqualTo(FakeBlas.Nothing));
    }

    [Test]
    public void A_call_of_cuBLAS_that_fails_is_named_and_nothing_leaks(
        [Values(
            "cublasCreate_v2", "cublasSetStream_v2", "cublasGetVersion_v2", "cublasSetEmulationStrategy",
            "cublasSetFixedPointEmulationMantissaBitCountPointer", "cublasGemmEx")] string call,
        [Values("gemm.cublas-emulated n=9", "pgemm.summa local=cublas-emulated n=9")] string spec)
    {
        FakeBlas.Cublas.Fail(call, 0, NotSupported);
        Assert.That(
            () => Judged(spec), Throws.InstanceOf<DeviceException>().With.Message.Contains(call)
                .And.Message.Contains("CUBLAS_STATUS_NOT_SUPPORTED"));
    }

    [Test]
    public void A_call_of_rocBLAS_that_fails_is_named_and_nothing_leaks(
        [Values("rocblas_create_handle", "rocblas_set_stream", "rocblas_get_version_string", "rocblas_gemm_ex")]
        string call)
    {
        FakeBlas.Rocblas.Fail(call, 0, NotImplemented);
        Assert.That(
            () => Judged("gemm.rocblas n=9"), Throws.InstanceOf<DeviceException>().With.Message.Contains(call)
                .And.Message.Contains("not_implemented"));
    }

    [Test]
    public void Memory_that_the_library_does_not_get_ends_as_such()
    {
        FakeBlas.Cublas.Fail("cublasGemmEx", 0, OutOfMemory);
        Assert.That(() => Judged("gemm.cublas n=9"), Throws.InstanceOf<OutOfMemoryException>());
    }

    [Test]
    public void Emulated_fp64_tells_what_it_kept_and_a_silent_fall_back_is_told()
    {
        Assert.That(
            Told("gemm.cublas-emulated"), Does.Contain("emulation fixed point").And.Contain("retained_bits 53"));
        FakeBlas.Cublas["native"] = 1;
        Assert.That(Told("gemm.cublas-emulated"), Does.Contain("emulation none: native fp64"));
        FakeBlas.Cublas["native"] = 0;
        Assert.That(Told("gemm.cublas"), Does.Contain("emulation none: native fp64"));
    }

    [Test]
    public void Library_strategy_and_environment_are_recorded()
    {
        const string Variable = "CUBLAS_EMULATION_STRATEGY";
        Assert.That(Told("gemm.cublas-emulated"), Does.Contain("library cuBLAS 13.0.2").And.Contain("_strategy eager"));
        Environment.SetEnvironmentVariable(Variable, "performant");
        try
        {
            Assert.That(
                Told("gemm.cublas-emulated"),
                Does.Contain($"{Variable} performant").And.Contain("_strategy default").And.Contain("native fp64"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        Assert.That(Told("pgemm.summa local=cublas-emulated"), Does.Contain("retained_bits 53"));
        Assert.That(Told("gemm.rocblas"), Does.Contain("library rocBLAS 4.2.0.fake"));
    }

    [TestCase("cublas", "int64", "knows no product of int64")]
    [TestCase("cublas-emulated", "fp32", "knows no product of fp32")]
    [TestCase("rocblas", "tf32", "has no tf32")]
    [TestCase("reference", "tf32", "processors have no products of tf32")]
    [TestCase("simd", "tf32", "processors have no products of tf32")]
    public void A_format_without_a_product_is_refused(string way, string precision, string why)
    {
        using RankDevices devices = DeviceGemmTests.Devices();
        Availability available = Trial.Catalog.Bind(PointSpec.Parse($"gemm.{way} n=8 precision={precision}"), 1)
            .Check(FakeCuda.Place(devices));
        Assert.That(available.Reason, Does.Contain(why));
    }

    [Test]
    public void Nothing_but_products_is_done_in_a_format_of_matrix_units() => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse("triad.simd n=8 precision=tf32"), 1),
        Throws.ArgumentException.With.Message.Contains("products of matrices alone"));

    private static Verdict Judged(string spec)
    {
        using RankDevices devices = DeviceGemmTests.Devices();
        return FakeCuda.Judged(spec, devices);
    }

    private static string Told(string way)
    {
        using RankDevices devices = DeviceGemmTests.Devices();
        Place place = FakeCuda.Place(devices);
        Job job = Trial.Catalog.Bind(PointSpec.Parse($"{way} n=20"), 1);
        using IKernel kernel = job.Prepare(place, null);
        kernel.Run(1, new long[job.Phases.Count]);
        return string.Join(
            "; ", job.Observe(kernel, new Alone(1)).Select((PointFact f) => $"{f.Name} {f.Value}"));
    }
}
