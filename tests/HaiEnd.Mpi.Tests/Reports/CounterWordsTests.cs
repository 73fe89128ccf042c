using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

public sealed class CounterWordsTests
{
    [TestCase("", "")]
    [TestCase("cycles=100 instructions=290", "2.9 instructions a cycle")]
    [TestCase("cache_misses=47.5", "moves 1.9x the bytes of its model")]
    [TestCase("flops_counted=2000", "does 2x the operations of its model")]
    [TestCase("flops_scalar=10 flops_512=990", "does 1x the operations of its model")]
    [TestCase("flops_scalar=900 flops_256=100", "does 1x the operations of its model, most of them without vectors")]
    [TestCase("mpi_share=0.41 cycles=2 instructions=1", "41.0 % of the time is inside MPI, 0.5 instructions a cycle")]
    [TestCase("page_faults=5 context_switches=1", "")]
    [TestCase("context_switches=12", "a rank is interrupted 6 times a repeat")]
    public void Counts_are_told_against_the_model(string counts, string said)
    {
        PointRecord point = Examples.Point(work: new(1000, 1600, 0, 0)) with
        {
            Ranks = 2,
            Facts = [.. counts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('='))
                .Select(c => new PointFact(c[0], "1", c[1]))],
        };
        Assert.That(CounterWords.Of(point), Is.EqualTo(said));
    }
}
