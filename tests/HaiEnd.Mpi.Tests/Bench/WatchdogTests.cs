using HaiEnd.Mpi.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>Nothing waits for ever.</summary>
public sealed class WatchdogTests
{
    [Test]
    public void It_barks_once_with_the_step_that_was_being_done()
    {
        using var barked = new ManualResetEventSlim();
        var said = new List<string>();
        using var watchdog = new Watchdog(step =>
        {
            said.Add(step);
            barked.Set();
        });
        watchdog.Arm("preparing", 0);
        Assert.That(barked.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(said, Is.EqualTo(new[] { "preparing" }));
    }

    [Test]
    public void Disarmed_it_is_silent()
    {
        int barks = 0;
        using (var watchdog = new Watchdog(_ => barks++))
        {
            watchdog.Arm("preparing", 3600);
            watchdog.Step("measuring");
            watchdog.Disarm();
        }

        Assert.That(barks, Is.Zero);
    }
}
