using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Suites.Collectives;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;
using static HaiEnd.Mpi.RankTests.Suites.SuitesTests;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Collectives under way while ranks compute.</summary>
public sealed class OverlapTests
{
    private static readonly string[] Ways = ["waiting", "polling", "progress-thread"];

    [SetUp]
    public void Need_two_ranks()
    {
        if (Size == 1 && TestContext.CurrentContext.Test.MethodName != nameof(One_rank_is_told_that_it_has_nobody))
            Assert.Ignore("one rank has nobody to communicate with");
    }

    [Test]
    public void Both_answers_are_right(
        [ValueSource(nameof(Ways))] string way, [Values("allreduce", "broadcast", "neighbours")] string operation,
        [Values(0, 1, 5000)] int elements) =>
        Passes($"overlap.{way} operation={operation} bytes={8 * elements}", 2);

    [Test]
    public void More_slices_than_steps_change_nothing() =>
        Passes("overlap.polling operation=allreduce bytes=8 slices=1000000", 2);

    [TestCase("planted-idle", "the computation beside the collective")]
    [TestCase("planted-silent", "elements against exact numbers")]
    public void A_planted_defect_is_found(string way, string what)
    {
        Verdict verdict = Ranked.Run($"overlap.{way} operation=neighbours bytes=800", 2).Verdict!;
        Assert.That((verdict.Passed, verdict.What), Is.EqualTo((false, what)));
    }

    [Test]
    public void What_is_hidden_is_a_share_with_its_interval([ValueSource(nameof(Ways))] string way)
    {
        var facts = Ranked.Observe($"overlap.{way} operation=allreduce bytes=8000")
            .ToDictionary(f => f.Name, f => f.Number);
        Assert.Multiple(() =>
        {
            Assert.That(facts["overlap"], Is.InRange(facts["overlap_ci95_low"], facts["overlap_ci95_high"]));
            Assert.That(facts["overlap_ci95_low"], Is.GreaterThanOrEqualTo(0));
            Assert.That(facts["overlap_ci95_high"], Is.LessThanOrEqualTo(1));
            Assert.That(facts["communication_time"], Is.Positive);
        });
    }

    [Test]
    public void One_rank_is_told_that_it_has_nobody()
    {
        Job job = Ranked.Catalog.Bind(PointSpec.Parse("overlap.waiting operation=allreduce bytes=8"), Size);
        Assert.That(job.Check(Ranked.Place).IsYes, Is.EqualTo(Size > 1));
    }
}

/// <summary>Does not compute what it says.</summary>
public sealed class IdleOverlap : OverlapRealisation
{
    /// <inheritdoc/>
    public override string Name => "planted-idle";

    /// <inheritdoc/>
    public override string Summary => "communicates and does not compute";

    /// <inheritdoc/>
    protected override OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link) =>
        new Kernel(c, at, link);

    private sealed class Kernel(OverlapCase c, Place at, OverlapLink link) : OverlapKernel(c, at, link)
    {
        protected override double Together()
        {
            Communicate();
            return 0;
        }
    }
}

/// <summary>Computes, and does not communicate.</summary>
public sealed class SilentOverlap : OverlapRealisation
{
    /// <inheritdoc/>
    public override string Name => "planted-silent";

    /// <inheritdoc/>
    public override string Summary => "computes and does not communicate";

    /// <inheritdoc/>
    protected override OverlapKernel Make(OverlapCase c, Point p, Place at, OverlapLink link) =>
        new Kernel(c, at, link);

    private sealed class Kernel(OverlapCase c, Place at, OverlapLink link) : OverlapKernel(c, at, link)
    {
        protected override double Together() => Computed();
    }
}
