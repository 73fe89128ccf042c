using System.Diagnostics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Keeping a point must not be what a launch spends its time on.</summary>
public sealed class StoreSpeedTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Examples.NewFolder();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(64, 11, 50)]
    [TestCase(4096, 3, 2000)]
    public void A_thousand_samples_of_every_rank_are_kept_in_time(int ranks, int count, double limitMs)
    {
        using var store = new Hdf5RunStore(Path.Combine(_folder, "x.h5"));
        store.Begin(Examples.Run());
        PointRecord[] points = [.. Enumerable.Range(0, count).Select(i => Synthetic(i, ranks, 1000))];
        double[] ms = new double[count], marks = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            store.Started(points[i]);
            marks[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            store.Append(points[i]);
            ms[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }
        long start = Stopwatch.GetTimestamp();
        string path = store.Seal(Examples.Run());
        double seal = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Array.Sort(marks);
        Array.Sort(ms);
        TestContext.Progress.WriteLine(
            $"{ranks} ranks x 1000 samples: started {marks[count / 2]:f1} ms, append {ms[count / 2]:f1} ms (medians), "
            + $"seal of {count} points {seal:f0} ms, {new FileInfo(path).Length / 1e6:f1} MB");
        // The quickest, since other programs may share the machine with the tests.
        Assert.That(ms[0], Is.LessThan(limitMs));
    }

    /// <summary>Times like those of a real collective: a floor, a long tail, starts a barrier apart.</summary>
    private static PointRecord Synthetic(int order, int ranks, int samples)
    {
        var random = new Random(order);
        long[] time = new long[ranks * samples], start = new long[ranks * samples];
        for (int i = 0; i < time.Length; i++)
        {
            time[i] = 250_000 + (long)(-20_000 * Math.Log(1 - random.NextDouble()));
            start[i] = 1_000_000_000L * order + i % samples * 300_000L + random.Next(2000);
        }
        sbyte[] valid = new sbyte[samples];
        Array.Fill(valid, (sbyte)1);
        return Examples.Point(order, ranks, samples) with
        {
            Case = Examples.Gemm,
            TimeNs = new(ranks, samples, time),
            StartNs = new(ranks, samples, start),
            PhaseNs = RankTable.Empty,
            Valid = valid,
        };
    }
}
