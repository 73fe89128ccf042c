using NUnit.Framework;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>What every rank measures for itself, on as many ranks as there are.</summary>
public sealed class MemoryTests
{
    [Test]
    public void Streams_are_right_on_all_ranks(
        [Values("copy", "scale", "add", "triad")] string name, [Values("reference", "simd", "simd-nt")] string way,
        [Values("fp64", "fp32")] string precision) =>
        SuitesTests.Passes($"{name}.{way} n=1003 precision={precision}", 3);

    [TestCase("read-bandwidth.reference")]
    [TestCase("read-bandwidth.simd")]
    [TestCase("load-latency.chase")]
    public void Ladders_are_right_on_all_ranks(string way)
    {
        foreach (long bytes in new[] { 64, 4096, 6144, 1 << 20 })
            SuitesTests.Passes($"{way} bytes={bytes}", 5);
    }

    [Test]
    public void A_product_out_of_core_is_right_on_all_ranks_each_with_a_file_of_its_own() =>
        SuitesTests.Passes("gemm.outofcore n=130 tile=48 panel=17", 2);
}
