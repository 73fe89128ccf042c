using System.Collections;
using System.Reflection;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>A launch between the process that reads a file and the one that asked for it.</summary>
public sealed class LaunchStreamTests
{
    private static readonly string[] LeftBehind =
        [nameof(PointRecord.StartNs), nameof(PointRecord.WarmupNs), nameof(PointRecord.PhaseNs)];

    private static readonly PointRecord Reduced = Examples.Point(3) with
    {
        TimeNs = new(1, 3, [5, 6, 7]),
        RankTimes = [new(1e-6, 0.9e-6, 1.1e-6), new(2e-6, 1.9e-6, 2.1e-6)],
        StartNs = RankTable.Empty,
        WarmupNs = RankTable.Empty,
        PhaseNs = RankTable.Empty,
    };

    [Test]
    public void Arrives_with_every_field()
    {
        RunRecord run = Examples.Run();
        PointRecord[] points = [Reduced, Examples.Oom(4), Reduced with { Order = 5 }];
        (RunRecord gotRun, IReadOnlyList<PointRecord> got) = Read(Written(run, points));
        Assert.Multiple(() =>
        {
            Assert.That(Examples.Text(gotRun), Is.EqualTo(Examples.Text(run)));
            Assert.That(got.Select(Examples.Text), Is.EqualTo(points.Select(Examples.Text)));
        });
    }

    [Test]
    public void Nothing_of_the_examples_is_left_at_its_default_or_the_test_above_would_miss_it() =>
        Assert.That(Unset(Examples.Run()).Concat(Unset(Reduced)).Except(LeftBehind), Is.Empty);

    [Test]
    public void A_stream_that_breaks_off_or_lies_is_refused_and_never_believed()
    {
        byte[] whole = Written(Examples.Run(), [Reduced]);
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _ = Read(bytes);
            }
            catch (Exception e) when (e is FormatException or IOException)
            {
                // Told by the caller.
            }
        }
    }

    [Test]
    public void Texts_arrive_harmless_and_cut()
    {
        RunRecord run = Examples.Run() with
        {
            SuiteName = "\u001b]0;title\a",
            Site = new string('x', 1000),
            SuiteYaml = "a: 1\nb: \u009b\n",
        };
        RunRecord got = Read(Written(run, [])).Run;
        Assert.That(
            (got.SuiteName, got.Site.Length, got.SuiteYaml),
            Is.EqualTo(("\uFFFD]0;title\uFFFD", LaunchStream.Name, "a: 1\nb: \uFFFD\n")));
    }

    private static byte[] Written(RunRecord run, PointRecord[] points)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        LaunchStream.Write(writer, run, points);
        return bytes.ToArray();
    }

    private static (RunRecord Run, IReadOnlyList<PointRecord> Points) Read(byte[] bytes) =>
        LaunchStream.Read(new BinaryReader(new MemoryStream(bytes)), 1 << 20);

    private static IEnumerable<string> Unset(object record) =>
        from property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.SetMethod is not null
        let value = property.GetValue(record)
        where value is null or "" or 0 or ICollection { Count: 0 } or RankTable { Count: 0 }
        select property.Name;
}
