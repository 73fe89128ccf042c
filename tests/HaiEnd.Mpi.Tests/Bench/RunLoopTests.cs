using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Plants;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>The order of events in a run.</summary>
public sealed class RunLoopTests
{
    private static readonly Catalog Catalog = new(typeof(Toy).Assembly);

    [Test]
    public void Each_point_is_marked_begun_measured_and_durable_before_the_next_begins()
    {
        List<string> events = Run(2, stopAfter: int.MaxValue).Events;
        Assert.That(events, Is.EqualTo(new[]
        {
            "started 0", "begin 0/3", "append 0 Ok", "end 0/3",
            "started 1", "begin 1/3", "append 1 Ok", "end 1/3",
            "started 2", "begin 2/3", "append 2 Ok", "end 2/3",
        }));
    }

    [Test]
    public void After_a_stop_no_point_begins_and_every_rank_knows_it_is_incomplete()
    {
        (List<string> events, bool[] complete) = Run(3, stopAfter: 1);
        Assert.Multiple(() =>
        {
            Assert.That(events, Has.Count.EqualTo(4));
            Assert.That(complete, Is.All.False);
        });
    }

    [Test]
    public void A_point_that_cannot_be_kept_ends_the_run_on_all_ranks_with_the_reason()
    {
        var events = new List<string>();
        RunResult[] results = Run(3, int.MaxValue, events, fullAt: 1);
        Assert.Multiple(() =>
        {
            Assert.That(results.Select(r => r.Fault), Is.All.EqualTo("rank 0: IOException: planted full disk"));
            Assert.That(results.Select(r => r.Complete), Is.All.False);
            Assert.That(results.Select(r => r.Points.Count), Is.All.EqualTo(1));
            Assert.That(events, Has.None.Contains("end 1"));
        });
    }

    [Test]
    public void A_sweep_is_shuffled_by_its_seed_and_loses_nothing()
    {
        PointSpec[] specs = [.. Enumerable.Range(0, 20).Select(i => PointSpec.Parse($"toy.plain rank={i}"))];
        string[] one = Order(specs, 1), again = Order(specs, 1), other = Order(specs, 2);
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.EqualTo(again));
            Assert.That(one, Is.Not.EqualTo(other));
            Assert.That(one, Is.Not.EqualTo(specs.Select(s => s.ToString())));
            Assert.That(one, Is.EquivalentTo(specs.Select(s => s.ToString())));
        });
    }

    private static string[] Order(PointSpec[] specs, ulong seed)
    {
        var sweep = new Sweep(specs, seed);
        var order = new List<string>();
        while (sweep.Next([]) is { } next)
            order.Add(next.ToString());
        return [.. order];
    }

    private static (List<string> Events, bool[] Complete) Run(int size, int stopAfter)
    {
        var events = new List<string>();
        return (events, [.. Run(size, stopAfter, events, fullAt: -1).Select(r => r.Complete)]);
    }

    private static RunResult[] Run(
        int size, int stopAfter, List<string> events, int fullAt) => FakeRanks.RunTeams(size, Catalog, teams =>
    {
        using var watchdog = new Watchdog(_ => { });
        var engine = new Engine(
            new(
                teams, new(teams.All, new int[size], FakeRanks.NowNs), TimerFacts.Measure(), watchdog, (_, _) => { },
                () => 1e9),
            Catalog, new(new StoppingRule(1, 5, 5, 0.1, 5), Rigour.Full, 60));
        Log? log = teams.All.Rank == 0 ? new Log(events, fullAt) : null;
        int asked = 0;
        return new RunLoop(engine, teams.All, log, log)
            .Run(new Sweep(Enumerable.Repeat(PointSpec.Parse("toy.plain"), 3), 1), () => asked++ >= stopAfter);
    });

    private sealed class Log(List<string> events, int fullAt) : IRunStore, IObserver
    {
        public void Begin(RunRecord run) => events.Add("begin run");

        public void Started(PointRecord planned) => events.Add($"started {planned.Order}");

        public void Append(PointRecord point)
        {
            if (point.Order == fullAt)
                throw new IOException("planted full disk");
            events.Add($"append {point.Order} {point.Status}");
        }

        public string Seal(RunRecord final) => "";

        public void Begin(PointSpec spec, int index, int count) => events.Add($"begin {index}/{count}");

        public void End(PointRecord point, int index, int count) => events.Add($"end {index}/{count}");

        public void Dispose()
        {
        }
    }
}
