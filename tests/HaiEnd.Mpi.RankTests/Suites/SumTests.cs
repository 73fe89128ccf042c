using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Reductions;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>One number out of those of all ranks.</summary>
public sealed class SumTests
{
    [Test]
    public void A_sum_is_within_the_bound_of_its_way(
        [Values("reference", "pairwise", "compensated", "binned", "fixed-point words=1", "fixed-point words=3")]
        string way, [Values(0, 1, 2, 3, 1000, 40_001)] int n,
        [Values("positive", "spread-300", "cancelling-40")] string input) =>
        Passes($"sum.{way} n={n} input={input}", 2);

    [Test]
    public void Some_ways_have_one_answer_for_every_order(
        [Values("reference", "pairwise", "compensated", "binned", "fixed-point")] string way)
    {
        IReadOnlyList<PointFact> facts = Ranked.Observe($"sum.{way} n=60000 input=cancelling-40");
        double Fact(string name) => facts.Single(f => f.Name == name).Number;
        Assert.That(Fact("rank_orders"), Is.EqualTo(20));
        if (way is "binned" or "fixed-point")
            Assert.That((Fact("bit_patterns"), Fact("spread_ulp")), Is.EqualTo((1, 0)));
        else if (way != "compensated")
            Assert.That(Fact("bit_patterns"), Is.GreaterThan(1));
    }

    [Test]
    public void A_rank_that_is_left_out_is_found()
    {
        Verdict verdict = Ranked.Run("sum.planted-rank n=1000 input=positive", 1).Verdict!;
        Assert.That(verdict.Passed, Is.False, verdict.ToString());
    }
}

/// <summary>The last rank has another answer than the others, its own sum.</summary>
public sealed class RankLeftOut : SumRealisation
{
    public override string Name => "planted-rank";

    public override string Summary => "a defect in a sum";

    public override ISum Prepare(SumCase c, Point p, Place at, IDisposable? link) => new Kernel(c, at);

    private sealed unsafe class Kernel(SumCase c, Place at) : SumKernel(c, at)
    {
        public override double Bound(SumTerms terms) => BinnedSum.Bound(terms);

        protected override double Once(double* numbers, nint length)
        {
            double* kept = stackalloc double[BinnedSum.Words];
            new Span<double>(kept, BinnedSum.Words).Clear();
            BinnedSum.Add(numbers, Rank == Last ? Math.Max(0, length - 1) : length, kept);
            double sum = BinnedSum.Value(kept);
            return World.AllReduce(sum, HaiEnd.Mpi.Bindings.Mpi.ReduceOp.Sum);
        }
    }
}
