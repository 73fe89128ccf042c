using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Suites;
using HaiEnd.Mpi.Suites.PointToPoint;
using NUnit.Framework;
using static HaiEnd.Mpi.RankTests.Launch;

namespace HaiEnd.Mpi.RankTests.Suites;

/// <summary>Times of messages each way, on ranks that have one clock.</summary>
public sealed class OneWayTests
{
    [SetUp]
    public void Need_two_ranks()
    {
        if (Size == 1)
            Assert.Ignore("a message needs two ranks");
    }

    [Test]
    public void A_message_takes_some_time_each_way([Values(0, 8, 70_000)] int bytes)
    {
        Dictionary<string, double> facts = Facts($"pingpong.blocking bytes={bytes}");
        Assert.Multiple(() =>
        {
            Assert.That(facts["clock_uncertainty"], Is.Zero);
            foreach (string way in new[] { "forward_time", "back_time" })
            {
                Assert.That(facts[way], Is.InRange(facts[$"{way}_ci95_low"], facts[$"{way}_ci95_high"]));
                Assert.That(facts[way], Is.InRange(1e-9, 1.0));
            }
        });
    }

    [Test]
    public void A_way_that_is_slow_is_told_from_the_other()
    {
        Dictionary<string, double> facts = Facts("pingpong.planted-way bytes=8");
        Assert.That(facts["forward_time_ci95_low"], Is.GreaterThan(facts["back_time_ci95_high"]));
        Assert.That(facts["forward_time"], Is.GreaterThan(SlowWay.Nanoseconds * 1e-9));
    }

    [Test]
    public void Where_the_clocks_are_two_it_is_hidden_and_the_interval_says_so()
    {
        Dictionary<string, double> facts = Facts("pingpong.planted-way bytes=8 clocks=2");
        Assert.Multiple(() =>
        {
            Assert.That(facts["clock_uncertainty"], Is.GreaterThan(SlowWay.Nanoseconds * 0.5e-9));
            Assert.That(facts["back_time"], Is.GreaterThan(SlowWay.Nanoseconds * 0.25e-9));
            Assert.That(facts["forward_time_ci95_low"], Is.LessThan(facts["back_time_ci95_high"]));
        });
    }

    private static Dictionary<string, double> Facts(string spec) =>
        Ranked.Observe(spec).ToDictionary(f => f.Name, f => f.Number);
}

/// <summary>Messages of the first rank are long under way.</summary>
public sealed class SlowWay : Realisation<RoundTripCase, IMessageKernel>
{
    /// <summary>How long [ns]: longer than a processor leaves a rank waiting that others share.</summary>
    public const long Nanoseconds = 40_000_000;

    public override string Name => "planted-way";

    public override string Summary => "a link that is slow one way";

    public override IReadOnlyList<Axis> Axes { get; } =
        [Pinning.Axis, Axis.Numbers("clocks", "1", Role.Tuning, 1, 2)];

    public override Availability Check(RoundTripCase c, Point p, Place at) => Availability.Yes;

    public override long FootprintBytes(RoundTripCase c, Point p, Place at) => 0;

    public override IMessageKernel Prepare(RoundTripCase c, Point p, Place at, IDisposable? link) =>
        new Kernel(c.PartnerOf(at.Rank), c, p, at);

    private sealed unsafe class Kernel(int partner, RoundTripCase c, Point p, Place at)
        : MessageKernel(c.Bytes, p, at), ITimedRoundTrip
    {
        public bool HasOneClock { get; } = p.Number("clocks") == 1;

        public override void Run(int repeats, Span<long> phaseTicks)
        {
        }

        public void Exchange(long bytes, Span<long> leftNs, Span<long> arrivedNs)
        {
            for (int i = 0; partner >= 0 && i < leftNs.Length; i++)
            {
                if (Team.Rank > partner)
                    arrivedNs[i] = Receive(bytes);
                leftNs[i] = Now();
                while (Team.Rank == 0 && Now() < leftNs[i] + Nanoseconds)
                    ;
                Team.Send(Sent.Pointer, bytes, Datatype.Byte, partner, 0);
                if (Team.Rank < partner)
                    arrivedNs[i] = Receive(bytes);
            }
        }

        private long Receive(long bytes)
        {
            Team.Receive(Room.Pointer, bytes, Datatype.Byte, partner, 0);
            return Now();
        }

        private static long Now() => TimerFacts.Nanoseconds(System.Diagnostics.Stopwatch.GetTimestamp());
    }
}
