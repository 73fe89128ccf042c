using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Fits;
using HaiEnd.Mpi.Bench;

namespace HaiEnd.Mpi.Bars;

/// <summary>Ways of all-reduce over slow links: against each other in turn, and against what the model says that they
/// take. Measured in several launches on the hosts of tests/cluster, and judged together.</summary>
/// <param name="catalog">what there is</param>
/// <param name="ranks">one on each of four hosts, or two on each of two</param>
/// <param name="place">where they run</param>
/// <param name="hosts">how many</param>
/// <param name="record">where rank 0 writes what it measured</param>
internal sealed class ClusterBars(Catalog catalog, IRanks ranks, Place place, int hosts, TextWriter record)
{
    private const int Rounds = 5, Samples = 9, MostRepeats = 200;

    /// <summary>A sample takes about so long, in as many repeats as that takes [s].</summary>
    private const double LeastSeconds = 0.05;

    /// <summary>What is promised. The time of the first over that of the second, on so many hosts, at most the
    /// bar.</summary>
    private static readonly (string Ours, string Other, int Hosts, double Bar)[] Promised =
    [
        ("compressed-bf16 bytes=16777216 precision=fp32", "ring bytes=16777216 precision=fp32", 4, 1 / 1.8),
        ("compressed-int8 bytes=16777216 precision=fp32", "ring bytes=16777216 precision=fp32", 4, 1 / 3.0),
        ("hierarchical bytes=4194304 precision=fp64", "ring bytes=4194304 precision=fp64", 2, 1),
        ("ring bytes=4194304 precision=fp64", "recursive-doubling bytes=4194304 precision=fp64", 4, 1),
        ("recursive-doubling bytes=8 precision=fp64", "ring bytes=8 precision=fp64", 4, 1),
    ];

    /// <summary>Sizes that the model is fitted to, and others that it is judged by [byte].</summary>
    private static readonly long[] Fitted =
            [8, 32, 128, 512, 2 << 10, 8 << 10, 32 << 10, 64 << 10, 256 << 10, 512 << 10, 2 << 20],
        Judged = [16, 1 << 10, 16 << 10, 128 << 10, 1 << 20];

    /// <summary>How far the model may be off, median over sizes and launches [1].</summary>
    private const double ModelBar = 0.25;

    /// <summary>Measures what is promised on as many hosts.</summary>
    public void Measure()
    {
        foreach ((string ours, string other, _, _) in Promised.Where(p => p.Hosts == hosts))
            Compare(ours, other);
        if (hosts == ranks.Size)
            Predict();
    }

    /// <summary>Prints a bar for each promise, over all launches.</summary>
    public static void Judge(IEnumerable<string> files)
    {
        ILookup<string, double> measured = files.SelectMany(File.ReadLines).Select(l => l.Split('\t'))
            .SelectMany(w => w.Skip(1).Select(r => (Name: w[0], Value: double.Parse(r, CultureInfo.InvariantCulture))))
            .ToLookup(r => r.Name, r => r.Value);
        foreach ((string ours, string other, int on, double bar) in Promised)
            Print(NameOf(ours, other, on), measured, bar);
        foreach (string algorithm in AllreduceModel.Known)
            Print(ModelName(algorithm), measured, ModelBar);
    }

    private static void Print(string name, ILookup<string, double> measured, double bar)
    {
        if (measured.Contains(name))
            Bar.Print(name, [.. measured[name]], bar, most: true);
        else
            Bar.Skip(name, "not measured: there is no such way, or no such cluster");
    }

    private static string NameOf(string ours, string other, int on) =>
        $"{ours.Replace(" precision=", " ", StringComparison.Ordinal)} / {other.Split(' ')[0]}, {on} hosts";

    private static string ModelName(string algorithm) => $"model of {algorithm}, off by";

    private void Compare(string ours, string other)
    {
        if (Made($"allreduce.{ours}") is not { } first)
            return;
        using (first)
        {
            using Timed second = Made($"allreduce.{other}")!;
            Write(NameOf(ours, other, hosts), Paired.Ratios(Rounds, () => first.Seconds(1), () => second.Seconds(1)));
        }
    }

    private void Predict()
    {
        var model = new AllreduceModel(
            Fit(b => Typical($"pingpong.blocking bytes={b}") / 2), Fit(b => Typical($"sendrecv.blocking bytes={b}")),
            Fit(b => Typical($"sendrecv.blocking bytes={b} pattern=pairs")), 0);
        foreach (string algorithm in AllreduceModel.Known)
        {
            if (Made($"allreduce.{algorithm} bytes={Judged[0]} precision=fp64") is not { } way)
                continue;
            way.Dispose();
            Write(ModelName(algorithm), [.. Judged.Select(b => Math.Abs(
                Typical($"allreduce.{algorithm} bytes={b} precision=fp64")
                    / model.Seconds(algorithm, ranks.Size, b) - 1))]);
        }
    }

    private static AlphaBeta Fit(Func<long, double> seconds) =>
        AlphaBeta.Fit([.. Fitted.Select(b => (double)b)], [.. Fitted.Select(seconds)]);

    /// <summary>The median time of one repeat [s]. A sample is so long that it counts little which rank leaves the
    /// barrier first, and who waits for a processor, which hosts of one machine share, waits in most samples
    /// alike.</summary>
    private double Typical(string spec)
    {
        using Timed timed = Made(spec)!;
        double once = Enumerable.Range(0, Rounds).Min(_ => timed.Seconds(1));
        int repeats = (int)Math.Clamp(LeastSeconds / once, 1, MostRepeats);
        return Statistics.Median(Enumerable.Range(0, Samples).Select(_ => timed.Seconds(repeats)));
    }

    /// <summary>A point, prepared; null where there is no such way of doing it.</summary>
    private Timed? Made(string spec)
    {
        try
        {
            return new(spec, catalog, ranks, place);
        }
        catch (UnknownNameException)
        {
            return null;
        }
    }

    private void Write(string name, double[] values)
    {
        string line = string.Join('\t', values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        if (ranks.Rank == 0)
            record.WriteLine($"{name}\t{line}");
    }
}
