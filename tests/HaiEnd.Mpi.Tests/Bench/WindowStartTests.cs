using HaiEnd.Mpi.Bench;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>Windows of a clock that goes on by a nanosecond with each look.</summary>
[TestFixture]
internal sealed class WindowStartTests
{
    private const long SampleNs = 10_000;

    private long _now;
    private WindowStart _start = null!;

    [SetUp]
    public void Make_it()
    {
        _now = 0;
        var ranks = new OneRank();
        _start = new(ranks, new CommonClock(ranks, [0], () => ++_now));
        _start.Prepare(SampleNs, isOftenLate: false);
    }

    [Test]
    public void Samples_begin_at_equal_distances_whatever_the_last_one_took()
    {
        long[] begun = new long[3];
        for (int s = 0; s < begun.Length; s++)
        {
            Assert.That(_start.Await(s), Is.True);
            begun[s] = _now;
            _now += s * SampleNs / 2;
        }

        Assert.That(begun[2] - begun[1], Is.EqualTo(begun[1] - begun[0]));
        Assert.That(begun[1] - begun[0], Is.GreaterThan(SampleNs));
    }

    [Test]
    public void Who_comes_back_after_a_window_has_begun_is_late_for_it_and_in_time_for_the_next()
    {
        Assert.That(_start.Await(0), Is.True);
        _now += 2 * SampleNs;
        Assert.That(_start.Await(1), Is.False);
        Assert.That(_start.Await(2), Is.True);
    }

    [Test]
    public void Windows_that_are_often_missed_get_wider()
    {
        long width = Width();
        _start.Prepare(SampleNs, isOftenLate: true);
        Assert.That(Width(), Is.EqualTo(2 * width).Within(2));
    }

    private long Width()
    {
        _start.Await(0);
        long first = _now;
        _start.Await(1);
        return _now - first;
    }
}
