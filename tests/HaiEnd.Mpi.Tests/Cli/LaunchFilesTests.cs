using System.Diagnostics;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Cli;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using NUnit.Framework;
using Kept = HaiEnd.Mpi.Tests.Results.Examples;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary>Files as every verb gets them: read by a process that may die of them.</summary>
public sealed class LaunchFilesTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Kept.NewFolder();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Figures_come_from_the_samples_and_not_from_the_file()
    {
        PointRecord point = Kept.Point(0, ranks: 3, samples: 20) with { Repeats = 1 };
        Launch read = LaunchFiles.Read([Kept.Seal(_folder, Kept.Run(), point)]).Single();
        PointRecord got = read.Points.Single();
        Assert.Multiple(() =>
        {
            Assert.That(got.Figures with { EfficiencyOfRoof = double.NaN }, Is.EqualTo(Figures.Of(point)));
            Assert.That(Figures.SampleSeconds(got), Is.EqualTo(Figures.SampleSeconds(point)));
            Assert.That(Figures.RankTimes(got), Is.EqualTo(Figures.RankTimes(point)));
            Assert.That(Figures.Of(got), Is.EqualTo(Figures.Of(point)));
            Assert.That((got.Ranks, got.TimeNs.Ranks, got.TimeNs.Count), Is.EqualTo((3, 1, 20)));
            Assert.That(read.Run.CommandLine, Is.EqualTo(Kept.Run().CommandLine));
        });
    }

    [Test]
    public void A_folder_means_its_files_in_order_without_those_of_launches_that_still_run()
    {
        foreach (string name in (string[])["b.h5", "a.h5", "week/c.h5", "d.h5.parts/000001.h5", "d.h5.damaged/2.h5"])
        {
            string path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Assert.That(
            LaunchFiles.Found([Path.Combine(_folder, "b.h5"), _folder]).Select(f => Path.GetRelativePath(_folder, f)),
            Is.EqualTo(new[] { "b.h5", "a.h5", "week/c.h5" }));
    }

    [Test]
    public void A_folder_without_files_is_told() => Assert.That(
        () => LaunchFiles.Found([_folder]),
        Throws.TypeOf<BadInputException>().With.Message.Contains("no result file (*.h5) in this folder"));

    [Test]
    public void Many_files_come_in_the_order_asked_for_and_the_first_bad_one_ends_it()
    {
        string good = Kept.Seal(_folder, Kept.Run(), Kept.Point(0));
        string[] files = [.. Enumerable.Range(0, 20).Select(i => Path.Combine(_folder, $"{i}.h5"))];
        foreach (string file in files)
            File.Copy(good, file);
        Assert.That(LaunchFiles.Read(files).Select(l => l.File), Is.EqualTo(files));
        File.WriteAllText(files[7], "no HDF5");
        var got = new List<string>();
        Assert.That(
            () => got.AddRange(LaunchFiles.Read(files).Select(l => l.File)),
            Throws.TypeOf<BadInputException>().With.Message.StartsWith(files[7]));
        Assert.That(got, Is.EqualTo(files[..7]));
    }

    [Test]
    public void Sets_may_have_files_in_common()
    {
        string a = Kept.Seal(_folder, Kept.Run(), Kept.Point(0)), b = Path.Combine(_folder, "b.h5");
        File.Copy(a, b);
        Assert.That(
            LaunchFiles.ReadSets([[a, b], [], [a]]).Select(s => string.Join(' ', s.Select(l => l.File))),
            Is.EqualTo(new[] { $"{a} {b}", "", a }));
    }

    [Test]
    public void A_file_that_takes_too_long_is_given_up_and_the_next_is_read()
    {
        string good = Kept.Seal(_folder, Kept.Run(), Kept.Point(0)), endless = Path.Combine(_folder, "endless.h5");
        Process.Start("mkfifo", endless).WaitForExit();
        using var reader = new FileReader();
        Assert.That(
            () => reader.Read(endless, seconds: 1),
            Throws.TypeOf<BadInputException>().With.Message.Contains("took longer than 1 s"));
        Assert.That(reader.Read(good).Points, Has.Count.EqualTo(1));
    }
}
