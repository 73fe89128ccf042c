using HaiEnd.Mpi.Bench;
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
        int steps = Math.Min(20, new Wave(n).MaxSteps);
        Passes($"stencil.blocking n={n} dims={dims} precision={precision} local={local}", steps);
    }

    [Test]
    public void A_stencil_is_right_while_halos_are_on_their_way(
        [Values(1, 2)] int dims, [Values(4, 7, 16, 31)] int n, [Values("simd", "reference")] string local) =>
        Passes($"stencil.overlap n={n} dims={dims} precision=fp64 local={local}", Math.Min(9, new Wave(n).MaxSteps));

    [Test]
    public void A_stencil_in_fp16_is_right() =>
        Passes("stencil.blocking n=16 dims=3 precision=fp16 local=reference", 5);

    [Test]
    public void A_planted_exchange_is_found_in_all_precisions(
        [Values("planted-stale", "planted-swapped")] string plant, [Values("fp64", "fp32")] string precision,
        [Values(Rigour.Full, Rigour.Sample)] Rigour rigour, [Values(1, 3)] int dims)
    {
        if (Size == 1)
            Assert.Ignore("one rank has no neighbour");
        Verdict verdict = Ranked.Run($"stencil.{plant} n=24 dims={dims} precision={precision}", 7, rigour).Verdict!;
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
    public void A_byte_that_stays_behind_is_found() =>
        Assert.That(Ranked.Run("pingpong.planted-short bytes=10", 1).Verdict!.Passed, Is.False);

    internal static void Passes(string spec, int repeats, Rigour rigour = Rigour.Full)
    {
        (Verdict? verdict, string? fault) = Ranked.Run(spec, repeats, rigour);
        Assert.That(fault, Is.Null, spec);
        Assert.That(verdict!.Passed, Is.True, $"{spec}: {verdict}");
    }
}
