using HaiEnd.Mpi.Analysis.Fits;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>The alpha-beta model against planted protocols.</summary>
public sealed class AlphaBetaTests
{
    /// <summary>8 byte to 16 MiB in factors of two.</summary>
    private static readonly double[] Sizes = [.. Enumerable.Range(3, 22).Select(i => Math.Pow(2, i))];

    // By the weighted normal equations in exact fractions (Python), with t(0.975, 2) = 4.302652729749463.
    [Test]
    public void One_piece_agrees_with_the_normal_equations()
    {
        var fit = AlphaBeta.Fit([8, 64, 512, 4096], [1.1, 1.15, 1.6, 5.2]);
        AlphaBetaSegment only = fit.Segments.Single();
        Assert.Multiple(() =>
        {
            Assert.That(only.Alpha.Value, Is.EqualTo(1.0885989037371309).Within(1e-12));
            Assert.That(only.Beta.Value, Is.EqualTo(0.0010029061389688913).Within(1e-15));
            Assert.That(only.Alpha.Ci.High - only.Alpha.Value, Is.EqualTo(0.009518319112408325).Within(1e-12));
            Assert.That(only.Beta.Ci.High - only.Beta.Value, Is.EqualTo(1.5838298430085053e-05).Within(1e-15));
        });
    }

    // Hockney: half of 10 GB/s is reached at alpha / beta = 2 us x 10 GB/s = 20 000 bytes.
    [Test]
    public void One_protocol_is_one_piece_with_hockneys_half_size()
    {
        var fit = AlphaBeta.Fit(Sizes, [.. Sizes.Select(m => 2e-6 + m / 10e9)]);
        Assert.Multiple(() =>
        {
            Assert.That(fit.Segments, Has.Count.EqualTo(1));
            Assert.That(fit.Latency.Value, Is.EqualTo(2e-6).Within(1e-12));
            Assert.That(fit.Bandwidth.Value, Is.EqualTo(10e9).Within(1e3));
            Assert.That(fit.HalfSize, Is.EqualTo(20_000).Within(0.1));
            Assert.That(fit.Worst, Is.LessThan(1e-9));
        });
    }

    // Eager up to 32 KiB at 4 GB/s, then a rendezvous that costs 8 us more and runs at 12 GB/s. Half of 12 GB/s is not
    // reached before the break; after it, at alpha / (2 beta - beta) = 9 us x 12 GB/s = 108 000 bytes.
    private static double TwoProtocols(double m) => m <= 32768 ? 1e-6 + m / 4e9 : 9e-6 + m / 12e9;

    [Test]
    public void A_change_of_protocol_is_found_where_it_is()
    {
        var planted = new Planted(1, 0.01);
        var fit = AlphaBeta.Fit(Sizes, [.. Sizes.Select(m => planted.Noisy(TwoProtocols(m)))]);
        Assert.Multiple(() =>
        {
            Assert.That(fit.Segments.Select(s => s.To), Is.EqualTo(new double[] { 32768, 16 << 20 }));
            Assert.That(fit.Latency.Value, Is.EqualTo(1e-6).Within(2).Percent);
            Assert.That(fit.Bandwidth.Value, Is.EqualTo(12e9).Within(2).Percent);
            Assert.That(fit.HalfSize, Is.EqualTo(108_000).Within(10).Percent);
        });
    }

    [Test]
    public void The_intervals_cover_what_was_planted_and_the_pieces_are_counted_right()
    {
        const int Draws = 1000;
        int one = 0, two = 0, latency = 0, bandwidth = 0;
        for (int seed = 0; seed < Draws; seed++)
        {
            var planted = new Planted(seed, 0.02);
            var single = AlphaBeta.Fit(Sizes, [.. Sizes.Select(m => planted.Noisy(2e-6 + m / 10e9))]);
            one += single.Segments.Count == 1 ? 1 : 0;
            latency += single.Latency.Ci.Contains(2e-6) ? 1 : 0;
            bandwidth += single.Bandwidth.Ci.Contains(10e9) ? 1 : 0;
            var pair = AlphaBeta.Fit(Sizes, [.. Sizes.Select(m => planted.Noisy(TwoProtocols(m)))]);
            two += pair.Segments.Count == 2 ? 1 : 0;
        }

        TestContext.Out.WriteLine(
            $"of {Draws}: one piece {one}, two pieces {two}, latency covered {latency}, bandwidth covered {bandwidth}");
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.GreaterThan(900));
            Assert.That(two, Is.GreaterThan(900));
            Assert.That(latency, Is.InRange(920, 980));
            Assert.That(bandwidth, Is.InRange(920, 980));
        });
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Fewer_than_four_sizes_are_refused(int count)
    {
        var fit = AlphaBeta.Fit(Sizes[..count], [.. Sizes[..count].Select(m => 1 + m)]);
        Assert.That(fit.Trouble, Is.EqualTo($"not fitted: {count} sizes, 4 are the fewest"));
        Assert.That(fit.Segments, Is.Empty);
    }

    [Test]
    public void A_byte_that_costs_nothing_has_no_bound_on_bandwidth()
    {
        var planted = new Planted(3, 0.02);
        var fit = AlphaBeta.Fit(Sizes[..6], [.. Sizes[..6].Select(_ => planted.Noisy(1e-6))]);
        Assert.That(fit.Bandwidth.Ci.High, Is.EqualTo(double.PositiveInfinity));
    }
}
