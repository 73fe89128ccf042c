using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What holds for every benchmark of the catalogue, so that a new file needs no test of its own.</summary>
public sealed class ConformanceTests
{
    private static readonly string[] Precisions = ["fp64", "fp32", "fp16", "bf16"];

    private static readonly string[] Locals =
        [.. Alone.Catalog.Parts<ILocalGemm>().Select(p => $" local={p.Name}")];

    public static IEnumerable<string> Benchmarks => Alone.Catalog.Benchmarks.Select(b => b.Name);

    [TestCaseSource(nameof(Benchmarks))]
    public void A_benchmark_says_what_it_is(string name)
    {
        IBenchmark benchmark = Alone.Catalog.Benchmark(name);
        List<IRealisation> realisations = [.. Alone.Catalog.RealisationsOf(benchmark)];
        Assert.Multiple(() =>
        {
            Assert.That(benchmark.Source, Is.Not.Empty);
            Assert.That(benchmark.Summary, Is.Not.Empty);
            Assert.That(benchmark.FlopModel, Is.Not.Empty);
            Assert.That(benchmark.ByteModel, Is.Not.Empty);
            Assert.That(realisations, Is.Not.Empty);
            Assert.That(realisations.Select(r => r.Name), Is.Unique);
            Assert.That(realisations.Select(r => r.Summary), Has.All.Not.Empty);
            foreach (IRealisation r in realisations)
            {
                List<Axis> axes = [.. benchmark.Axes, .. r.Axes];
                Assert.That(axes.Select(a => a.Name), Is.Unique, r.Name);
                Assert.That(axes.Select(a => a.Values.Count), Has.All.GreaterThan(0), r.Name);
            }
        });
    }

    /// <summary>These ask MPI or another rank before anything else.</summary>
    private static readonly string[] NeedRanks = ["corelatency", "overlap", "pairs"];

    public static IEnumerable<string> Lone => Benchmarks.Except(NeedRanks);

    [TestCaseSource(nameof(Lone))]
    public void What_needs_a_device_says_so_and_nothing_else_does(string name)
    {
        foreach (IRealisation r in Alone.Catalog.RealisationsOf(Alone.Catalog.Benchmark(name)))
        {
            bool wants = Alone.Catalog.Bind(PointSpec.Parse($"{name}.{r.Name}"), 1).Check(Alone.Place).Reason
                .Contains("this rank has no device of", StringComparison.Ordinal);
            Assert.That(r is IOnDevice, Is.EqualTo(wants), r.Name);
        }
    }

    [Test]
    public void Each_roof_is_a_benchmark() =>
        Assert.That(
            Alone.Catalog.Benchmarks.Select(b => b.Roof).Where(r => r.Length > 0).Distinct(), Is.SubsetOf(Benchmarks));

    [Test]
    public void Every_part_of_a_product_is_measured_by_itself() =>
        Assert.That(
            Alone.Catalog.Parts<ILocalGemm>().Select(p => p.Name),
            Is.SubsetOf(Alone.Catalog.RealisationsOf(Alone.Catalog.Benchmark("gemm")).Select(r => r.Name)));

    [Test]
    public void Every_way_of_doing_it_gives_the_right_answer(
        [Values("gemm", "pgemm", "copy", "scale", "add", "triad", "peakflops", "stencil-star")] string name,
        [ValueSource(nameof(Precisions))] string precision)
    {
        IBenchmark benchmark = Alone.Catalog.Benchmark(name);
        string n = name == "peakflops" ? "" : " n=67";
        foreach (IRealisation realisation in Alone.Catalog.RealisationsOf(benchmark))
        {
            foreach (string local in name == "pgemm" ? Locals : [""])
            {
                string spec = $"{name}.{realisation.Name} precision={precision}{n}{local}";
                Availability available = Alone.Catalog.Bind(PointSpec.Parse(spec), 1).Check(Alone.Place);
                if (!available.IsYes)
                {
                    Assert.That(available.Reason, Is.Not.Empty, spec);
                    continue;
                }

                Verdict verdict = Alone.Judge(spec, repeats: 2);
                Assert.That(verdict.Passed, $"{spec}: {verdict}");
            }
        }
    }

    [Test]
    public void Work_on_fractions_is_not_done_in_whole_numbers(
        [Values("triad.simd", "peakflops.simd", "stencil.blocking")] string name) =>
        Assert.That(
            () => Alone.Catalog.Bind(PointSpec.Parse($"{name} precision=int32"), 1),
            Throws.ArgumentException.With.Message.Contains("int32 has none"));

    [Test]
    public void Whole_numbers_are_multiplied_exactly(
        [Values("int8", "int32", "int64")] string precision, [Values("gemm.reference", "pgemm.summa")] string name) =>
        Assert.That(
            Alone.Judge($"{name} precision={precision} n=50{(name[0] == 'p' ? " local=reference" : "")}").Passed);

    [Test]
    public void Narrow_formats_are_multiplied_by_plain_loops_and_by_ours(
        [Values("reference", "tiled", "simd")] string local, [Values("fp16", "fp8-e4m3", "fp8-e5m2")] string precision)
    {
        foreach (string way in new[] { $"gemm.{local} transpose=TN pad=3", $"pgemm.summa panel=16 local={local}" })
        {
            Verdict verdict = Alone.Judge($"{way} precision={precision} n=50");
            Assert.That(verdict.Passed, $"{way}: {verdict}");
        }
    }

    [Test]
    public void A_footprint_is_what_is_allocated(
        [Values("gemm.simd n=70", "gemm.reference n=70", "pgemm.summa n=70 local=simd", "pgemm.shared n=70 local=simd",
            "pgemm.cannon n=70 local=simd", "pgemm.2.5d n=70 local=simd", "gemm.outofcore n=70 tile=24 panel=16",
            "triad.simd n=9", "copy.simd n=9", "read-bandwidth.simd bytes=4096", "load-latency.chase bytes=4096")]
        string spec)
    {
        Job job = Alone.Catalog.Bind(PointSpec.Parse(spec), 1);
        long before = Alone.Place.Memory.UsedBytes;
        using IKernel kernel = job.Prepare(Alone.Place, null);
        Assert.That(job.FootprintBytes(Alone.Place), Is.EqualTo(Alone.Place.Memory.UsedBytes - before));
    }

    [TestCase("threads=1000", "a rank has 1 processors here")]
    [TestCase("coretype=NoSuchCore", "needs a launch of its own")]
    public void A_library_that_cannot_be_had_so_is_refused_with_the_reason(string asked, string reason)
    {
        if (!CblasLibrary.TryLoad(null, out _, out string missing))
            Assert.Ignore(missing);
        Availability available = Alone.Catalog.Bind(PointSpec.Parse($"gemm.blas {asked}"), 1).Check(Alone.Place);
        Assert.That(available.Reason, Does.Contain(reason));
    }
}
