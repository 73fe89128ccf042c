using System.Diagnostics;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

public sealed unsafe class YardstickTests
{
    [Test]
    public void The_reduction_in_C_gives_what_ours_gives()
    {
        using NativeBuffer<double> mine = Native<double>(Rank, 1), sum = Memory.Allocate<double>(2);
        double seconds = new MpiYardstick(Session).AllReduceSeconds(mine, sum, 3);
        Assert.That(seconds, Is.GreaterThan(0));
        Assert.That(sum.Span.ToArray(), Is.EqualTo(new double[] { Size * Last / 2, Size }));
    }

    [Test]
    public void The_message_in_C_comes_back()
    {
        if (Size < 2)
        {
            return;
        }
        using NativeBuffer<byte> message = Native<byte>((byte)(Rank + 1));
        Assert.That(new MpiYardstick(Session).PingPongSeconds(message, 3), Is.GreaterThanOrEqualTo(0));
        Assert.That(message[0], Is.EqualTo(Rank == 0 || Rank == 1 ? 1 : Rank + 1));
    }

    /// <summary>What C# costs over C, in turn in one process; told, not judged: it depends on the machine.</summary>
    [Test, Explicit("Takes seconds and wants a quiet machine.")]
    public void The_cost_of_managed_code_is_told()
    {
        const int Repetitions = 101;
        const int Iterations = 2000;
        using NativeBuffer<double> mine = Memory.Allocate<double>(1), sum = Memory.Allocate<double>(1);
        var yardstick = new MpiYardstick(Session);
        var ratios = new double[Repetitions];
        for (int r = 0; r < Repetitions; r++)
        {
            double native = yardstick.AllReduceSeconds(mine, sum, Iterations);
            long start = Stopwatch.GetTimestamp();
            Loop(mine.Pointer, sum.Pointer, Iterations);
            ratios[r] = Stopwatch.GetElapsedTime(start).TotalSeconds / native;
        }
        Array.Sort(ratios);
        TestContext.Error.WriteLine($"rank {Rank}: C# / C = {ratios[Repetitions / 2]:F3}");
    }

    private static void Loop(double* source, double* target, int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            World.AllReduce(source, target, 1, Datatype.Of<double>(), ReduceOp.Sum);
        }
    }
}
