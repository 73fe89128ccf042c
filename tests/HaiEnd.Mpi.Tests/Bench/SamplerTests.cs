using HaiEnd.Mpi.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>What the timed region knows of itself.</summary>
public sealed class SamplerTests
{
    private const int Samples = 5, BusyMs = 20;

    [Test]
    public void Processor_time_is_that_of_the_samples_and_not_of_putting_data_back([Values] bool isBusyInRun)
    {
        var ranks = new OneRank();
        var sampler = new Sampler(new Burner(isBusyInRun), ranks, 0);
        sampler.Take(1, new BarrierStart(ranks), new long[Samples], new long[Samples], new long[Samples], []);
        Assert.That(sampler.ProcessorTime.TotalMilliseconds > Samples * BusyMs / 2, Is.EqualTo(isBusyInRun));
    }

    /// <summary>Uses the processor in one of its two tasks.</summary>
    private sealed class Burner(bool isBusyInRun) : IKernel
    {
        public int MaxBatch => 1;

        public void Reset() => Burn(!isBusyInRun);

        public void Run(int repeats, Span<long> phaseTicks) => Burn(isBusyInRun);

        public void Dispose()
        {
        }

        private static void Burn(bool really)
        {
            TimeSpan began = Environment.CpuUsage.TotalTime;
            while (really && (Environment.CpuUsage.TotalTime - began).TotalMilliseconds < BusyMs)
                Thread.SpinWait(100);
        }
    }
}
