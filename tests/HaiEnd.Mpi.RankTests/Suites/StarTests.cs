using HaiEnd.Mpi.Bench;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>PRK's stencil on as many ranks as there are.</summary>
public sealed class StarTests
{
    [Test]
    public void A_star_is_right_however_the_square_is_cut(
        [Values("blocking", "overlap")] string method, [Values(1, 2)] int dims, [Values(16, 29, 67, 130)] int n,
        [Values(1, 2, 4)] int radius, [Values("fp64", "fp32")] string precision,
        [Values("simd", "reference")] string local) =>
        SuitesTests.Passes(
            $"stencil-star.{method} n={Math.Max(n, radius * Size)} radius={radius} dims={dims} "
            + $"precision={precision} local={local}",
            5);

    [Test]
    public void A_stale_line_a_wrong_tag_and_an_uneven_edge_are_found(
        [Values("planted-stale", "planted-tag", "planted-uneven")] string plant,
        [Values("fp64", "fp32")] string precision, [Values(Rigour.Full, Rigour.Sample)] Rigour rigour,
        [Values(1, 2)] int dims)
    {
        if (Size == 1)
            Assert.Ignore("one rank has no neighbour");
        // 25 lines are uneven on 2, 3 and 4 ranks.
        Verdict verdict = Ranked.Run(
            $"stencil-star.{plant} n=25 dims={dims} precision={precision}", 7, rigour).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }
}
