using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites.Reductions;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Suites;

/// <summary>Sums of one rank, and defects in them.</summary>
public sealed class SumTests
{
    private static readonly string[] Ways = ["reference", "pairwise", "compensated", "binned", "fixed-point"];

    [Test]
    public void Every_way_is_within_its_bound(
        [ValueSource(nameof(Ways))] string way, [Values(0, 1, 2, 3, 63, 1000, 100_003)] int n,
        [Values("positive", "uniform", "spread-300", "cancelling-0", "cancelling-40", "cancelling-200")] string input)
    {
        (Verdict? verdict, _) = Trial.Run($"sum.{way} n={n} input={input}", 2);
        Assert.That(verdict!.Passed, verdict.ToString());
    }

    [Test]
    public void A_defect_is_found(
        [Values("planted-lane", "planted-carry", "planted-word")] string plant, [Values(1000, 100_003)] int n)
    {
        (Verdict? verdict, _) = Trial.Run($"sum.{plant} n={n} input=positive", 1);
        Assert.That(verdict!.Passed, Is.False, verdict.ToString());
    }

    [TestCase("reference", 2, 20)]
    [TestCase("pairwise", 2, 20)]
    [TestCase("binned", 1, 1)]
    [TestCase("fixed-point", 1, 1)]
    public void Orders_give_as_many_answers_as_expected(string way, int least, int most)
    {
        IReadOnlyList<PointFact> facts = Observe($"sum.{way} n=100000 input=cancelling-40");
        Assert.That(Fact(facts, "rank_orders"), Is.EqualTo(20));
        Assert.That(Fact(facts, "bit_patterns"), Is.InRange(least, most));
        Assert.That(Fact(facts, "spread_ulp") > 0, Is.EqualTo(least > 1));
        Assert.That(Fact(facts, "condition"), Is.EqualTo(Math.ScaleB(1, 40)).Within(1).Percent);
    }

    [Test]
    public void Compensation_costs_less_accuracy_than_plain_addition() =>
        Assert.That(
            Fact(Observe("sum.compensated n=100000 input=cancelling-40"), "error_u"),
            Is.LessThan(1e-3 * Fact(Observe("sum.reference n=100000 input=cancelling-40"), "error_u")));

    [TestCase("n=-1", "not fewer than 0")]
    [TestCase("input=spread", "positive, uniform, spread-BITS or cancelling-BITS")]
    [TestCase("input=positive-3", "positive, uniform, spread-BITS or cancelling-BITS")]
    [TestCase("input=cancelling-701", "positive, uniform, spread-BITS or cancelling-BITS")]
    public void What_is_no_sum_is_refused(string spec, string reason) =>
        Assert.That(
            () => Trial.Catalog.Bind(PointSpec.Parse($"sum.reference {spec}"), 1),
            Throws.ArgumentException.With.Message.Contains(reason));

    private static double Fact(IReadOnlyList<PointFact> facts, string name) => facts.Single(f => f.Name == name).Number;

    private static IReadOnlyList<PointFact> Observe(string spec)
    {
        Job job = Trial.Catalog.Bind(PointSpec.Parse(spec), 1);
        using IKernel kernel = job.Prepare(Trial.Place, null);
        kernel.Run(1, []);
        return job.Observe(kernel, new Alone(1));
    }
}

/// <summary>A way of summing with a defect.</summary>
public abstract class PlantedSum(string name) : SumRealisation
{
    public override string Name => name;

    public override string Summary => "a defect in a sum";

    public override ISum Prepare(SumCase c, Point p, Place at, IDisposable? link) => new Kernel(this, c, at);

    protected abstract unsafe double Of(double* numbers, nint length);

    private sealed unsafe class Kernel(PlantedSum way, SumCase c, Place at) : SumKernel(c, at)
    {
        public override double Bound(SumTerms terms) => PlainSum.Bound(terms);

        protected override double Once(double* numbers, nint length) => way.Of(numbers, length);
    }
}

/// <summary>One number of eight is not added.</summary>
public sealed class LaneDropped() : PlantedSum("planted-lane")
{
    protected override unsafe double Of(double* numbers, nint length)
    {
        double sum = 0;
        for (nint i = 0; i < length; i++)
            sum += i % 8 == 3 ? 0 : numbers[i];
        return sum;
    }
}

/// <summary>What was carried out of the first word is lost.</summary>
public sealed class CarryLost() : PlantedSum("planted-carry")
{
    protected override unsafe double Of(double* numbers, nint length)
    {
        long* words = stackalloc long[3] { 0, 0, 0 };
        FixedPointSum.Add(numbers, length, 1, words, 2);
        words[0] = 0;
        return FixedPointSum.Total(words, 2, 1);
    }
}

/// <summary>The words of a compensated sum are not put together but in single precision.</summary>
public sealed class WordNarrowed() : PlantedSum("planted-word")
{
    protected override unsafe double Of(double* numbers, nint length)
    {
        double* kept = stackalloc double[2] { 0, 0 };
        CompensatedSum.Add(numbers, length, kept);
        return (float)CompensatedSum.Value(kept);
    }
}
