using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Suites.LinearAlgebra;
using HaiEnd.Mpi.Suites.Memory;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>The ladders through the caches, and products that do not fit in memory.</summary>
public sealed class MemoryTests
{
    [TestCase("read-bandwidth.reference")]
    [TestCase("read-bandwidth.simd")]
    [TestCase("load-latency.chase")]
    public void A_ladder_is_right_at_odd_sizes_too(string way)
    {
        foreach (long lines in new long[] { 1, 2, 3, 7, 8, 9, 63, 65, 1000 })
        {
            Assert.That(Alone.Judge($"{way} bytes={64 * lines}", repeats: 3).Passed, $"{lines} lines");
            Assert.That(Alone.Judge($"{way} bytes={64 * lines} pages=4k").Passed, $"{lines} lines");
        }
    }

    [Test]
    public void Pages_that_others_touch_first_need_a_second_memory_domain([Values("copy", "triad")] string loop)
    {
        Availability found = Alone.Catalog.Bind(PointSpec.Parse($"{loop}.simd n=1000 touch=other"), 1)
            .Check(Alone.Place);
        (int processor, string missing) = NumaNodes.Read().Elsewhere();
        if (processor < 0)
            Assert.That((found.IsYes, found.Reason), Is.EqualTo((false, missing)));
        Assert.That(Alone.Judge($"{loop}.simd n=1000 touch=own").Passed);
    }

    [TestCase(0)]
    [TestCase(-64)]
    [TestCase(100)]
    public void A_working_set_is_of_whole_lines(long bytes) => Assert.That(
        () => Alone.Judge($"load-latency.chase bytes={bytes}"),
        Throws.ArgumentException.With.Message.Contains("whole lines"));

    [Test]
    public void A_chase_goes_through_every_line_once_and_no_two_steps_are_alike(
        [Values(1, 2, 3, 64, 96, 1000, 4096)] long lines)
    {
        var seen = new HashSet<long>();
        long line = 0;
        for (long i = 0; i < lines; i++)
        {
            Assert.That(seen.Add(line), $"line {line} comes twice within {lines}");
            line = LoadLatency.Next(line, lines);
        }

        Assert.That(line, Is.Zero, "a cycle");
        if (lines < 1000)
            return;
        int sameStride = Enumerable.Range(0, (int)lines - 2).Count(l =>
            LoadLatency.Next(l + 1, lines) - LoadLatency.Next(l, lines) == 1);
        Assert.That(sameStride, Is.LessThan(lines / 100));
    }

    [Test]
    public void A_chase_with_a_load_too_many_or_too_few_fails()
    {
        Assert.That(Alone.Judge("load-latency.chase bytes=64064", repeats: 2).Passed);
        Assert.That(Alone.Judge("load-latency.chase bytes=64064", repeats: 2, said: 3).Passed, Is.False);
        Assert.That(Alone.Judge("load-latency.chase bytes=64064", repeats: 2, said: 1).Passed, Is.False);
    }

    [TestCase("chase-short")]
    [TestCase("read-half")]
    public void A_smaller_working_set_than_was_asked_for_is_found(string plant)
    {
        var c = new WorkingSet(1 << 16);
        Verdict verdict = plant == "chase-short"
            ? new LoadLatency().Verify(c, new ShortChase(), Rigour.Sample, new Alone(1))
            : new ReadBandwidth().Verify(c, new HalfRead(), Rigour.Sample, new Alone(1));
        Assert.That(verdict.Passed, Is.False);
    }

    [Test]
    public void Traffic_of_a_product_out_of_core_is_as_the_formula_says(
        [Values(64, 96, 100)] int n, [Values(16, 32, 33)] int tile, [Values(8, 24, 1000)] int panel)
    {
        Job job = Alone.Catalog.Bind(PointSpec.Parse($"gemm.outofcore n={n} tile={tile} panel={panel}"), 1);
        using IKernel kernel = job.Prepare(Alone.Place, null);
        kernel.Run(2, new long[job.Phases.Count]);
        Assert.That(job.Verify(kernel, Rigour.Full, new Alone(2)).Passed);
        double io = ((IProduct)kernel).Facts.Single(f => f.Name == "io_bytes").Number;
        long tiles = (n + tile - 1) / tile;
        Assert.That(io, Is.EqualTo(8.0 * (2L * n * n * tiles + (long)n * n)));
        if (n % tile == 0)
            Assert.That(io, Is.EqualTo(8.0 * (2L * n * n * n / tile + (long)n * n)), "2 n^3 / t + n^2");
    }

    [TestCase("fp64", 256)]
    [TestCase("fp32", 384)]
    public void A_tile_is_as_large_as_memory_allows_and_the_limit_holds(string precision, int least)
    {
        ProductCase product = new(3000, 3000, 3000, Alone.Catalog.Precision(precision));
        const long Limit = 2 << 20;
        var plan = OutOfCorePlan.Of(product, 0, 64, Limit);
        Assert.Multiple(() =>
        {
            Assert.That(plan.MemoryBytes, Is.LessThanOrEqualTo(Limit));
            Assert.That(plan.Tile, Is.GreaterThanOrEqualTo(least));
            Assert.That(plan.Tile, Is.EqualTo((3000 + plan.Tiles - 1) / plan.Tiles), "tiles are equal");
            Assert.That(
                (plan with { Tile = 3000 / (plan.Tiles - 1) }).MemoryBytes, Is.GreaterThan(Limit), "as few as fit");
            Assert.That(OutOfCorePlan.Of(product, 0, 64, long.MaxValue).Tile, Is.EqualTo(3000), "all of C");
            Assert.That(OutOfCorePlan.Of(product, 0, 64, 1).Tile, Is.EqualTo(1), "which does not fit");
        });
    }

    [Test]
    public void A_product_larger_than_memory_is_right_out_of_core_and_refused_in_core()
    {
        // The packed blocks of the local product are the most of it.
        var place = new Place(null, 1, new MemoryBudget(GemmBlocks.Bytes(Alone.Catalog.Precision("fp64")) + (1 << 19)),
            Alone.Catalog);
        Job within = Alone.Catalog.Bind(PointSpec.Parse("gemm.simd n=400"), 1);
        Assert.That(within.FootprintBytes(place), Is.GreaterThan(place.Memory.LimitBytes));
        Job beyond = Alone.Catalog.Bind(PointSpec.Parse("gemm.outofcore n=400 panel=32"), 1);
        Assert.That(beyond.FootprintBytes(place), Is.LessThanOrEqualTo(place.Memory.LimitBytes));
        using IKernel kernel = beyond.Prepare(place, null);
        kernel.Run(1, new long[beyond.Phases.Count]);
        Assert.Multiple(() =>
        {
            Assert.That(beyond.Verify(kernel, Rigour.Full, new Alone(1)).Passed);
            Assert.That(place.Memory.PeakBytes, Is.LessThanOrEqualTo(place.Memory.LimitBytes));
            Assert.That(((IProduct)kernel).Facts.Single(f => f.Name == "tile").Number, Is.InRange(100, 399));
        });
    }

    [Test]
    public void Levels_are_found_where_the_latency_changes()
    {
        IReadOnlyList<MemoryLevel> levels = MemoryLevel.Find(Curve((48, 1), (1024, 3.6), (32768, 12), (1 << 20, 100)));
        Assert.That(levels.SkipLast(1).Select(l => l.To / 1024), Is.EqualTo(new[] { 48.0, 1024, 32768 }));
        Assert.That(levels.Select(l => l.Seconds * 1e9), Is.EqualTo(new[] { 1, 3.6, 12, 100 }).Within(20).Percent);
    }

    [Test]
    public void A_flat_curve_has_one_level_whatever_one_sample_says()
    {
        (double Bytes, double Seconds)[] flat = Curve((1 << 20, 1));
        flat[5].Seconds *= 3;
        Assert.That(MemoryLevel.Find(flat), Has.Count.EqualTo(1));
        Assert.That(MemoryLevel.Find([.. flat.Select((c, i) => (c.Bytes, i < 20 ? 1 : 1.4))]), Has.Count.EqualTo(1));
        Assert.That(MemoryLevel.Find([]), Is.Empty);
    }

    /// <summary>Two sizes an octave from 4 KiB; in a set larger than a cache as much misses as does not fit, and each
    /// doubling beyond memory's TLB adds a little.</summary>
    private static (double Bytes, double Seconds)[] Curve(params (double KiB, double Ns)[] caches)
    {
        var curve = new List<(double, double)>();
        for (double kib = 4; kib <= caches[^1].KiB; kib *= 2)
        {
            curve.Add((kib * 1024, Ns(kib) * 1e-9));
            if (kib * 1.5 <= caches[^1].KiB)
                curve.Add((kib * 1536, Ns(kib * 1.5) * 1e-9));
        }

        return [.. curve];

        double Ns(double kib)
        {
            double ns = caches[0].Ns;
            foreach (((double size, _), (_, double next)) in caches.Zip(caches.Skip(1)))
                ns += kib > size ? (next - ns) * (1 - size / kib) : 0;
            return ns;
        }
    }

    private sealed class ShortChase : Idle, IChase
    {
        public long Line
        {
            get
            {
                long line = 0;
                for (int i = 0; i < LoadLatency.Loads; i++)
                    line = LoadLatency.Next(line, 500);
                return line;
            }
        }
    }

    private sealed class HalfRead : Idle, IReader
    {
        public double Sum => 2 * Enumerable.Range(0, 1 << 12).Sum(i => ReadBandwidth.Element(i));
    }

    private abstract class Idle : IKernel
    {
        public int MaxBatch => 1;

        public void Reset()
        {
        }

        public void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Dispose()
        {
        }
    }
}
