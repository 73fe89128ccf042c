using System.Runtime.InteropServices;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Whatever ends a launch, what was measured is kept and nothing half-written has a final name.</summary>
public sealed class DurabilityTests
{
    private string _folder = "";

    private string Target => Path.Combine(_folder, "x.h5");

    private string Parts => Target + ".parts";

    [SetUp]
    public void MakeFolder() => _folder = Examples.NewFolder();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_killed_launch_is_collected_with_the_point_that_it_died_in()
    {
        Kill(Examples.Point(0), Examples.Point(1), dyingIn: Examples.Point(2, size: "4096"));
        File.WriteAllBytes(Path.Combine(Parts, "000002.h5.tmp"), [1, 2, 3]);
        CollectedRun collected = Collector.Collect(_folder).Single();
        (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(Target);
        Assert.Multiple(() =>
        {
            Assert.That(collected, Is.EqualTo(
                new CollectedRun(Parts, CollectOutcome.Sealed, Target, 3, collected.Problems)));
            Assert.That(collected.Problems, Is.Empty);
            Assert.That(run.Status, Is.EqualTo(RunStatus.Interrupted));
            Assert.That(run.Finished, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
            Assert.That(run.CommandLine, Is.EqualTo(Examples.Run().CommandLine));
            Assert.That(Examples.Text(points[1]), Is.EqualTo(Examples.Text(Examples.Point(1))));
            Assert.That(points[2].Status, Is.EqualTo(PointStatus.Failed));
            Assert.That(points[2].Message, Is.EqualTo(IRunStore.EndedWhileRunning));
            Assert.That(points[2].MatchKey, Is.EqualTo(Examples.Point(2, size: "4096").MatchKey));
            Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.EqualTo(new[] { Target }));
        });
    }

    [Test]
    public void A_launch_that_runs_is_left_alone()
    {
        using var store = new Hdf5RunStore(Target);
        store.Begin(Examples.Run());
        store.Append(Examples.Point(0));
        Assert.That(Collector.Collect(_folder).Single().Outcome, Is.EqualTo(CollectOutcome.Running));
        Assert.That(store.Seal(Examples.Run()), Is.EqualTo(Target));
        Assert.That(ResultFile.Read(Target).Points, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_damaged_part_is_named_and_kept_aside()
    {
        Kill(Examples.Point(0), Examples.Point(1));
        string part = Path.Combine(Parts, "000001.h5");
        byte[] bytes = File.ReadAllBytes(part);
        File.WriteAllBytes(part, bytes[..(bytes.Length / 2)]);
        CollectedRun collected = Collector.Collect(_folder).Single();
        (RunRecord run, IReadOnlyList<PointRecord> points) = ResultFile.Read(Target);
        Assert.Multiple(() =>
        {
            Assert.That(points.Select(p => p.Order), Is.EqualTo(new[] { 0 }));
            Assert.That(collected.Problems.Single(), Does.Contain("000001.h5"));
            Assert.That(run.Log[^1].Text, Does.Contain("000001.h5"));
            Assert.That(File.Exists(Path.Combine(Target + ".damaged", "000001.h5")));
        });
    }

    [Test]
    public void Points_are_kept_even_if_the_launch_is_not_known_any_more()
    {
        Kill(Examples.Point(0));
        File.Delete(Path.Combine(Parts, "run.h5"));
        CollectedRun collected = Collector.Collect(_folder).Single();
        Assert.That(collected.Problems.Single(), Does.Contain("run.h5"));
        Assert.That(ResultFile.Read(Target).Points, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_launch_killed_between_sealing_and_tidying_is_tidied()
    {
        Kill(Examples.Point(0));
        string copy = Examples.NewFolder();
        File.Move(Examples.Seal(copy, Examples.Run(), Examples.Point(0)), Target);
        Directory.Delete(copy);
        Assert.That(Collector.Collect(_folder).Single().Outcome, Is.EqualTo(CollectOutcome.Sealed));
        Assert.That(Directory.Exists(Parts), Is.False);
    }

    [Test]
    public void A_result_of_another_launch_is_not_overwritten()
    {
        Kill(Examples.Point(0));
        File.WriteAllText(Target, "someone's");
        Assert.That(Collector.Collect(_folder).Single().Outcome, Is.EqualTo(CollectOutcome.Refused));
        Assert.That(File.ReadAllText(Target), Is.EqualTo("someone's"));
        Assert.That(Directory.Exists(Parts));
        using var store = new Hdf5RunStore(Target);
        Assert.That(() => store.Begin(Examples.Run()), Throws.TypeOf<StoreException>()
            .With.Message.Contains("exists already"));
    }

    [Test]
    public void Parts_are_for_the_owner_only()
    {
        using var store = new Hdf5RunStore(Target);
        store.Begin(Examples.Run());
        Assert.That(new DirectoryInfo(Parts).UnixFileMode,
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [TestCase("/sys/haiend/x.h5", "cannot be written. Choose another one with --output.")]
    [TestCase("/dev/null/x.h5", "cannot be written")]
    public void A_folder_that_cannot_be_written_is_said_at_the_beginning(string path, string text)
    {
        using var store = new Hdf5RunStore(path);
        Assert.That(() => store.Begin(Examples.Run()), Throws.TypeOf<StoreException>()
            .With.Message.Contains(path).And.Message.Contains(text));
    }

    [Test]
    public void A_full_disk_is_said_and_leaves_the_finished_points() => OnASmallDisk(target =>
    {
        using (var store = new Hdf5RunStore(target))
        {
            store.Begin(Examples.Run());
            store.Append(Examples.Point(0));
            Assert.That(() => store.Append(Incompressible(1, 1000)), SaysFull(target));
            Assert.That(Directory.EnumerateFiles(target + ".parts", "000001*"), Is.Empty);
        }
        CollectedRun collected = Collector.Collect(Path.GetDirectoryName(target)!).Single();
        Assert.That(collected.Outcome, Is.EqualTo(CollectOutcome.Sealed));
        Assert.That(ResultFile.Read(target).Points.Select(p => p.Order), Is.EqualTo(new[] { 0 }));
    });

    [Test]
    public void A_disk_that_is_full_when_sealing_leaves_the_parts() => OnASmallDisk(target =>
    {
        using (var store = new Hdf5RunStore(target))
        {
            store.Begin(Examples.Run());
            store.Append(Incompressible(0, 500));
            Assert.That(() => store.Seal(Examples.Run()), SaysFull(target));
        }
        CollectedRun refused = Collector.Collect(Path.GetDirectoryName(target)!).Single();
        Assert.That(refused.Outcome, Is.EqualTo(CollectOutcome.Refused));
        Assert.That(refused.Problems.Single(), Does.Contain("the disk or the quota is full"));
        Assert.That(File.Exists(target), Is.False);
        Assert.That(File.Exists(target + ".parts/000000.h5"));
    });

    private static ContainsConstraint SaysFull(string target) => Throws.TypeOf<StoreException>()
        .With.Message.Contains("the disk or the quota is full").And.Message.Contains(target);

    private static PointRecord Incompressible(int order, int samples)
    {
        PointRecord point = Examples.Point(order, 64, samples) with
        {
            StartNs = RankTable.Empty,
            PhaseNs = RankTable.Empty,
        };
        new Random(1).NextBytes(MemoryMarshal.AsBytes(point.TimeNs.Values.AsSpan()));
        return point;
    }

    private void OnASmallDisk(Action<string> test)
    {
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        if (Child.Run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk).ExitCode != 0)
        {
            Assert.Ignore("a small file system can be mounted by root only");
        }
        try
        {
            test(Path.Combine(disk, "x.h5"));
        }
        finally
        {
            Child.Run("umount", "-l", disk);
        }
    }

    /// <summary>What SIGKILL leaves: the parts as they are, their lock let go.</summary>
    private void Kill(PointRecord first, PointRecord? second = null, PointRecord? dyingIn = null)
    {
        using var store = new Hdf5RunStore(Target);
        store.Begin(Examples.Run());
        foreach (PointRecord point in new[] { first, second }.OfType<PointRecord>())
        {
            store.Started(point);
            store.Append(point);
        }
        if (dyingIn is not null)
        {
            store.Started(dyingIn);
        }
    }
}
