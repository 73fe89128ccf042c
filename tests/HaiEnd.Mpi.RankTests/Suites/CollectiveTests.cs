using System.Numerics;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Collectives, on as many ranks as there are.</summary>
public sealed class CollectiveTests
{
    private static readonly string[] Movers = ["allgather", "alltoall", "broadcast", "reduce", "reduce-scatter"];

    private static readonly string[] Ways =
    [
        "library", "reduce-bcast", "ring", "recursive-doubling", "rabenseifner", "pipelined-ring", "hierarchical",
        "hierarchical-lone", "hierarchical-dealt", "auto",
    ];

    [Test]
    public void A_sum_is_exact_for_any_length(
        [ValueSource(nameof(Ways))] string way, [Values(0, 1, 2, 3, 5, 1000, 40_001)] int elements,
        [Values("fp64", "fp32")] string precision, [Values("no", "yes")] string inPlace) =>
        Passes(
            $"allreduce.{way} bytes={elements * (precision == "fp64" ? 8 : 4)} precision={precision} "
            + $"in_place={inPlace}", 3);

    [Test]
    public void A_way_that_is_chosen_by_the_model_is_named([Values(8, 1 << 20)] int bytes)
    {
        Job job = Ranked.Catalog.Bind(PointSpec.Parse($"allreduce.auto bytes={bytes}"), Size);
        using IDisposable? link = job.Connect(Ranked.Place);
        using IKernel kernel = job.Prepare(Ranked.Place, link);
        PointFact chosen = job.Observe(kernel, new MpiRanks(World).Harness(0)).Single(f => f.Name == "algorithm");
        Assert.That(AllreduceModel.Known, Does.Contain(chosen.Value));
    }

    [Test]
    public void Halves_are_summed_without_a_datatype_of_mpi(
        [Values("ring", "recursive-doubling", "rabenseifner", "pipelined-ring", "hierarchical")] string way,
        [Values("fp16", "bf16")] string precision, [Values("no", "yes")] string inPlace) =>
        Passes($"allreduce.{way} bytes=2046 precision={precision} in_place={inPlace}", 1);

    [Test]
    public void Whole_numbers_are_summed(
        [ValueSource(nameof(Ways))] string way, [Values("int32", "int64")] string precision) =>
        Passes($"allreduce.{way} bytes=8008 precision={precision}", 2);

    [Test]
    public void A_ring_is_right_whatever_its_chunks(
        [Values(8, 64, 1000)] int chunk, [Values(0, 1, 7, 16, 1003)] int elements,
        [Values("no", "yes")] string inPlace) =>
        Passes(
            $"allreduce.pipelined-ring bytes={8 * elements} precision=fp64 chunk={chunk} in_place={inPlace}", 3);

    [Test]
    public void Nodes_are_joined_by_any_way_between_them(
        [Values("ring", "recursive-doubling", "rabenseifner", "library")] string between,
        [Values("hierarchical-lone", "hierarchical-dealt")] string way, [Values("no", "yes")] string inPlace) =>
        Passes($"allreduce.{way} bytes=80008 precision=fp64 between={between} in_place={inPlace}", 2);

    [Test]
    public void Messages_and_bytes_are_those_of_the_formulas(
        [Values("ring", "recursive-doubling", "rabenseifner", "pipelined-ring")] string way)
    {
        // Any part is whole: 12 is a multiple of the rank counts that tests run with.
        const long Bytes = 8 * 12 * 64, Chunk = 256;
        string chunk = way == "pipelined-ring" ? $" chunk={Chunk}" : "";
        var place = new Place(World, 1, Memory, Ranked.Catalog);
        Job job = Ranked.Catalog.Bind(PointSpec.Parse($"allreduce.{way} bytes={Bytes} precision=fp64{chunk}"), Size);
        using var kernel = (AllreduceKernel<double>)job.Prepare(place, null);
        kernel.Run(2, []);
        Assert.That(kernel.MessagesSent, Is.EqualTo(2 * job.WorkOf(Rank).Messages));
        Assert.That(kernel.BytesSent, Is.EqualTo(2 * SentBy(way, Bytes)));
    }

    /// <summary>Bytes of one all-reduce by this rank: the terms of Thakur, Rabenseifner and Gropp (2005), section 4.5,
    /// where ranks beyond a power of two hand all of it over and get all of it back.</summary>
    private static long SentBy(string way, long bytes)
    {
        int rounds = BitOperations.Log2((uint)Size), power = 1 << rounds, beyond = Size - power;
        if (way is "ring" or "pipelined-ring")
            return 2 * (Size - 1) * bytes / Size;
        long among = way == "rabenseifner" ? 2 * (power - 1) * bytes / power : rounds * bytes;
        return Rank >= 2 * beyond ? among : Rank % 2 == 0 ? bytes : among + bytes;
    }

    [Test]
    public void A_collective_is_right_for_any_length(
        [ValueSource(nameof(Movers))] string name, [Values(0, 1, 8, 100, 12_345, 1 << 18)] int bytes,
        [Values("fp64", "fp32", "fp16")] string precision)
    {
        if (precision == "fp16" && name.StartsWith("reduce", StringComparison.Ordinal))
            Assert.Ignore("MPI can't add halves");
        Passes($"{name}.library bytes={bytes} precision={precision}", 2);
        Passes($"{name}.library bytes={bytes} precision={precision}", 2, Rigour.Sample);
    }

    [Test]
    public void A_planted_defect_is_found(
        [Values("allgather", "alltoall", "broadcast", "reduce", "reduce-scatter", "allreduce")] string name,
        [Values("fp64", "fp32")] string precision, [Values(Rigour.Full, Rigour.Sample)] Rigour rigour)
    {
        if (Size == 1)
            Assert.Ignore("one rank has nothing to get wrong");
        Verdict verdict = Ranked.Run($"{name}.planted bytes=3000 precision={precision}", 2, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }

    [Test]
    public void A_sum_in_place_must_go_on_from_the_last()
    {
        if (Size == 1)
            Assert.Ignore("one rank always has the sum");
        Assert.That(Ranked.Run("allreduce.planted-restart bytes=80 precision=fp64", 2).Verdict!.Passed, Is.True);
        Verdict verdict = Ranked.Run("allreduce.planted-restart bytes=80 precision=fp64 in_place=yes", 2).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }

    [Test]
    public void A_barrier_lets_nobody_through() => Passes("barrier.library", 3);

    [Test]
    public void A_barrier_that_forgets_a_rank_is_found()
    {
        if (Size == 1)
            Assert.Ignore("one rank waits for nobody");
        Assert.That(Ranked.Run("barrier.planted", 1).Verdict!.Passed, Is.False);
    }
}

/// <summary>The shim is told to take 7 elements for too many, so that a long buffer is one of a few bytes.</summary>
public sealed class LongCollectiveTests
{
    [SetUp]
    public void Lower_the_limit() => MpiShim.hai_set_count_limit(7);

    [TearDown]
    public void Restore_the_limit() => MpiShim.hai_set_count_limit(0);

    [Test]
    public void Longer_buffers_than_a_count_can_say_are_summed(
        [Values(
            "library", "reduce-bcast", "ring", "recursive-doubling", "rabenseifner", "pipelined-ring", "hierarchical",
            "hierarchical-dealt", "compressed-bf16", "reproducible")] string way,
        [Values("no", "yes")] string inPlace) =>
        Passes($"allreduce.{way} bytes=800 precision=fp64 in_place={inPlace}", way == "compressed-bf16" ? 1 : 2);

    [Test]
    public void And_moved([Values("allgather", "alltoall", "broadcast", "reduce")] string name) =>
        Passes($"{name}.library bytes=800 precision=fp64", 2);
}
