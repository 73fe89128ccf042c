using System.Numerics;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>The heat equation on one rank.</summary>
public sealed class StencilTests
{
    [Test]
    public void The_wave_decays_as_the_formula_says(
        [Values(4, 5, 9, 17, 32, 130)] int n, [Values("fp64", "fp32", "fp16")] string precision,
        [Values(1, 2, 7)] int steps)
    {
        // Without the analytic factor a step of the wrong size, or one that is not taken, would pass.
        Verdict verdict = Trial.Run($"stencil.blocking n={n} precision={precision} local=reference", steps).Verdict!;
        Assert.That(verdict.Passed, Is.True, verdict.ToString());
    }

    [Test]
    public void Vectors_pass_at_sizes_that_fill_them_and_sizes_that_do_not(
        [Values(4, 7, 8, 9, 15, 16, 17, 33, 64)] int n, [Values("fp64", "fp32")] string precision,
        [Values(Rigour.Sample, Rigour.Full)] Rigour rigour)
    {
        int steps = new Wave(n).MaxSteps;
        Verdict verdict = Trial.Run($"stencil.blocking n={n} precision={precision} local=simd", steps, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.True, verdict.ToString());
    }

    [Test]
    public void Vectors_give_the_reference_bit_by_bit_for_any_block_and_halo(
        [Range(1, 20)] int nx, [Values(1, 2, 5)] int ny, [Values(1, 3)] int nz)
    {
        double[] wide = Stepped<double>("reference", "fp64", nx, ny, nz);
        Assert.That(Stepped<double>("simd", "fp64", nx, ny, nz), Is.EqualTo(wide));
        double[] narrow = Stepped<float>("reference", "fp32", nx, ny, nz);
        Assert.That(Stepped<float>("simd", "fp32", nx, ny, nz), Is.EqualTo(narrow));
    }

    [Test]
    public void Results_that_go_past_the_caches_are_the_same()
    {
        double[] simd = Stepped<double>("simd", "fp64", 157, 7, 29, isPast: true);
        Assert.That(simd, Is.EqualTo(Stepped<double>("reference", "fp64", 157, 7, 29)));
    }

    [Test]
    public void Layers_that_are_kept_apart_in_memory_give_the_same([Values(7, 27)] int points)
    {
        // 304 x 230 x 8 bytes are over the limit from which layers are padded.
        Assert.That((long)BlockMemory.LayerOf(300, 230, 8), Is.GreaterThan(304 * 230));
        if (points == 7)
            Assert.That(
                Stepped<double>("simd", "fp64", 300, 230, 3),
                Is.EqualTo(Stepped<double>("reference", "fp64", 300, 230, 3)));
        string spec = $"stencil.temporal n=272 steps=4 depth=4 points={points}";
        Assert.That(Trial.Run(spec, 1, Rigour.Sample).Verdict!.Passed, Is.True);
    }

    [Test]
    public void Nothing_waits_where_nothing_is_cut() =>
        Assert.That(Trial.Run("stencil.overlap n=20 precision=fp64", 9).Verdict!.Passed, Is.True);

    [Test]
    public void Lines_that_are_cut_can_not_wait() => Assert.That(
        Trial.Catalog.Bind(PointSpec.Parse("stencil.overlap n=20 dims=3"), 8).Check(Trial.Place).Reason,
        Does.Contain("x is cut"));

    [Test]
    public void Vectors_refuse_what_they_can_not_hold() =>
        Assert.That(Trial.Run("stencil.blocking n=8 precision=fp16 local=simd", 1).Refusal, Does.Contain("fp16"));

    [TestCase("planted-coefficient")]
    [TestCase("planted-point")]
    [TestCase("planted-axes")]
    public void A_planted_defect_is_found(string part)
    {
        foreach (string precision in (string[])["fp64", "fp32"])
        {
            Verdict verdict = Trial.Run($"stencil.blocking n=40 precision={precision} local={part}", 5).Verdict!;
            Assert.That(verdict.Passed, Is.False, $"{precision}: {verdict}");
        }
    }

    [Test]
    public void A_halo_that_is_one_step_old_is_far_beyond_the_bound([Values(16, 64, 256, 1000)] int n)
    {
        // The first stale step changes points at the halo by R (1 - factor) of the wave: in fp32 that must be seen at
        // once.
        var c = new StencilCase(Decomposition.Of(n, 2, 1), new Wave(n), ElementKind.Fp32);
        Assert.That(Wave.R * (1 - c.Wave.Factor), Is.GreaterThan(20 * StencilBenchmark.BoundOf(c, 2)));
    }

    [Test]
    public void Bytes_and_messages_follow_from_the_faces()
    {
        // 8 ranks as 2 x 2 x 2: three inner faces each; 12 inner faces of 4 x 4 points, crossed both ways.
        Job job = Trial.Catalog.Bind(PointSpec.Parse("stencil.blocking n=8 precision=fp64 dims=3"), 8);
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, 8).Sum(r => job.WorkOf(r).Messages), Is.EqualTo(24));
            Assert.That(Enumerable.Range(0, 8).Sum(r => job.WorkOf(r).WireBytes), Is.EqualTo(24 * 16 * 8));
            Assert.That(Enumerable.Range(0, 8).Sum(r => job.WorkOf(r).Bytes), Is.EqualTo(2 * 8 * 512));
            Assert.That(Enumerable.Range(0, 8).Sum(r => job.WorkOf(r).Flops), Is.EqualTo(8 * 512));
        });
    }

    [Test]
    public void Many_steps_at_once_give_what_single_steps_give(
        [Values("deep-halo", "temporal", "outofcore")] string method, [Values(1, 2, 3, 5)] int depth,
        [Values(7, 16, 40, 65)] int n, [Values("fp64", "fp32")] string precision,
        [Values("simd", "reference")] string local, [Values(7, 27)] int points)
    {
        string spec = $"stencil.{method} n={n} steps={2 * depth} depth={depth} points={points} "
            + $"precision={precision} local={local}";
        Verdict verdict = Trial.Run(spec, 2).Verdict!;
        Assert.That(verdict.Passed, Is.True, $"{spec}: {verdict}");
    }

    [Test]
    public void Many_steps_at_once_give_single_steps_bit_by_bit(
        [Values("deep-halo", "temporal", "outofcore")] string method, [Values(1, 2, 3, 4)] int depth,
        [Values("simd", "reference")] string local, [Values("fp64", "fp32")] string precision)
    {
        const int N = 41;
        string values = $"n={N} steps=12 local={local} precision={precision}";
        using IStencilKernel single = After($"stencil.blocking {values}");
        using IStencilKernel many = After($"stencil.{method} depth={depth} {values}");
        double[] expected = new double[N], found = new double[N];
        for (int z = 0; z < N; z++)
        {
            for (int y = 0; y < N; y++)
            {
                single.Read(y, z, expected);
                many.Read(y, z, found);
                Assert.That(found, Is.EqualTo(expected), $"y={y} z={z}");
            }
        }

        static IStencilKernel After(string spec)
        {
            Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), 1);
            var kernel = (IStencilKernel)job.Prepare(Trial.Place, null);
            kernel.Run(1, new long[job.Phases.Count]);
            return kernel;
        }
    }

    [Test]
    public void Traffic_of_a_stencil_out_of_core_is_as_the_formula_says(
        [Values(16, 21)] int n, [Values(1, 2, 4)] int depth, [Values("fp64", "fp32")] string precision)
    {
        Job job = Trial.Catalog.Bind(
            PointSpec.Parse($"stencil.outofcore n={n} steps=4 depth={depth} precision={precision}"), 1);
        Place place = Trial.Place;
        using IKernel kernel = job.Prepare(place, null);
        kernel.Run(2, new long[job.Phases.Count]);
        Assert.That(job.Verify(kernel, Rigour.Full, new Alone(2)).Passed);
        double io = ((IStencilKernel)kernel).Facts.Single(f => f.Name == "io_bytes").Number;
        int width = precision == "fp64" ? 8 : 4;
        Assert.That(io, Is.EqualTo(2.0 * width * n * n * n * (4 / depth)), "2 w n^3 steps / depth");
        Assert.That(place.Memory.PeakBytes, Is.EqualTo(job.FootprintBytes(place)));
    }

    [Test]
    public void Points_larger_than_memory_are_stepped_out_of_core_and_refused_in_core()
    {
        var place = new Place(null, 1, new MemoryBudget(2 << 20), Trial.Catalog);
        Job within = Trial.Catalog.Bind(PointSpec.Parse("stencil.overlap n=80 steps=4"), 1);
        Assert.That(within.FootprintBytes(place), Is.GreaterThan(4 * place.Memory.LimitBytes / 2));
        Job beyond = Trial.Catalog.Bind(PointSpec.Parse("stencil.outofcore n=80 steps=4"), 1);
        Assert.That(beyond.FootprintBytes(place), Is.LessThanOrEqualTo(place.Memory.LimitBytes));
        using IKernel kernel = beyond.Prepare(place, null);
        kernel.Run(1, new long[beyond.Phases.Count]);
        Assert.That(beyond.Verify(kernel, Rigour.Full, new Alone(1)).Passed);
    }

    [Test]
    public void A_file_is_cut_along_z_alone() => Assert.That(
        Trial.Catalog.Bind(PointSpec.Parse("stencil.outofcore n=20 dims=2 steps=4"), 4).Check(Trial.Place).Reason,
        Does.Contain("along z alone"));

    [Test]
    public void Points_that_two_ranks_have_are_found_though_each_is_right()
    {
        var c = new StencilCase(Decomposition.Of(20, 1, 1), new Wave(20), ElementKind.Fp64);
        Job job = Trial.Catalog.Bind(PointSpec.Parse("stencil.blocking n=20"), 1);
        using var kernel = (IStencilKernel)job.Prepare(Trial.Place, null);
        kernel.Run(3, new long[job.Phases.Count]);
        Assert.That(new StencilBenchmark().Verify(c, kernel, Rigour.Full, new Alone(3)).Passed);
        Verdict verdict = new StencilBenchmark().Verify(c, kernel, Rigour.Full, new Twice(3));
        Assert.That(verdict.Passed, Is.False);
        Assert.That(verdict.What, Does.StartWith("amplitude of the wave over all ranks"));
    }

    [Test]
    public void Another_operator_than_the_one_asked_for_is_found() => Assert.That(
        Trial.Run("stencil.deep-halo n=40 points=27 depth=1 local=planted-seven", 3).Verdict!.Passed, Is.False);

    [Test]
    public void Points_beyond_corners_are_refused_where_they_are_not_exchanged() => Assert.That(
        Trial.Run("stencil.blocking n=40 points=27", 1).Refusal, Does.Contain("corners"));

    [Test]
    public void A_tile_that_does_not_hold_all_lines_leans_without_losing_one() =>
        Assert.That(Trial.Run("stencil.temporal n=200 steps=8 depth=8", 1).Verdict!.Passed, Is.True);

    [TestCase("steps=5 depth=2", 1, "no whole number")]
    [TestCase("steps=6 depth=6", 2, "no 6 for its neighbour")]
    public void Steps_that_can_not_be_made_at_once_are_refused(string values, int ranks, string reason) => Assert.That(
        Trial.Catalog.Bind(PointSpec.Parse($"stencil.deep-halo n=10 dims=1 {values}"), ranks).Check(Trial.Place).Reason,
        Does.Contain(reason));

    [Test]
    public void Deep_layers_take_edges_and_corners_along_and_only_useful_points_count(
        [Values("deep-halo", "temporal")] string method)
    {
        // 8 ranks as 2 x 2 x 2 of 4 x 4 x 4 points; 3 layers cross as 4 x 4, then 4 x 7, then 7 x 7 points.
        Job job = Trial.Catalog.Bind(PointSpec.Parse($"stencil.{method} n=8 dims=3 steps=6 depth=3"), 8);
        Assert.Multiple(() =>
        {
            Assert.That(job.WorkOf(5).Messages, Is.EqualTo(2 * 3));
            Assert.That(job.WorkOf(5).WireBytes, Is.EqualTo(2 * 8 * 3 * (16 + 28 + 49)));
            Assert.That(job.WorkOf(5).Flops, Is.EqualTo(6 * 8 * 64));
            Assert.That(job.WorkOf(5).Bytes, Is.EqualTo(6 * 2 * 8 * 64));
        });
    }

    [TestCase("n=3", 1)]
    [TestCase("n=8 steps=0", 1)]
    [TestCase("n=4 dims=4", 1)]
    [TestCase("n=4 dims=1", 5)]
    public void A_cut_that_leaves_a_rank_without_points_is_no_case(string values, int ranks) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse($"stencil.blocking {values}"), ranks), Throws.ArgumentException);

    /// <summary>A block of pseudo-random points and halos after one step, without its padding.</summary>
    private static unsafe double[] Stepped<T>(
        string part, string precision, int nx, int ny, int nz, bool isPast = false)
        where T : unmanaged, INumber<T>
    {
        var local = (ILocalStencil<T>)Trial.Catalog.Part<ILocalStencil>(part)
            .Create(Trial.Catalog.Precision(precision), Trial.Place);
        var memory = new MemoryBudget();
        int guard = BlockMemory.GuardBytes / sizeof(T);
        nint length = BlockMemory.LayerOf(nx, ny, sizeof(T)) * nz + 2 * guard;
        int layer = Math.Max(nx * ny, nz * Math.Max(nx, ny)) + guard;
        using NativeBuffer<T> from = memory.Allocate<T>(length);
        using NativeBuffer<T> to = memory.Allocate<T>(length);
        using NativeBuffer<T> halo = memory.Allocate<T>(6 * layer + 2 * guard);
        Layer<T>* halos = stackalloc Layer<T>[6];
        for (int f = 0; f < 6; f++)
            halos[f] = BlockMemory.Packed((Face)f, halo.Pointer + guard + f * layer, nx, ny);
        foreach (NativeBuffer<T> buffer in (NativeBuffer<T>[])[from, halo])
            for (nint i = 0; i < buffer.Length; i++)
                buffer[i] = T.CreateChecked(Counter.Uniform(1, (ulong)i));
        var block = new Block<T>(from.Pointer + guard, to.Pointer + guard, halos, nx, ny, nz)
        {
            IsPast = isPast,
        };
        local.Step(block, new Lines(0, ny, 0, nz));
        var points = new List<double>();
        for (int z = 0; z < nz; z++)
            for (int y = 0; y < ny; y++)
                for (int x = 0; x < nx; x++)
                    points.Add(double.CreateChecked(block.To(y, z)[x]));
        return [.. points];
    }

    /// <summary>Two ranks that have the same points.</summary>
    private sealed class Twice(long repeats) : IHarness
    {
        public int Rank => 0;

        public int Size => 2;

        public long Repeats => repeats;

        public void Sum(Span<double> values)
        {
            foreach (ref double value in values)
                value *= 2;
        }

        public double Max(double value) => value;
    }
}
