using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>What is kept is what is read.</summary>
public sealed class RoundTripTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Examples.NewFolder();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Every_field_comes_back()
    {
        PointRecord[] points = [Examples.Point(1), Examples.Oom(2), Examples.Point(0, size: "64")];
        string path = Examples.Seal(_folder, Examples.Run(), points);
        (RunRecord run, IReadOnlyList<PointRecord> read) = ResultFile.Read(path);
        Assert.Multiple(() =>
        {
            Assert.That(Examples.Text(run), Is.EqualTo(Examples.Text(Sorted(Examples.Run()))));
            Assert.That(read.Select(Examples.Text), Is.EqualTo(points.OrderBy(p => p.Order).Select(Examples.Text)));
            Assert.That(read.Select(p => p.MatchKey), Is.EqualTo(points.OrderBy(p => p.Order).Select(p => p.MatchKey)));
            Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
        });
    }

    [Test]
    public void Points_of_different_ranks_samples_and_axes_share_a_case()
    {
        PointRecord[] points =
        [
            Examples.Point(0, ranks: 4, samples: 1), Examples.Point(1, ranks: 1, samples: 9, size: "auto"),
            Examples.Point(2) with { Parameters = [new("radix", "1", Role.Method, "2")] },
            Examples.Point(3) with
            {
                StartNs = RankTable.Empty, GcCount = [], MemPeakBytes = [], PhaseNs = RankTable.Empty,
            },
            Examples.Point(4, samples: 0) with { Valid = [], CacheLineProbeNs = (double.NaN, double.NaN) },
        ];
        points[4] = points[4] with { TimeNs = RankTable.Empty, StartNs = RankTable.Empty, PhaseNs = RankTable.Empty };
        var read = ResultFile.Read(Examples.Seal(_folder, Examples.Run(), points)).Points;
        Assert.That(read.Select(Examples.Text), Is.EqualTo(points.Select(Examples.Text)));
    }

    [Test]
    public void Without_samples_the_figures_are_the_same()
    {
        string path = Examples.Seal(_folder, Examples.Run(), Examples.Point(0));
        PointRecord read = ResultFile.Read(path, samples: false).Points[0];
        Assert.That(read.TimeNs.Count, Is.Zero);
        Assert.That(read.Figures, Is.EqualTo(Examples.Point(0).Figures));
    }

    [Test]
    public void A_launch_without_points_is_a_file_too()
    {
        RunRecord bare = Examples.Run() with
        {
            Nodes = [],
            Ranks = [],
            Devices = [],
            Log = [],
            Modules = [],
            NativeLibraries = [],
            Topologies = new Dictionary<string, string>(),
            Provenance = new Dictionary<string, string>(),
        };
        (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(Examples.Seal(_folder, bare));
        Assert.That(points, Is.Empty);
        Assert.That(Examples.Text(run), Is.EqualTo(Examples.Text(bare)));
    }

    [Test]
    public void A_case_whose_metric_changes_is_two_cases()
    {
        PointRecord[] points =
        [
            Examples.Point(0),
            Examples.Point(1) with { Case = Examples.Allreduce with { Metric = "latency", MetricUnit = "s" } },
        ];
        var read = ResultFile.Read(Examples.Seal(_folder, Examples.Run(), points)).Points;
        Assert.That(read.Select(p => p.Case.Metric), Is.EqualTo(new[] { "busbw", "latency" }));
    }

    [Test]
    public void Tables_that_do_not_fit_together_are_refused()
    {
        using var store = new Hdf5RunStore(Path.Combine(_folder, "x.h5"));
        store.Begin(Examples.Run());
        Assert.Multiple(() =>
        {
            Assert.That(() => store.Append(Examples.Point(0) with { Valid = [1] }), Throws.ArgumentException);
            Assert.That(() => store.Append(Examples.Point(1) with { Ranks = 3 }), Throws.ArgumentException);
            Assert.That(
                () => store.Append(Examples.Point(2) with { TimeNs = new(2, 3, [1]) }), Throws.ArgumentException);
        });
    }

    private static RunRecord Sorted(RunRecord run) => run with
    {
        Provenance = run.Provenance.OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(),
    };
}
