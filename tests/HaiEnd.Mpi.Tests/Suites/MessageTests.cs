using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>What can be said of collectives and messages without MPI.</summary>
public sealed class MessageTests
{
    [Test]
    public void On_one_rank_the_sum_is_the_buffer(
        [Values("library", "ring", "recursive-doubling")] string way, [Values(0, 8, 24, 65544)] int bytes,
        [Values("fp64", "fp32")] string precision)
    {
        Verdict verdict = Trial.Run($"allreduce.{way} bytes={bytes} precision={precision}", 3).Verdict!;
        Assert.That(verdict.Passed, Is.True, verdict.ToString());
    }

    [Test]
    public void Fp16_is_refused_by_the_library_and_summed_by_ours()
    {
        Assert.That(Trial.Run("allreduce.library bytes=8 precision=fp16", 1).Refusal, Does.Contain("no datatype"));
        Assert.That(Trial.Run("allreduce.ring bytes=80 precision=fp16", 1).Verdict!.Passed, Is.True);
    }

    [Test]
    public void A_message_needs_two_ranks() =>
        Assert.That(Trial.Run("pingpong.blocking bytes=8", 1).Refusal, Does.Contain("two ranks"));

    [Test]
    public void The_sum_in_closed_form_is_the_sum_over_ranks([Values(1, 2, 3, 60, 61, 62, 200)] int ranks)
    {
        var c = new AllreduceCase(100, ranks, 61, Trial.Catalog.Precision("fp64"));
        for (long i = 0; i < c.Elements; i++)
            Assert.That(c.Sum(i), Is.EqualTo(Enumerable.Range(0, ranks).Sum(r => (long)c.Input(r, i))));
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
    [TestCase("bytes=8 precision=fp16", 400)]
    public void What_has_no_exact_sum_is_no_case(string values, int ranks) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse($"allreduce.ring {values}"), ranks), Throws.ArgumentException);
}
