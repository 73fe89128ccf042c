using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Benchmarks that send messages, on as many ranks as there are.</summary>
public sealed class SuitesTests
{
    [Test]
    public void A_stencil_is_right_however_the_cube_is_cut(
        [Values(1, 2, 3)] int dims, [Values(7, 13, 16, 31)] int n, [Values("fp64", "fp32")] string precision,
        [Values("simd", "reference")] string local)
    {
        n = Math.Max(n, Size);
        int steps = Math.Min(20, new Wave(n).MaxSteps);
        Passes($"stencil.blocking n={n} dims={dims} precision={precision} local={local}", steps);
    }

    [Test]
    public void A_stencil_is_right_while_halos_are_on_their_way(
        [Values(1, 2)] int dims, [Values(4, 7, 16, 31)] int n, [Values("simd", "reference")] string local)
    {
        n = Math.Max(n, Size);
        Passes($"stencil.overlap n={n} dims={dims} precision=fp64 local={local}", Math.Min(9, new Wave(n).MaxSteps));
    }

    [Test]
    public void A_stencil_is_right_in_shared_memory_and_by_persistent_messages(
        [Values("shared", "persistent")] string method, [Values(1, 2, 3)] int dims, [Values(7, 16, 31)] int n,
        [Values("fp64", "fp32")] string precision, [Values("simd", "reference")] string local)
    {
        n = Math.Max(n, Size);
        int steps = Math.Min(9, new Wave(n).MaxSteps);
        Passes($"stencil.{method} n={n} dims={dims} precision={precision} local={local}", steps);
    }

    [Test]
    public void A_stencil_in_shared_memory_is_right_where_layers_are_kept_apart() =>
        Passes("stencil.shared n=272 dims=2", 2, Rigour.Sample);

    [Test]
    public void A_stencil_that_makes_many_steps_between_messages_is_right(
        [Values("deep-halo", "temporal")] string method, [Values(1, 2, 3)] int dims, [Values(16, 21, 31)] int n,
        [Values(1, 2, 4)] int depth, [Values(7, 27)] int points, [Values("fp64", "fp32")] string precision)
    {
        n = Math.Max(n, depth * Size);
        string spec = $"stencil.{method} n={n} dims={dims} steps=4 depth={depth} points={points} precision={precision}";
        for (int repeats = 1; repeats <= 2; repeats++)
            Passes(spec, repeats);
    }

    [Test]
    public void A_stencil_whose_layers_are_in_a_file_is_right_and_moves_what_the_formula_says(
        [Values(16, 21)] int n, [Values(1, 2, 4)] int depth, [Values(7, 27)] int points,
        [Values("fp64", "fp32")] string precision)
    {
        n = Math.Max(n, depth * Size);
        string spec = $"stencil.outofcore n={n} steps=4 depth={depth} points={points} precision={precision}";
        Passes(spec, 1);
        Passes(spec, 2);
        Place place = Ranked.Place;
        Job job = Ranked.Catalog.Bind(PointSpec.Parse(spec), Size);
        using var kernel = (IStencilKernel)job.Prepare(place, null);
        kernel.Run(1, new long[job.Phases.Count]);
        long own = Partition.Of(n, Size, place.Rank).Length;
        int inner = (place.Rank > 0 ? 1 : 0) + (place.Rank < Size - 1 ? 1 : 0);
        long bytes = n * n * (precision == "fp64" ? 8 : 4) * (4 / depth);
        Assert.Multiple(() =>
        {
            Assert.That(
                kernel.Facts.Single(f => f.Name == "io_bytes").Number,
                Is.EqualTo(bytes * (2 * own + 3 * inner * depth)), "w n^2 steps / depth (2 n / p + 3 depth a face)");
            Assert.That(job.WorkOf(place.Rank).WireBytes, Is.EqualTo(bytes * inner * depth));
            Assert.That(job.WorkOf(place.Rank).Messages, Is.EqualTo(inner * 4));
        });
    }

    [Test]
    public void A_stencil_in_fp16_is_right() =>
        Passes("stencil.blocking n=16 dims=3 precision=fp16 local=reference", 5);

    [Test]
    public void A_planted_exchange_is_found_in_all_precisions(
        [Values("planted-stale", "planted-swapped", "planted-tag", "planted-uneven")] string plant,
        [Values("fp64", "fp32")] string precision,
        [Values(Rigour.Full, Rigour.Sample)] Rigour rigour, [Values(1, 3)] int dims)
    {
        if (Size == 1)
            Assert.Ignore("one rank has no neighbour");
        Verdict verdict = Ranked.Run($"stencil.{plant} n=25 dims={dims} precision={precision}", 7, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }

    [Test]
    public void A_message_comes_back([Values(0, 1, 8, 4096, 1 << 20)] int bytes)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        Passes($"pingpong.blocking bytes={bytes}", 3);
        Passes($"pingpong.blocking bytes={bytes}", 2, Rigour.Sample);
    }

    [Test]
    public void Messages_are_exchanged(
        [Values("ring", "pairs")] string pattern, [Values(0, 1, 8, 70_000, 1 << 20)] int bytes)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        for (int repeats = 1; repeats <= 4; repeats++)
            Passes($"sendrecv.blocking bytes={bytes} pattern={pattern}", repeats);
        Passes($"sendrecv.blocking bytes={bytes} pattern={pattern}", 2, Rigour.Sample);
    }

    [Test]
    public void Every_pair_of_a_tournament_plays([Values(0, 8, 70_000)] int bytes)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        for (int round = Tournament.Farthest; round <= Tournament.Rounds(Size); round++)
            Passes($"pairs.blocking bytes={bytes} round={round}", 3);
    }

    [Test]
    public void A_rank_of_each_node_plays_and_the_others_rest([Values(0, 8, 70_000)] int bytes)
    {
        int[] nodeOf = [.. Enumerable.Range(0, Size).Select(r => r % 2)];
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        string spec = $"pairs.blocking bytes={bytes} round=1 players=nodes";
        (Verdict? verdict, string? fault) = Ranked.Run(spec, 3, nodeOfRank: nodeOf);
        Assert.That((verdict?.Passed, fault), Is.EqualTo(((bool?)true, (string?)null)));
        string planted = "pairs.planted-short bytes=100 round=1 players=nodes";
        Assert.That(Ranked.Run(planted, 3, nodeOfRank: nodeOf).Verdict!.Passed, Is.False);
    }

    [Test]
    public void A_window_of_messages_arrives(
        [Values("bandwidth", "message-rate")] string name, [Values("uni", "bi")] string direction,
        [Values(0, 1, 100, 70_000)] int bytes, [Values(1, 5, 64)] int window)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        Passes($"{name}.nonblocking bytes={bytes} direction={direction} window={window}", 3);
    }

    [Test]
    public void A_line_goes_between_all_pairs_of_cores([Values("no", "yes")] string pinned)
    {
        if (Size == 1)
            Assert.Ignore("a line between two cores needs two ranks");
        for (int round = 1; round <= Tournament.Rounds(Size); round++)
            Passes($"corelatency.flag round={round} pinned={pinned}", 20);
        Assert.That(Ranked.Run("corelatency.planted-once round=1", 20).Verdict!.Passed, Is.False);
    }

    [Test]
    public void A_rank_is_pinned_while_it_is_measured_and_free_again_afterwards()
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        string before = Allowed();
        Place place = Ranked.Place;
        using (Ranked.Catalog.Bind(PointSpec.Parse("pingpong.blocking bytes=8 pinned=yes"), Size).Prepare(place, null))
            Assert.That(Allowed(), Is.EqualTo($"{place.Processor}"));
        Assert.That(Allowed(), Is.EqualTo(before));
    }

    [TestCase("pingpong.planted-short bytes=100")]
    [TestCase("sendrecv.planted-short bytes=100 pattern=ring")]
    [TestCase("sendrecv.planted-short bytes=100 pattern=pairs")]
    [TestCase("pairs.planted-short bytes=100 round=1")]
    [TestCase("pairs.planted-kept bytes=100 round=1")]
    [TestCase("bandwidth.planted-lost bytes=100 direction=uni window=9")]
    [TestCase("bandwidth.planted-lost bytes=100 direction=bi window=9")]
    [TestCase("message-rate.planted-lost bytes=1 direction=uni window=64")]
    [TestCase("message-rate.planted-turned bytes=8 direction=bi window=2")]
    public void A_message_that_stays_behind_is_found(string spec)
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
        foreach (Rigour rigour in new[] { Rigour.Full, Rigour.Sample })
            Assert.That(Ranked.Run(spec, 1, rigour).Verdict!.Passed, Is.False);
    }

    [TestCase("sendrecv.planted-backward bytes=100 pattern=ring", 1)]
    [TestCase("sendrecv.planted-stale bytes=100 pattern=pairs", 2)]
    public void A_message_of_another_rank_is_found(string spec, int repeats)
    {
        if (Size < 3)
            Assert.Ignore("two ranks have no other partner");
        foreach (Rigour rigour in new[] { Rigour.Full, Rigour.Sample })
            Assert.That(Ranked.Run(spec, repeats, rigour).Verdict!.Passed, Is.False);
    }

    /// <summary>Where this thread may run.</summary>
    private static string Allowed() => File.ReadLines("/proc/thread-self/status")
        .First(l => l.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];

    internal static void Passes(string spec, int repeats, Rigour rigour = Rigour.Full)
    {
        (Verdict? verdict, string? fault) = Ranked.Run(spec, repeats, rigour);
        Assert.That(fault, Is.Null, spec);
        Assert.That(verdict!.Passed, Is.True, $"{spec}: {verdict}");
    }
}
