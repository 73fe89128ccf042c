using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Jobs;
using HaiEnd.Mpi.Results;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Jobs;

/// <summary>Going on from earlier files, and starting several times.</summary>
public sealed class ResumeAndLaunchesTests
{
    private const string Ended = "the launch ended";

    private static readonly PointSpec A = PointSpec.Parse("toy.plain n=1"), B = PointSpec.Parse("toy.plain n=2");

    [TestCase(PointStatus.Ok)]
    [TestCase(PointStatus.Oom)]
    [TestCase(PointStatus.Wrong)]
    [TestCase(PointStatus.Failed)]
    public void A_point_that_a_file_has_is_skipped(PointStatus status)
    {
        var resume = Resume.Plan([A, B], [], [[Record(A, status)]], 2, Ended);
        Assert.Multiple(() =>
        {
            Assert.That(resume.Todo, Is.EqualTo(new[] { B }));
            Assert.That(resume.Have, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_point_that_ended_one_launch_is_tried_once_more() => Assert.That(
        Resume.Plan([A], [], [[Record(A, PointStatus.Failed, Ended)]], 2, Ended).Todo, Is.EqualTo(new[] { A }));

    [Test]
    public void A_point_that_ended_two_launches_is_given_up()
    {
        PointRecord ended = Record(A, PointStatus.Failed, Ended);
        var resume = Resume.Plan([A, B], [], [[ended], [ended]], 2, Ended);
        Assert.Multiple(() =>
        {
            Assert.That(resume.Todo, Is.EqualTo(new[] { B }));
            Assert.That(resume.GivenUp, Is.EqualTo(new[] { A }));
        });
    }

    // Which points a zig-zag has depends on results, so that none of them is among those that are wanted.
    [Test]
    public void A_point_of_a_zigzag_that_ended_two_launches_is_given_up()
    {
        PointSpec grown = PointSpec.Parse("toy.plain@2/sharing-zigzag:n=1 n=2");
        PointSpec other = PointSpec.Parse("toy.other@2/sharing-zigzag:n=1 n=2");
        var plan = new ZigzagPlan(PointSpec.Parse("toy.plain@1/sharing-zigzag:n=1 n=1"), "n", [(1, 1), (2, 2)], 0.6);
        PointRecord[] ended = [.. new[] { grown, other }.Select(
            s => Record(s, PointStatus.Failed, Ended) with { Scaling = s.Series })];
        Assert.Multiple(() =>
        {
            Assert.That(Resume.Plan([B], [plan], [ended], 2, Ended).GivenUp, Is.Empty);
            var resume = Resume.Plan([B], [plan], [ended, ended], 2, Ended);
            Assert.That(resume.GivenUp.Select(p => $"{p}"), Is.EqualTo(new[] { $"{grown}" }));
            Assert.That((resume.Have, resume.Todo.Count), Is.EqualTo((0, 1)));
        });
    }

    [Test]
    public void A_point_that_ended_a_launch_and_was_measured_later_is_there() => Assert.That(
        Resume.Plan([A], [], [[Record(A, PointStatus.Failed, Ended)], [Record(A, PointStatus.Ok)]], 2, Ended)
            .Have, Is.EqualTo(1));

    [Test]
    public void A_point_on_other_ranks_is_another_point() => Assert.That(
        Resume.Plan([A], [], [[Record(A, PointStatus.Ok)]], 4, Ended).Todo, Is.EqualTo(new[] { A }));

    [Test]
    public void A_point_of_a_series_is_there_only_with_its_ranks_and_its_series()
    {
        PointSpec one = PointSpec.Parse("toy.plain@1/strong n=1"), two = PointSpec.Parse("toy.plain@2/strong n=1");
        PointRecord record = Record(two, PointStatus.Ok);
        Assert.Multiple(() =>
        {
            Assert.That(Resume.Plan([one, two], [], [[record]], 2, Ended).Todo, Is.EqualTo(new[] { one, two }));
            Assert.That(
                Resume.Plan([one, two], [], [[record with { Scaling = "strong" }]], 8, Ended).Todo,
                Is.EqualTo(new[] { one }));
        });
    }

    [Test]
    public void A_point_that_had_too_few_ranks_is_tried_again()
    {
        PointRecord record = Record(A, PointStatus.Skipped) with { Nodes = 0 };
        Assert.That(Resume.Plan([A], [], [[record]], 2, Ended).Todo, Is.EqualTo(new[] { A }));
    }

    [Test]
    public void Each_launch_has_a_file_of_its_own()
    {
        var launches = new Launches(["mpirun", "-n", "2"], ["haiend"], ["--suite=smoke"], "out", 2);
        Assert.That(
            string.Join(' ', launches.CommandOf(2)),
            Is.EqualTo($"mpirun -n 2 haiend run --suite=smoke --output {Path.Combine("out", "launch-02.h5")}"));
    }

    [TestCase(new[] { 0, 0, 0 }, 0, 3)]
    [TestCase(new[] { 0, 6, 0 }, 6, 3)]
    [TestCase(new[] { 6, 4, 0 }, 4, 3)]
    [TestCase(new[] { 0, 2, 0 }, 2, 2)]
    [TestCase(new[] { 137, 0, 0 }, 6, 3)]
    public void The_worst_code_counts_and_a_usage_error_ends_the_series(int[] codes, int expected, int started)
    {
        string folder = Directory.CreateTempSubdirectory("haiend").FullName;
        int count = 0;
        int code = new Launches(["mpirun"], ["haiend"], [], folder, codes.Length).Run(_ => codes[count++]);
        Directory.Delete(folder, recursive: true);
        Assert.That((code, count), Is.EqualTo((expected, started)));
    }

    [Test]
    public void A_launcher_that_is_not_there_is_a_usage_error() =>
        Assert.That(() => Launches.Start(["no-such-launcher"]), Throws.TypeOf<BadInputException>());

    private static PointRecord Record(PointSpec spec, PointStatus status, string message = "") => new()
    {
        Case = new(spec.Benchmark, 1, spec.Realisation, "flops", "flop/s", "", "", "", "", []),
        Parameters = [.. spec.Values.Select(v => new Parameter(v.Key, "1", Role.Problem, v.Value))],
        Nodes = 1,
        Ranks = 2,
        Order = 0,
        Status = status,
        Message = message,
    };
}
