using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What can be said of collectives and messages without MPI.</summary>
public sealed class MessageTests
{
    private static readonly string[] Whole =
        ["allgather", "alltoall", "broadcast", "reduce", "reduce-scatter"];

    private static IEnumerable<string> Ways =>
        Alone.Catalog.RealisationsOf(Alone.Catalog.Benchmark("allreduce")).Where(r => r is not IOnDevice)
            .Select(r => r.Name);

    [Test]
    public void On_one_rank_the_sum_is_the_buffer(
        [ValueSource(nameof(Ways))] string way, [Values(0, 8, 24, 65544)] int bytes,
        [Values("fp64", "fp32")] string precision, [Values("no", "yes")] string inPlace)
    {
        Verdict verdict =
            Trial.Run($"allreduce.{way} bytes={bytes} precision={precision} in_place={inPlace}", 3).Verdict!;
        Assert.That(verdict.Passed, Is.True, verdict.ToString());
    }

    [Test]
    public void What_mpi_has_no_datatype_for_is_refused_by_the_library_and_summed_by_ours(
        [Values("fp16", "bf16")] string precision)
    {
        foreach (string way in new[] { "library", "reduce-bcast" })
            Assert.That(
                Trial.Run($"allreduce.{way} bytes=8 precision={precision}", 1).Refusal,
                Is.EqualTo($"MPI has no datatype for {precision}"));
        Assert.That(Trial.Run($"allreduce.ring bytes=80 precision={precision}", 1).Verdict!.Passed, Is.True);
    }

    [Test]
    public void Whole_numbers_of_any_size_never_wrap_around([Values("int32", "int64")] string precision)
    {
        AllreduceCase c = new Allreduce().Bind(PointOf($"bytes=64 precision={precision} in_place=yes"), 10_000);
        Assert.That((c.Numbers.Modulus - 1) * Math.Pow(10_000, c.MaxRepeats), Is.LessThan(
            precision == "int32" ? int.MaxValue : long.MaxValue));
    }

    [Test]
    public void A_message_needs_two_ranks([Values(
        "pingpong.blocking", "sendrecv.blocking", "pairs.blocking round=1", "bandwidth.nonblocking",
        "message-rate.nonblocking")]
        string spec) =>
        Assert.That(Trial.Run($"{spec} bytes=8", 1).Refusal, Does.Contain("two ranks"));

    [TestCase("bandwidth.nonblocking bytes=100 window=10 direction=uni", 4, 1000, 10)]
    [TestCase("bandwidth.nonblocking bytes=100 window=10 direction=bi", 4, 2000, 20)]
    [TestCase("message-rate.nonblocking bytes=8 window=10 direction=uni", 5, 160, 20)]
    [TestCase("pairs.blocking bytes=100 round=2", 5, 400, 4)]
    [TestCase("pairs.blocking bytes=100 round=0", 7, 600, 6)]
    [TestCase("pairs.blocking bytes=100 round=1 players=nodes", 5, 400, 4)]
    [TestCase("pingpong.blocking bytes=100", 5, 200, 2)]
    [TestCase("sendrecv.blocking bytes=100", 5, 500, 5)]
    [TestCase("sendrecv.blocking bytes=100 pattern=pairs", 5, 400, 4)]
    public void Messages_and_their_bytes_are_counted_where_they_are_sent(
        string spec, int ranks, long bytes, long messages)
    {
        Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), ranks);
        Work work = Enumerable.Range(0, ranks).Select(job.WorkOf).Aggregate(Work.None, Work.Add);
        Assert.That((work.WireBytes, work.Messages), Is.EqualTo((bytes, messages)));
    }

    [Test]
    public void Of_nodes_only_their_first_ranks_send()
    {
        Job job = Trial.Catalog.Bind(
            PointSpec.Parse("pairs.blocking bytes=100 round=1 players=nodes"), 6, [0, 0, 1, 1, 2, 2]);
        Assert.That(
            Enumerable.Range(0, 6).Select(r => job.WorkOf(r).WireBytes),
            Is.EqualTo(new[] { 100, 0, 0, 0, 100, 0 }).Or.EqualTo(new[] { 100, 0, 100, 0, 0, 0 }));
        Assert.That(
            () => Trial.Catalog.Bind(
                PointSpec.Parse("pairs.blocking bytes=8 round=4 players=nodes"), 6, [0, 0, 1, 1, 2, 2]),
            Throws.ArgumentException.With.Message.Contain("3 players have rounds 1 to 3"));
    }

    [TestCase("pairs.blocking round=3 bytes=8")]
    [TestCase("pairs.blocking round=-1 bytes=8")]
    [TestCase("pairs.blocking round=1 players=all bytes=8")]
    [TestCase("bandwidth.nonblocking direction=both bytes=8")]
    [TestCase("bandwidth.nonblocking window=0 bytes=8")]
    [TestCase("pingpong.blocking bytes=-1")]
    [TestCase("sendrecv.blocking bytes=8 pattern=star")]
    public void What_is_no_exchange_is_no_case(string spec) =>
        Assert.That(() => Trial.Catalog.Bind(PointSpec.Parse(spec), 2), Throws.ArgumentException);

    [Test]
    public void The_sum_in_closed_form_is_the_sum_over_ranks([Values(1, 2, 3, 60, 61, 62, 200)] int ranks)
    {
        var numbers = new WholeNumbers(ranks, 61);
        for (long i = 0; i < 100; i++)
            Assert.That(numbers.Sum(i), Is.EqualTo(Enumerable.Range(0, ranks).Sum(r => (long)numbers[r, i])));
    }

    [Test]
    public void On_one_rank_nothing_moves(
        [ValueSource(nameof(Whole))] string name, [Values(0, 8, 1000)] int bytes,
        [Values("fp64", "fp32", "fp16")] string precision)
    {
        (Verdict? verdict, string refusal) = Trial.Run($"{name}.library bytes={bytes} precision={precision}", 2);
        Assert.That(verdict?.Passed ?? refusal.Contains("no datatype"), Is.True, $"{verdict} {refusal}");
    }

    /// <summary>Factors: NVIDIA nccl-tests, doc/PERFORMANCE.md.</summary>
    [TestCase("allreduce", 2, 1)]
    [TestCase("allgather", 1, 1)]
    [TestCase("reduce-scatter", 1, 1)]
    [TestCase("alltoall", 1, 1)]
    [TestCase("broadcast", 1, 0)]
    [TestCase("reduce", 1, 0)]
    public void Bus_bandwidth_has_the_factors_of_nccl_tests(string name, int times, int less)
    {
        const long Bytes = 24 << 10;
        foreach (int ranks in new[] { 1, 2, 3, 8 })
        {
            Job job = Alone.Catalog.Bind(PointSpec.Parse($"{name}.library bytes={Bytes} precision=fp64"), ranks);
            Work work = Work.None;
            for (int r = 0; r < ranks; r++)
                work += job.WorkOf(r);
            double factor = times * (ranks - less) / (double)ranks;
            Assert.That(
                Metrics.Rate(job.Metric, work, ranks, seconds: 1), Is.EqualTo(factor * Bytes).Within(1e-9), $"{ranks}");
        }
    }

    [Test]
    public void A_buffer_is_rounded_up_to_an_element_for_each_rank()
    {
        var c = new Allgather().Bind(PointOf("bytes=8"), 3);
        Assert.That((c.Inputs(0), c.Outputs(0)), Is.EqualTo((1, 3)));
        Assert.That(new Allgather().Bind(PointOf("bytes=0"), 3).All, Is.Zero);
    }

    [Test]
    public void Sums_in_place_stay_exact_as_long_as_they_are_repeated(
        [Values(2, 3, 5, 64)] int ranks, [Values("fp64", "fp32", "fp16", "bf16", "int32", "int64")] string precision)
    {
        AllreduceCase c = new Allreduce().Bind(PointOf($"bytes=64 precision={precision} in_place=yes"), ranks);
        double largest = (c.Numbers.Modulus - 1) * Math.Pow(ranks, c.MaxRepeats);
        double limit = c.Precision.Formats.Store.WholeLimit();
        Assert.That((largest <= limit, largest * ranks > limit), Is.EqualTo((true, true)));
    }

    [Test]
    public void All_ranks_together_send_what_bus_bandwidth_is_defined_by([Values(1, 2, 3, 7)] int ranks)
    {
        Job job = Trial.Catalog.Bind(PointSpec.Parse("allreduce.ring bytes=1000 precision=fp32"), ranks);
        Assert.That(Enumerable.Range(0, ranks).Sum(r => job.WorkOf(r).WireBytes), Is.EqualTo(2 * (ranks - 1) * 1000));
        Assert.That(Enumerable.Range(0, ranks).Sum(r => job.WorkOf(r).Flops), Is.EqualTo((ranks - 1) * 250));
    }

    [TestCase("bytes=9 precision=fp32", 1)]
    [TestCase("bytes=-8 precision=fp32", 1)]
    [TestCase("bytes=8 precision=fp16", 3000)]
    [TestCase("bytes=8 precision=bf16", 300)]
    public void What_has_no_exact_sum_is_no_case(string values, int ranks) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse($"allreduce.ring {values}"), ranks), Throws.ArgumentException);

    private static Point PointOf(string values) => new(
        [.. PointSpec.Parse($"x.y {values} precision=fp64").Values
            .Select(v => new Parameter(v.Key, "", Role.Problem, v.Value))],
        Alone.Catalog);
}
