using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Suites.Stencil;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>PRK's stencil on one rank.</summary>
public sealed class StarTests
{
    [Test]
    public void An_iteration_adds_two_at_every_point_inside(
        [Values(1, 5, 7, 8, 9, 16, 126)] int inside, [Values(1, 2, 3, 4, 7)] int radius,
        [Values("fp64", "fp32")] string precision, [Values("simd", "reference")] string local)
    {
        string spec =
            $"stencil-star.blocking n={inside + 2 * radius} radius={radius} precision={precision} local={local}";
        foreach (Rigour rigour in (Rigour[])[Rigour.Sample, Rigour.Full])
        {
            Verdict verdict = Trial.Run(spec, 3, rigour).Verdict!;
            Assert.That(verdict.Passed, Is.True, $"{spec}: {verdict}");
        }
    }

    [Test]
    public void Nothing_waits_where_nothing_is_cut() =>
        Assert.That(Trial.Run("stencil-star.overlap n=61 radius=3", 9).Verdict!.Passed, Is.True);

    [Test]
    public void Lines_that_go_past_the_caches_are_the_same() =>
        Assert.That(Trial.Run("stencil-star.overlap n=1500 radius=4", 2).Verdict!.Passed, Is.True);

    [Test]
    public void Lines_longer_than_a_strip_are_the_same() =>
        Assert.That(Trial.Run("stencil-star.blocking n=2000 radius=40", 1).Verdict!.Passed, Is.True);

    [TestCase("planted-star-weight")]
    [TestCase("planted-star-point")]
    [TestCase("planted-star-input")]
    public void A_planted_defect_is_found(string part)
    {
        foreach (string precision in (string[])["fp64", "fp32"])
        {
            string spec = $"stencil-star.blocking n=40 precision={precision} local={part}";
            Assert.That(Trial.Run(spec, 5).Verdict!.Passed, Is.False, precision);
        }
    }

    [Test]
    public void A_halo_that_is_one_iteration_old_is_far_beyond_the_bound(
        [Values(64, 4096, 1 << 20)] int n, [Values(1, 2, 8)] int radius)
    {
        // At the first point beyond an old halo, all weights of one side meet inputs that lack 1.
        double missing = 0;
        for (int i = 1; i <= radius; i++)
            missing += 1 / (2.0 * i * radius);
        var c = new StarCase(Plane.Of(n, 2, 1, radius), radius, ElementKind.Fp64);
        double once = missing / (2 * StarCase.MaxIterations);
        Assert.That(once, Is.GreaterThan(20 * StarStencil.BoundOf(c, StarCase.MaxIterations)));
        if (n == 64)
            Assert.That(missing / 2, Is.GreaterThan(20 * StarStencil.BoundOf(c with { Store = ElementKind.Fp32 }, 2)));
    }

    [Test]
    public void Work_is_what_PRK_counts_and_messages_follow_from_the_sides([Values(1, 2, 3)] int radius)
    {
        // 4 ranks as 2 x 2 over 21 x 21 points, uneven: four inner sides, crossed both ways, radius lines each.
        Job job = Trial.Catalog.Bind(PointSpec.Parse($"stencil-star.overlap n=21 radius={radius} dims=2"), 4);
        long inside = (21 - 2 * radius) * (21 - 2 * radius);
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, 4).Sum(r => job.WorkOf(r).Flops), Is.EqualTo((8 * radius + 3) * inside));
            Assert.That(Enumerable.Range(0, 4).Sum(r => job.WorkOf(r).Bytes), Is.EqualTo(16 * (441 + inside)));
            Assert.That(Enumerable.Range(0, 4).Sum(r => job.WorkOf(r).Messages), Is.EqualTo(8));
            Assert.That(Enumerable.Range(0, 4).Sum(r => job.WorkOf(r).WireBytes), Is.EqualTo(8 * radius * 4 * 21));
        });
    }

    [TestCase("n=4 radius=2", 1)]
    [TestCase("n=9 radius=0", 1)]
    [TestCase("n=9 radius=2 dims=3", 1)]
    [TestCase("n=9 radius=2", 5)]
    public void A_cut_that_leaves_a_rank_too_few_lines_is_no_case(string values, int ranks) => Assert.That(
        () => Trial.Catalog.Bind(PointSpec.Parse($"stencil-star.blocking {values}"), ranks), Throws.ArgumentException);

    [Test]
    public void Tiles_cover_the_square_and_neighbours_share_a_side([Range(1, 16)] int ranks, [Values(1, 2)] int dims)
    {
        Plane plane = Plane.Of(97, ranks, dims, 2);
        Assert.That(Enumerable.Range(0, ranks).Sum(r => plane.TileOf(r).Points), Is.EqualTo(97 * 97));
        for (int r = 0; r < ranks; r++)
        {
            foreach (Face side in Plane.Sides)
            {
                int other = plane.Neighbour(r, side);
                var opposite = (Face)((int)side ^ 1);
                Assert.That(other < 0 || plane.Neighbour(other, opposite) == r);
                Assert.That(other < 0 || plane.TileOf(other).PointsOf(opposite) == plane.TileOf(r).PointsOf(side));
            }
        }
    }
}
