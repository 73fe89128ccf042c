using HaiEnd.Mpi.Analysis;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Analysis;

/// <summary>Times each way of links and clocks that are known.</summary>
[TestFixture]
internal sealed class OneWayTests
{
    private const long Ahead = 5_000_000;

    // 10 us there, 2 us back.
    [Test]
    public void With_one_clock_a_delay_of_one_way_is_seen()
    {
        var found = OneWay.Of(Exchanges(0, 10_000, 2_000), new(0, 0, 0));
        Assert.Multiple(() =>
        {
            Assert.That(found.Forward.Value, Is.EqualTo(10e-6).Within(0.1e-6));
            Assert.That(found.Back.Value, Is.EqualTo(2e-6).Within(0.1e-6));
            Assert.That(found.Forward.Ci.Low, Is.GreaterThan(found.Back.Ci.High));
        });
    }

    // The offset is taken from the same messages: half the round trip each way, and the truth inside the interval.
    [Test]
    public void With_two_clocks_it_is_hidden_and_the_interval_says_so()
    {
        var found = OneWay.Of(Exchanges(Ahead, 10_000, 2_000), OffsetBy(10_000, 2_000));
        Assert.Multiple(() =>
        {
            Assert.That(found.Forward.Value, Is.EqualTo(6e-6).Within(0.2e-6));
            Assert.That(found.Back.Value, Is.EqualTo(6e-6).Within(0.2e-6));
            Assert.That(found.UncertaintySeconds, Is.EqualTo(6e-6).Within(0.2e-6));
            Assert.That(found.Forward.Ci.Contains(10e-6));
            Assert.That(found.Back.Ci.Contains(2e-6));
        });
    }

    // What a large message takes beyond an empty one is told apart: 100 us there, 40 us back, empty ones 6 us.
    [Test]
    public void With_two_clocks_a_bandwidth_of_one_way_is_seen()
    {
        var found = OneWay.Of(Exchanges(Ahead, 100_000, 40_000), OffsetBy(6_000, 6_000));
        Assert.Multiple(() =>
        {
            Assert.That(found.Forward.Value, Is.EqualTo(100e-6).Within(1e-6));
            Assert.That(found.Back.Value, Is.EqualTo(40e-6).Within(1e-6));
            Assert.That(found.Forward.Ci.Low, Is.GreaterThan(found.Back.Ci.High));
        });
    }

    private static ClockOffset OffsetBy(long there, long back) =>
        ClockOffset.Of([.. Exchanges(Ahead, there, back).Select(e => e.Reading)]);

    /// <summary>Messages every 300 us that take up to 1 % longer, on a clock ahead of the first's.</summary>
    private static Exchange[] Exchanges(long ahead, long there, long back)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 51).Select(i =>
            {
                long sent = 1_000_000 + 300_000L * i, arrived = sent + there + random.Next((int)there / 100);
                long answered = arrived + 30, returned = answered + back + random.Next((int)back / 100);
                return new Exchange(sent, arrived + ahead, answered + ahead, returned);
            }),
        ];
    }
}
