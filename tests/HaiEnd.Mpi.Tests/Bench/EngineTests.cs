using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Plants;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Bench;

/// <summary>The engine on threads that play ranks: whatever one rank does, all come out with the same status.</summary>
public sealed class EngineTests
{
    private static readonly Catalog Catalog = new(typeof(Toy).Assembly);
    private static readonly StoppingRule Short =
        new(Warmup: 2, MinSamples: 10, MaxSamples: 40, Ci: 0.02, MaxSeconds: 5);

    [Test]
    public void A_point_is_measured_and_verified_on_any_number_of_ranks([Values(1, 2, 3, 5)] int size)
    {
        PointRecord[] records = Measure(size, "toy.plain");
        PointRecord root = records[0];
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Status), Is.All.EqualTo(PointStatus.Ok));
            Assert.That(root.Verified, Is.EqualTo(Verified.Yes));
            Assert.That(records.Select(r => r.Repeats), Is.All.EqualTo(root.Repeats));
            Assert.That(root.TimeNs.Ranks, Is.EqualTo(size));
            Assert.That(root.TimeNs.Count, Is.InRange(10, 40));
            Assert.That(root.TimeNs.Values, Has.All.GreaterThanOrEqualTo(0));
            Assert.That(root.TimeNs.Values, Has.Length.EqualTo(size * root.TimeNs.Count));
            Assert.That(root.StartNs.Values, Has.Length.EqualTo(size * root.TimeNs.Count));
            Assert.That(root.PhaseNs.Values, Has.Length.EqualTo(size * root.TimeNs.Count));
            Assert.That(root.WarmupNs.Values, Has.Length.EqualTo(size * 2));
            Assert.That(root.GcCount, Has.Length.EqualTo(size));
            Assert.That(root.Work.Flops, Is.EqualTo(100 * size));
            Assert.That(root.Figures.Rate, Is.EqualTo(100 * size / root.Figures.Median).Within(1e-9).Percent);
            Assert.That(records.Skip(1).Select(r => r.TimeNs.Ranks), Is.All.EqualTo(0));
        });
    }

    [TestCase(Plant.Check, PointStatus.Failed, "rank 2: planted fault in Check")]
    [TestCase(Plant.Prepare, PointStatus.Failed, "rank 2: planted fault in Prepare")]
    [TestCase(Plant.Memory, PointStatus.Oom, "rank 2: InsufficientMemoryException: planted lack of memory")]
    [TestCase(Plant.Unavailable, PointStatus.Skipped, "rank 2: planted absence")]
    [TestCase(Plant.Verify, PointStatus.Failed, "the check failed: rank 2: planted fault in Verify")]
    [TestCase(Plant.Footprint, PointStatus.Oom, "needs 9223372036854775807 bytes on a rank, the limit is 1048576")]
    public void A_planted_fault_gives_every_rank_the_same_status_and_text(
        Plant plant, PointStatus status, string message)
    {
        // The fault is on the last of three ranks alone: the others must learn of it.
        PointRecord[] records = Measure(3, $"toy.plain plant={plant} rank=2");
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Status), Is.All.EqualTo(status));
            Assert.That(records.Select(r => r.Message), Is.All.EqualTo(message));
        });
    }

    [Test]
    public void A_wrong_answer_is_wrong_and_keeps_its_samples()
    {
        PointRecord root = Measure(2, "toy.plain plant=Wrong")[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.Status, Is.EqualTo(PointStatus.Wrong));
            Assert.That(root.Verified, Is.EqualTo(Verified.Failed));
            Assert.That(root.ErrorRelMax, Is.GreaterThan(0));
            Assert.That(root.Facts.Select(f => f.Name), Is.EqualTo(new[] { "cpu_time", "cpu_time_max" }));
            Assert.That(root.TimeNs.Count, Is.GreaterThanOrEqualTo(10));
        });
    }

    [Test]
    public void What_is_found_out_of_a_right_answer_stands_in_the_record_by_name() => Assert.That(
        Measure(3, "toy.plain")[0].Facts.Where(f => !f.Name.StartsWith("cpu", StringComparison.Ordinal)),
        Is.EqualTo(new[] { new PointFact("colour", "", "red"), new("toys", "1", "3") }));

    [Test]
    public void A_fault_in_the_timed_region_aborts_with_the_point_in_the_text()
    {
        var said = new List<string>();
        Assert.That(() => Measure(1, "toy.plain plant=Run", said: said), Throws.TypeOf<AggregateException>());
        Assert.That(said, Has.One.Contains("1: toy.plain plant=Run failed while measuring")
            .And.One.Contains("planted fault in Run"));
    }

    [Test]
    public void A_kernel_that_adds_up_is_reset_before_its_batch_is_full()
    {
        PointRecord root = Measure(2, "toy.plain batch=3")[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.Repeats, Is.InRange(1, 3));
            Assert.That(root.Verified, Is.EqualTo(Verified.Yes),
                "the harness told the check how many repeats came after the reset");
        });
    }

    [TestCase("toy.plain colour=red", "no axis of toy.plain is called 'colour'")]
    [TestCase("toy.fancy", "no realisation of toy is called 'fancy'; there is plain")]
    [TestCase("play.plain", "no benchmark is called 'play'")]
    [TestCase("toy.plain plant=Nonsense", "Nonsense")]
    public void A_spec_that_makes_no_case_is_skipped_with_the_reason(string spec, string reason)
    {
        PointRecord root = Measure(2, spec)[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.Status, Is.EqualTo(PointStatus.Skipped));
            Assert.That(root.Message, Does.Contain(reason));
        });
    }

    [Test]
    public void Near_the_deadline_sampling_ends_and_says_so()
    {
        PointRecord root = Measure(2, "toy.plain", secondsLeft: -1)[0];
        Assert.That(root.StopReason, Is.EqualTo(StopReason.Deadline).Or.EqualTo(StopReason.Converged));
    }

    [Test]
    public void The_first_ranks_measure_and_those_who_wait_come_out_with_the_same_status(
        [Values(1, 2, 3, 4)] int ranks)
    {
        PointRecord[] records = Measure(4, $"toy.plain@{ranks}/strong");
        PointRecord root = records[0];
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Status), Is.All.EqualTo(PointStatus.Ok));
            Assert.That(records.Select(r => (r.Ranks, r.Nodes)), Is.All.EqualTo((ranks, 1)));
            Assert.That(records.Select(r => r.Scaling), Is.All.EqualTo("strong"));
            Assert.That(root.Verified, Is.EqualTo(Verified.Yes));
            Assert.That(root.TimeNs.Ranks, Is.EqualTo(ranks));
            Assert.That(root.Work.Flops, Is.EqualTo(100 * ranks));
        });
    }

    [Test]
    public void On_the_first_ranks_a_point_has_the_key_that_it_has_in_a_launch_of_so_many() => Assert.That(
        Measure(3, "toy.plain@2")[0].MatchKey, Is.EqualTo(Measure(2, "toy.plain")[0].MatchKey));

    [TestCase(Plant.Check, PointStatus.Failed, "rank 1: planted fault in Check")]
    [TestCase(Plant.Prepare, PointStatus.Failed, "rank 1: planted fault in Prepare")]
    [TestCase(Plant.Unavailable, PointStatus.Skipped, "rank 1: planted absence")]
    [TestCase(Plant.Verify, PointStatus.Failed, "the check failed: rank 1: planted fault in Verify")]
    public void A_fault_in_the_team_is_told_to_those_who_wait(Plant plant, PointStatus status, string message)
    {
        PointRecord[] records = Measure(4, $"toy.plain@2 plant={plant} rank=1");
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Status), Is.All.EqualTo(status));
            Assert.That(records.Select(r => r.Message), Is.All.EqualTo(message));
        });
    }

    [Test]
    public void More_ranks_than_there_are_is_skipped_with_the_reason()
    {
        PointRecord[] records = Measure(2, "toy.plain@8/strong");
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => (r.Status, r.Ranks, r.Nodes)),
                Is.All.EqualTo((PointStatus.Skipped, 8, 0)));
            Assert.That(records[1].Message, Is.EqualTo("it asks for 8 ranks, this launch has 2"));
        });
    }

    [Test]
    public void A_hang_in_the_team_is_reported_by_a_rank_that_knows_the_step()
    {
        // Every collective of the threads that play ranks gives up after its own limit, so the test ends.
        var said = new List<string>();
        Assert.That(
            () => Measure(3, "toy.plain@2 milliseconds=100", said: said, pointSeconds: 0.5), Throws.Nothing);
        Assert.That(said, Is.Not.Empty.And.All.EqualTo("6: toy.plain@2 milliseconds=100: measuring"));
    }

    // Another rank that asked as well would change the links while the first one measures.
    [Test]
    public void Rank_0_limits_the_links_before_a_point_and_the_limit_is_part_of_what_was_asked()
    {
        var links = new Asked();
        PointRecord point = Measure(2, "toy.plain link_rate=8000 link_delay=7", links: links, nodes: 2)[0];
        Assert.That(point.Status, Is.EqualTo(PointStatus.Ok), point.Message);
        Assert.That(links.Limits, Is.EqualTo(new[] { new LinkLimit(8000, 7) }));
        Assert.That(LinkLimit.Of(point), Is.EqualTo(links.Limits[0]));
        PointRecord plain = Measure(2, "toy.plain", links: links, nodes: 2)[0];
        Assert.That(links.Limits[^1], Is.Null);
        Assert.That(point.MatchKey, Is.Not.EqualTo(plain.MatchKey));
    }

    [TestCase(1, "rank 0: all ranks are on one node: there is no link to limit")]
    [TestCase(2, "rank 0: the links of this launch can't be limited; tests/cluster/mpirun.sh brings up hosts whose "
        + "links can")]
    public void Links_that_cannot_be_limited_skip_the_point_with_the_reason(int nodes, string reason)
    {
        PointRecord[] records = Measure(2, "toy.plain link_rate=8000", nodes: nodes);
        Assert.That(records.Select(r => r.Status), Is.All.EqualTo(PointStatus.Skipped));
        Assert.That(records.Select(r => r.Message), Is.All.EqualTo(reason));
    }

    private sealed class Asked : ILinks
    {
        public List<LinkLimit?> Limits { get; } = [];

        public void Limit(LinkLimit? limit) => Limits.Add(limit);
    }

    [Test]
    public void What_every_rank_counts_is_summed_and_given_for_one_repeat([Values(1, 3)] int size)
    {
        PointRecord root = Measure(size, "toy.plain", counters: r => new Planted(r))[0];
        Assert.Multiple(() =>
        {
            // Rank r counts 100 (r + 1) cycles in the run that follows the samples.
            Assert.That(root.Fact("cycles") * root.Repeats, Is.EqualTo(50 * size * (size + 1)).Within(1e-9).Percent);
            Assert.That(root.Fact("odd"), Is.EqualTo(size == 1 ? 7.0 / root.Repeats : double.NaN));
            Assert.That(root.Fact("lost"), Is.NaN, "it had no register");
            Assert.That(root.Verified, Is.EqualTo(Verified.Yes), "the run that is counted is one of those checked");
        });
    }

    [Test]
    public void Time_inside_MPI_is_given_for_one_repeat_where_a_call_was_seen([Values(1, 3)] int size)
    {
        PointRecord root = Measure(size, "toy.plain", calls: r => new InMpi(10 * (r + 1), r))[0];
        PointRecord silent = Measure(size, "toy.plain", calls: _ => new InMpi(0, 0))[0];
        double each = 1e-9 / root.Repeats;
        Assert.Multiple(() =>
        {
            Assert.That(silent.Facts.Select(f => f.Name), Has.None.StartsWith("mpi"));
            if (size == 1)
            {
                Assert.That(root.Facts.Select(f => f.Name), Has.None.StartsWith("mpi"), "its rank makes no call");
                return;
            }

            Assert.That(root.Fact("mpi_time"), Is.EqualTo(20 * each).Within(1e-9).Percent);
            Assert.That(root.Fact("mpi_time_max"), Is.EqualTo(30 * each).Within(1e-9).Percent);
            Assert.That(root.Fact("mpi_calls") * root.Repeats, Is.EqualTo(3).Within(1e-9).Percent);
            Assert.That(root.Fact("mpi_share"), Is.GreaterThan(0).And.LessThan(1));
        });
    }

    /// <summary>Says that so many calls took so long.</summary>
    private sealed class InMpi(double nanoseconds, double calls) : ICounterSource
    {
        public IReadOnlyList<string> Names { get; } = ["mpi_time", "mpi_calls"];

        public string Missing => "";

        public void Start()
        {
        }

        public void Stop(Span<double> counts) => (counts[0], counts[1]) = (nanoseconds, calls);

        public void Dispose()
        {
        }
    }

    /// <summary>Counts what is asked of it; the first rank also what no other has.</summary>
    private sealed class Planted(int rank) : ICounterSource
    {
        private bool _counting;

        public IReadOnlyList<string> Names { get; } = rank == 0 ? ["odd", "cycles", "lost"] : ["lost", "cycles"];

        public string Missing => "";

        public void Start() => _counting = true;

        public void Stop(Span<double> counts)
        {
            Assert.That(_counting, Is.True);
            for (int i = 0; i < counts.Length; i++)
                counts[i] = Names[i] switch { "cycles" => 100 * (rank + 1), "odd" => 7, _ => double.NaN };
        }

        public void Dispose()
        {
        }
    }

    private static PointRecord[] Measure(
        int size, string spec, List<string>? said = null, double secondsLeft = 1e9, double pointSeconds = 60,
        ILinks? links = null, int nodes = 1, Func<int, ICounterSource>? counters = null,
        Func<int, ICounterSource>? calls = null)
    {
        TimerFacts timer = TimerFacts.Measure();
        return FakeRanks.RunTeams(size, Catalog, teams =>
        {
            void Abort(int code, string text)
            {
                lock (timer)
                    said?.Add($"{code}: {text}");
            }

            using var watchdog = new Watchdog(step => Abort(ExitCode.Incomplete, step));
            // No two ranks have the same timer; what follows from it must still be decided once.
            TimerFacts own = timer with { OverheadNs = timer.OverheadNs * (1 + 10 * teams.All.Rank) };
            var engine = new Engine(
                new(teams, new(teams.All, new int[size], FakeRanks.NowNs), own, watchdog, Abort, () => secondsLeft)
                {
                    Links = links ?? new PlainLinks(),
                    Counters = counters?.Invoke(teams.All.Rank) ?? new NoCounters(),
                    MpiCalls = calls?.Invoke(teams.All.Rank) ?? new NoCounters(),
                },
                Catalog, new(Short, Rigour.Full, pointSeconds));
            return engine.Measure(PointSpec.Parse(spec), 0);
        }, nodes);
    }
}
