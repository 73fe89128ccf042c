using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Counters;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.BindingTests;

public sealed class PerfEventsTests
{
    [Test]
    public void Pages_that_are_touched_are_counted_and_only_those_between_start_and_stop()
    {
        const int Touched = 100, PageBytes = 4096;
        using var events = new PerfEvents();
        int at = events.Names.ToList().IndexOf("page_faults");
        if (at < 0)
            Assert.Ignore($"the system counts no page faults here ({events.Missing})");
        double[] none = new double[events.Names.Count], some = new double[events.Names.Count];
        double leastNone = double.PositiveInfinity, leastSome = double.PositiveInfinity;
        var memory = new MemoryBudget();
        // Other threads of this process touch pages as well, which only adds: the least of several rounds has fewest.
        for (int round = 0; round < 20; round++)
        {
            Touch(memory, Touched * PageBytes);
            events.Start();
            events.Stop(none);
            Touch(memory, Touched * PageBytes);
            events.Start();
            Touch(memory, Touched * PageBytes);
            events.Stop(some);
            (leastNone, leastSome) = (Math.Min(leastNone, none[at]), Math.Min(leastSome, some[at]));
        }
        Assert.That(leastNone, Is.LessThan(Touched / 2.0));
        Assert.That(leastSome, Is.InRange(0.9 * Touched, 1.5 * Touched));
    }

    [Test]
    public void What_is_not_counted_has_a_reason()
    {
        using var events = new PerfEvents();
        Assert.That(events.Names.Contains("cycles"), Is.EqualTo(events.Missing.Length == 0), events.Missing);
        Assert.That(events.Names, Is.Unique);
    }

    private static void Touch(MemoryBudget memory, int bytes)
    {
        using NativeBuffer<byte> pages = memory.Allocate<byte>(bytes, Pages.Small);
        for (int i = 0; i < bytes; i += 4096)
            pages[i] = 1;
    }
}
