using System.Globalization;
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
    private const int Rounds = 5;

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
    private static readonly long[] Fitted = [8, 64, 512, 4096, 32768, 262144, 2097152],
        Judged = [16, 1024, 16384, 131072, 1048576];

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
        double[] seconds = [.. Fitted.Select(b => Least($"pingpong.blocking bytes={b}") / 2)];
        var model = new AllreduceModel(AlphaBeta.Fit([.. Fitted.Select(b => (double)b)], seconds), 0);
        foreach (string algorithm in AllreduceModel.Known)
        {
            if (Made($"allreduce.{algorithm} bytes={Judged[0]} precision=fp64") is not { } way)
                continue;
            way.Dispose();
            Write(ModelName(algorithm), [.. Judged.Select(b => Math.Abs(
                Least($"allreduce.{algorithm} bytes={b} precision=fp64")
                    / model.Seconds(algorithm, ranks.Size, b) - 1))]);
        }
    }

    /// <summary>The least time of one repeat of some [s]: hosts share the processors of one machine, and what waits
    /// for a processor is not the link.</summary>
    private double Least(string spec)
    {
        using Timed timed = Made(spec)!;
        return Enumerable.Range(0, 3 * Rounds).Min(_ => timed.Seconds(1));
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
