using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Suites.PointToPoint;

/// <summary>A round trip that can say when each of its messages left and arrived.</summary>
public interface ITimedRoundTrip
{
    /// <summary>This rank and its partner are on one node, and so have one clock; true for a rank without a
    /// partner.</summary>
    bool HasOneClock { get; }

    /// <summary>Messages to the other rank and back, one after the other.</summary>
    /// <param name="bytes">of each, no more than those of the case</param>
    /// <param name="leftNs">is given this rank's clock before each message that it sends [ns]</param>
    /// <param name="arrivedNs">is given it after each message that it receives [ns]; as long</param>
    void Exchange(long bytes, Span<long> leftNs, Span<long> arrivedNs);
}

/// <summary>Times of messages from the first rank to the last and back, each for itself.</summary>
internal static class OneWayTimes
{
    private const int Most = 51, OfClock = 51;

    /// <summary>For all messages of a point, unless the fewest take longer [s].</summary>
    private const double BudgetSeconds = 0.5;

    /// <summary>Measures them; collective. Between nodes the offset of the clocks is measured just before, by messages
    /// without bytes, so that no drift comes in.</summary>
    public static IReadOnlyList<PointFact> Observe(RoundTripCase c, ITimedRoundTrip k, IHarness h)
    {
        bool hasOneClock = h.Max(k.HasOneClock ? 0 : 1) == 0;
        ClockOffset offset = hasOneClock
            ? new(0, 0, 0)
            : ClockOffset.Of([.. Measure(c, k, h, 0, OfClock).Select(e => e.Reading)]);
        long began = Stopwatch.GetTimestamp();
        _ = Measure(c, k, h, c.Bytes, 1);
        double one = h.Max(Stopwatch.GetElapsedTime(began).TotalSeconds);
        int count = (int)Math.Clamp(BudgetSeconds / one, Statistics.FewestForInterval, Most);
        var times = OneWay.Of(Measure(c, k, h, c.Bytes, count), offset);
        return
        [
            .. times.Forward.Facts("forward_time", "s"), .. times.Back.Facts("back_time", "s"),
            PointFact.Of("clock_uncertainty", "s", times.UncertaintySeconds),
        ];
    }

    private static Exchange[] Measure(RoundTripCase c, ITimedRoundTrip k, IHarness h, long bytes, int count)
    {
        long[] left = new long[count], arrived = new long[count];
        // Since a moment that all know: what is added up are real numbers, which hold nanoseconds for 104 days.
        Span<double> origin = [h.Rank == 0 ? Math.Floor(Now() * 1e-9) : 0];
        h.Sum(origin);
        k.Exchange(bytes, left, arrived);
        var all = new double[4 * count];
        for (int i = 0; i < count; i++)
        {
            double leftAt = left[i] - (long)origin[0] * 1_000_000_000, arrivedAt = leftAt + (arrived[i] - left[i]);
            if (h.Rank == 0)
                (all[4 * i], all[4 * i + 3]) = (leftAt, arrivedAt);
            else if (h.Rank == c.Ranks - 1)
                (all[4 * i + 2], all[4 * i + 1]) = (leftAt, arrivedAt);
        }

        h.Sum(all);
        return [.. all.Chunk(4).Select(t => new Exchange((long)t[0], (long)t[1], (long)t[2], (long)t[3]))];
    }

    /// <summary>This rank's clock [ns].</summary>
    public static long Now() => TimerFacts.Nanoseconds(Stopwatch.GetTimestamp());
}
