using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;
using static HaiEnd.Mpi.Tests.Analysis.LaunchSets;
using static HaiEnd.Mpi.Tests.Cli.InProcess;

namespace HaiEnd.Mpi.Tests.Cli;

/// <summary><c>compare</c> and <c>trend</c> on real files.</summary>
public sealed class CompareCommandTests
{
    private static readonly double[] Usual = [100, 101, 99.5, 100.4, 99.8, 100.9, 99.2];
    private string _folder = "", _old = "", _slow = "", _few = "";

    [OneTimeSetUp]
    public void Keep_three_sets()
    {
        _folder = Directory.CreateTempSubdirectory("haiend-compare").FullName;
        _old = Keep("old", Launches(0, 7, 1));
        _slow = Keep("slow", Launches(20, 7, 1.2));
        _few = Keep("few", Launches(40, 4, 1));
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_gate_closes_on_a_slower_point_and_the_text_says_which()
    {
        (int code, string output, string error) = Run("compare", _old, _slow, "--gate");
        Assert.That(code, Is.EqualTo(ExitCode.Regression), error);
        Assert.That(output, Does.Contain("nothing recorded differs").And.Contain("1.200 [")
            .And.Contain("slower by more than 3.00 %: 1 of 2 points, first gemm.blas@1 n=512 (+20.0 %)"));
        Assert.That(Run("compare", _old, _slow).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(Run("compare", _old, _slow, "--gate", "--threshold", "25%").Code, Is.EqualTo(ExitCode.Done));
        Assert.That(Run("compare", _slow, _old, "--gate").Code, Is.EqualTo(ExitCode.Done), "faster");
    }

    [Test]
    public void Too_few_launches_say_what_to_type()
    {
        (int code, string output, _) = Run("compare", _old, _few, "--gate");
        Assert.That(code, Is.EqualTo(ExitCode.Inconclusive));
        Assert.That(output, Does.Contain("inconclusive: fewer than 5 launches a side")
            .And.Contain("haiend run --launches 5"));
    }

    [Test]
    public void A_set_is_a_comma_list_as_well()
    {
        string files = string.Join(',', Directory.GetFiles(_slow));
        Assert.That(Run("compare", $"{_old},{_few}", files, "--gate").Code, Is.EqualTo(ExitCode.Regression));
    }

    [Test]
    public void Several_sets_are_compared_with_the_base_and_with_each_other()
    {
        (int code, string output, string error) = Run("compare", _old, _slow, _old, "--gate", "--json");
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.That(code, Is.EqualTo(ExitCode.Regression));
        Assert.That(root.GetProperty("schema").GetString(), Is.EqualTo("haiend-compare/1"));
        Assert.That(root.GetProperty("comparisons").GetArrayLength(), Is.EqualTo(2));
        Assert.That(root.GetProperty("over_all").GetArrayLength(), Is.EqualTo(2));
        Assert.That(error, Does.Contain("Over all:").And.Contain("differs"));
    }

    [Test]
    public void Launches_are_grouped_by_week()
    {
        (int code, string output, string error) = Run("compare", _old, _slow, "--by", "week", "--base", "2026-W04");
        Assert.That(code, Is.EqualTo(ExitCode.Inconclusive), error);
        Assert.That(output, Does.Contain("BASE  2026-W04 (1 launch)").And.Contain("NEW   2026-W02 (7 launches)")
            .And.Contain("NEW   2026-W05 (6 launches)"));
    }

    [Test]
    public void Realisations_are_ranked_by_problem()
    {
        (int code, string output, string error) = Run("compare", _old, "--by", "realisation");
        Assert.That(code, Is.EqualTo(ExitCode.Done), error);
        Assert.That(output, Does.Contain("gemm@1 n=512").And.Match("best +blas").And.Match("slower +simd .* 2.000"));
        Assert.That(Run("compare", _few, "--by", "realisation").Code, Is.EqualTo(ExitCode.Inconclusive));
    }

    [Test]
    public void A_trend_is_found_in_a_folder()
    {
        (int code, string output, string error) = Run("trend", _folder, "--gate", "--json");
        JsonElement root = JsonDocument.Parse(output).RootElement;
        Assert.That(code, Is.EqualTo(ExitCode.Done), error);
        Assert.That(root.GetProperty("series")[0].GetProperty("steps").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Run("trend", _old, _slow, "--gate").Code, Is.EqualTo(ExitCode.Regression));
        Assert.That(Run("trend", _few).Code, Is.EqualTo(ExitCode.Inconclusive));
    }

    [TestCase("compare OLD", "compare needs a base")]
    [TestCase("compare OLD OLD --by colour", "--by: launches can't be grouped by 'colour'")]
    [TestCase("compare OLD --by week", "all launches belong to one group (2026-W02)")]
    [TestCase("compare OLD FEW --base x", "--base: no set is called 'x'")]
    [TestCase("compare OLD FEW --by realisation --base x", "the base is the best way")]
    [TestCase("compare OLD FEW --threshold 3", "--threshold: expected a percentage")]
    [TestCase("compare OLD FEW --threshold much", "--threshold: expected a percentage")]
    [TestCase("compare OLD /nowhere.h5", "/nowhere.h5")]
    [TestCase("trend OLD --threshold 0%", "--threshold: expected a percentage")]
    public void A_mistake_is_told(string typed, string message)
    {
        (int code, string output, string error) = Run([.. typed.Split(' ')
            .Select(w => w == "OLD" ? _old : w == "FEW" ? _few : w)]);
        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(message));
    }

    private static IEnumerable<Launch> Launches(int first, int count, double factor) => Usual.Take(count)
        .Select((us, i) => Launch(first + i, Point(factor * us), Point(2 * us, realisation: "simd")));

    private string Keep(string name, IEnumerable<Launch> launches)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (Launch launch in launches)
        {
            using var store = new Hdf5RunStore(Path.Combine(folder, launch.File), Roofs.Fill);
            store.Begin(launch.Run);
            foreach ((int order, PointRecord point) in launch.Points.Index())
                store.Append(point with { Order = order });
            store.Seal(launch.Run);
        }

        return folder;
    }
}
