using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Sums that are rounded on their way, and sums that are the same in any order.</summary>
public sealed class RoundedSumTests
{
    private static readonly string[] Compressed =
        ["compressed-bf16", "compressed-int8", "compressed-int8 block=64", "compressed-int8 block=1000"];

    [Test]
    public void A_compressed_sum_is_within_its_bound_for_any_length(
        [ValueSource(nameof(Compressed))] string way, [Values(0, 1, 255, 256, 257, 10_001)] int elements,
        [Values("fp64", "fp32")] string precision, [Values("off", "on")] string feedback,
        [Values("no", "yes")] string inPlace) =>
        Passes(
            $"allreduce.{way} bytes={elements * (precision == "fp64" ? 8 : 4)} precision={precision} "
            + $"feedback={feedback} in_place={inPlace}", inPlace == "yes" ? 1 : 3);

    [Test]
    public void Compression_costs_accuracy_that_the_check_sees(
        [Values("compressed-bf16", "compressed-int8")] string way, [Values("fp64", "fp32")] string precision)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone sends nothing");
        Verdict verdict = Ranked.Run($"allreduce.{way} bytes=800000 precision={precision}", 1).Verdict!;
        Assert.That(verdict.ErrorRelMax, Is.InRange(verdict.Bound / 10, verdict.Bound));
    }

    [Test]
    public void A_defect_on_the_wire_is_found(
        [Values("planted-scale", "planted-block", "planted-rank")] string plant,
        [Values("fp64", "fp32")] string precision, [Values("off", "on")] string feedback,
        [Values(Rigour.Full, Rigour.Sample)] Rigour rigour)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone sends nothing");
        Verdict verdict = Ranked.Run(
            $"allreduce.{plant} bytes=80000 precision={precision} feedback={feedback}", 2, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }

    [Test]
    public void What_is_counted_is_what_is_sent(
        [ValueSource(nameof(Compressed))] string way, [Values(0, 1, 257, 10_001)] int elements)
    {
        Place place = Ranked.Place;
        Job job = Ranked.Catalog.Bind(PointSpec.Parse($"allreduce.{way} bytes={4 * elements} precision=fp32"), Size);
        using var kernel = (AllreduceKernel<float>)job.Prepare(place, null);
        kernel.Run(2, []);
        Work work = job.WorkOf(Rank);
        Assert.That(
            (kernel.BytesSent, kernel.MessagesSent), Is.EqualTo((2 * work.WireBytes, 2 * work.Messages)));
    }

    [Test]
    public void Errors_that_are_fed_back_average_out([Values("compressed-bf16", "compressed-int8")] string way)
    {
        if (Size == 1)
            Assert.Ignore("a rank alone sends nothing");
        const int Steps = 32;
        (double lone, double mean) = (MeanError(way, "off", Steps), MeanError(way, "on", Steps));
        Assert.That(mean, Is.LessThan(lone / 4));
    }

    [Test]
    public void A_reproducible_sum_is_exact_for_any_length(
        [Values(1, 2, 3)] int words, [Values(0, 1, 2, 1000, 40_001)] int elements,
        [Values("fp64", "fp32", "fp16", "bf16")] string precision, [Values("no", "yes")] string inPlace) =>
        Passes(
            $"allreduce.reproducible bytes={elements * Width(precision)} precision={precision} words={words} "
            + $"in_place={inPlace}", 1);

    [Test]
    public void A_reproducible_sum_has_one_bit_pattern_in_any_order(
        [Values(1, 2, 3)] int words, [Values("fp64", "fp32", "fp16", "bf16")] string precision,
        [Values(1, 100, 10_000)] int elements)
    {
        (double patterns, double orders) = Patterns(
            $"allreduce.reproducible bytes={elements * Width(precision)} precision={precision} words={words}");
        Assert.That(patterns, Is.EqualTo(1));
        Assert.That(orders, Is.InRange(3, 20));
    }

    [Test]
    public void Other_sums_have_more_where_three_ranks_or_more_add(
        [Values("library", "ring", "recursive-doubling", "rabenseifner", "pipelined-ring", "reduce-bcast")] string way,
        [Values("fp64", "fp32")] string precision)
    {
        double patterns = Patterns($"allreduce.{way} bytes=80000 precision={precision}").Patterns;
        Assert.That(patterns, Size < 3 ? Is.EqualTo(1) : Is.InRange(2, 20));
    }

    private static int Width(string precision) => precision switch
    {
        "fp64" => 8,
        "fp32" => 4,
        _ => 2,
    };

    private static (double Patterns, double Orders) Patterns(string spec)
    {
        IReadOnlyList<PointFact> facts = Ranked.Observe(spec);
        return (facts.Single(f => f.Name == "bit_patterns").Number, facts.Single(f => f.Name == "rank_orders").Number);
    }

    /// <summary>Root mean square over the elements of the error of the mean over some steps.</summary>
    private static double MeanError(string way, string feedback, int steps)
    {
        const int Elements = 5000;
        Place place = Ranked.Place;
        PointSpec spec = PointSpec.Parse($"allreduce.{way} bytes={4 * Elements} precision=fp32 feedback={feedback}");
        Job job = Ranked.Catalog.Bind(spec, Size);
        AllreduceCase c = new Allreduce().Bind(job.Point, Size);
        using var kernel = (AllreduceKernel<float>)job.Prepare(place, null);
        double[] mean = new double[Elements], sum = new double[Elements];
        for (int step = 0; step < steps; step++)
        {
            kernel.Run(1, []);
            kernel.Read(0, sum);
            for (int i = 0; i < Elements; i++)
                mean[i] += sum[i] / steps;
        }

        return Math.Sqrt(mean.Index().Average(m =>
            Math.Pow((m.Item - c.Output(Rank, m.Index)) / c.Yardstick(m.Index, c.Output(Rank, m.Index)), 2)));
    }
}
