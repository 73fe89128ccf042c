using System.Diagnostics;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Bindings.Mpi;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests;

/// <summary>Calls of MPI are counted and timed between start and stop, and only those.</summary>
public sealed class MpiCallsTests
{
    [Test]
    public void Each_kind_of_call_is_counted_once()
    {
        using NativeBuffer<int> a = Native<int>(Rank), b = Native<int>(-1);
        using Window<int> window = World.AllocateWindow<int>(1);
        double[] counts = Counted(() =>
        {
            World.Barrier();
            World.AllReduce<int>(a.Span, b.Span, ReduceOp.Sum);
            World.AllGather<int>(a.Span, stackalloc int[Size]);
            World.IBarrier().Wait();
            Request received = World.IReceive<int>(b, Previous);
            World.Send<int>(a.Span, Next);
            received.Wait();
            World.SendReceive<int>(a.Span, Next, b.Span, Previous);
            window.Fence();
            window.Fence();
        });
        Assert.That(counts[1], Is.EqualTo(11), "IBarrier and IReceive are waited for, which is a call too");
        Assert.That(b[0], Is.EqualTo(Previous));
    }

    [Test]
    public void Who_waits_is_inside_and_who_works_is_not()
    {
        if (Size == 1)
            Assert.Ignore("a rank alone never waits");
        const double Milliseconds = 100;
        long began = 0;
        World.Barrier();
        double[] counts = Counted(() =>
        {
            began = Stopwatch.GetTimestamp();
            while (Rank == Last && Stopwatch.GetElapsedTime(began).TotalMilliseconds < Milliseconds)
            {
            }

            World.Barrier();
        });
        double all = Stopwatch.GetElapsedTime(began).TotalNanoseconds, inside = counts[0];
        Assert.That(inside, Is.Positive.And.LessThan(all));
        Assert.That(all, Is.GreaterThan(1e6 * Milliseconds / 2));
        if (Rank == Last)
            Assert.That(all - inside, Is.GreaterThanOrEqualTo(1e6 * Milliseconds));
        else
            Assert.That(inside, Is.GreaterThan(1e6 * Milliseconds / 2));
    }

    [Test]
    public void What_is_called_before_and_after_is_not_counted()
    {
        World.Barrier();
        double[] counts = Counted(() => { });
        World.Barrier();
        Assert.That(counts, Is.EqualTo(new double[] { 0, 0 }));
    }

    private static double[] Counted(Action action)
    {
        using var calls = new MpiCalls();
        double[] counts = new double[calls.Names.Count];
        calls.Start();
        action();
        calls.Stop(counts);
        return counts;
    }
}
