using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Suites;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Devices;

/// <summary>tests/native/fake_cublas.c, fake_cublaslt.c and fake_rocblas.c, in place of the vendors' libraries.
/// </summary>
[SetUpFixture]
internal sealed class FakeBlas
{
    /// <summary>NVIDIA's.</summary>
    public static FakeLibrary Cublas { get; private set; } = null!;

    /// <summary>NVIDIA's for fp8.</summary>
    public static FakeLibrary CublasLt { get; private set; } = null!;

    /// <summary>AMD's.</summary>
    public static FakeLibrary Rocblas { get; private set; } = null!;

    /// <summary>What is alive.</summary>
    public static string Alive => $"{Cublas.Alive("handles", "pointers")} {Rocblas.Alive("handles")} "
        + CublasLt.Alive("handles", "products", "layouts", "preferences");

    /// <summary>Nothing is.</summary>
    public const string Nothing = "handles 0 pointers 0 handles 0 handles 0 products 0 layouts 0 preferences 0";

    [OneTimeSetUp]
    public void Build()
    {
        Cublas = new("fake_cublas", "HAIEND_CUBLAS");
        CublasLt = new("fake_cublaslt", "HAIEND_CUBLASLT");
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
        FakeBlas.CublasLt.Fail("", 0, 0);
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
    public void A_call_of_cuBLASLt_that_fails_is_named_and_nothing_leaks(
        [Values(
            "cublasLtCreate", "cublasLtMatmulDescCreate", "cublasLtMatmulDescSetAttribute",
            "cublasLtMatmulPreferenceCreate", "cublasLtMatmulPreferenceSetAttribute", "cublasLtMatrixLayoutCreate",
            "cublasLtMatmulAlgoGetHeuristic", "cublasLtMatmul")] string call,
        [Values("gemm.cublas n=9", "pgemm.summa local=cublas n=9")] string spec)
    {
        // Of three layouts the last.
        FakeBlas.CublasLt.Fail(call, call == "cublasLtMatrixLayoutCreate" ? 2 : 0, NotSupported);
        Assert.That(
            () => Judged($"{spec} precision=fp8-e4m3"), Throws.InstanceOf<DeviceException>().With.Message.Contains(call)
                .And.Message.Contains("CUBLAS_STATUS_NOT_SUPPORTED"));
    }

    [Test]
    public void Fp8_asks_for_a_way_once_for_a_shape_and_says_how_it_lay()
    {
        int before = FakeBlas.CublasLt["plans"];
        Assert.That(
            Told("gemm.cublas precision=fp8-e4m3"),
            Does.Contain("library cuBLASLt 13.0.2").And.Contain("layout NT, n and k filled up to multiples of 16"));
        Assert.That(Judged("pgemm.summa local=cublas precision=fp8-e4m3 n=64 panel=16").Passed);
        Assert.That(FakeBlas.CublasLt["plans"] - before, Is.EqualTo(2));
    }

    [Test]
    public void Fp8_that_the_library_knows_no_way_for_ends_as_such()
    {
        FakeBlas.CublasLt["helpless"] = 1;
        try
        {
            Assert.That(
                () => Judged("gemm.cublas n=9 precision=fp8-e4m3"),
                Throws.InstanceOf<DeviceException>().With.Message.Contains("no way to multiply fp8"));
        }
        finally
        {
            FakeBlas.CublasLt["helpless"] = 0;
        }
    }

    [TestCase(80, "compute capability 8.0; fp8 needs 8.9")]
    [TestCase(89, "")]
    [TestCase(120, "")]
    public void A_device_without_units_for_fp8_is_refused(int capability, string why)
    {
        FakeCuda.Capability = capability;
        try
        {
            using RankDevices devices = DeviceGemmTests.Devices();
            Availability available = Trial.Catalog.Bind(PointSpec.Parse("gemm.cublas n=8 precision=fp8-e4m3"), 1)
                .Check(FakeCuda.Place(devices));
            Assert.That(available.Reason, why.Length == 0 ? Is.Empty : Does.Contain(why));
        }
        finally
        {
            FakeCuda.Capability = 90;
        }
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
        FakeBlas.CublasLt.Fail("cublasLtCreate", 0, OutOfMemory);
        Assert.That(() => Judged("gemm.cublas n=9 precision=fp8-e4m3"), Throws.InstanceOf<OutOfMemoryException>());
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
    [TestCase("cublas", "fp8-e5m2", "knows no product of fp8-e5m2")]
    [TestCase("cublas-emulated", "fp8-e4m3", "knows no product of fp8-e4m3")]
    [TestCase("rocblas", "fp8-e4m3", "no product of fp8")]
    [TestCase("blas", "fp8-e4m3", "cblas multiplies fp64 and fp32, not fp8-e4m3")]
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
    public void Nothing_but_products_is_done_in_a_format_of_matrix_units(
        [Values("tf32", "fp8-e4m3", "fp8-e5m2")] string precision) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse($"triad.simd n=8 precision={precision}"), 1),
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
