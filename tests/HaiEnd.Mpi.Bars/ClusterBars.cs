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
    private const int Rounds = 5, Samples = 9, Probes = 3, MostRepeats = 200;

    private const double SampleSeconds = 0.05;

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
            int repeats = RepeatsOf(second);
            Write(NameOf(ours, other, hosts), Paired.Ratios(
                Rounds, () => first.Seconds(repeats), () => second.Seconds(repeats)));
        }
    }

    private void Predict()
    {
        const string Message = "pingpong.blocking", Around = "sendrecv.blocking pattern=ring",
            Between = "sendrecv.blocking pattern=pairs";
        Dictionary<string, double> seconds = Typical(
        [
            .. from curve in new[] { Message, Around, Between } from bytes in Fitted select Sized(curve, bytes),
            .. from way in AllreduceModel.Known from bytes in Judged select Sized(Way(way), bytes),
        ]);
        var model = new AllreduceModel(Fit(Message, 2), Fit(Around, 1), Fit(Between, 1), 0);
        foreach (string way in AllreduceModel.Known)
            Write(ModelName(way), [.. Judged.Select(b =>
                Math.Abs(seconds[Sized(Way(way), b)] / model.Seconds(way, ranks.Size, b) - 1))]);

        static string Sized(string spec, long bytes) => $"{spec} bytes={bytes}";

        static string Way(string name) => $"allreduce.{name} precision=fp64";

        AlphaBeta Fit(string curve, int messages) => AlphaBeta.Fit(
            [.. Fitted.Select(b => (double)b)], [.. Fitted.Select(b => seconds[Sized(curve, b)] / messages)]);
    }

    /// <summary>The median time of one repeat of each point [s]. They are timed in turn, so that a drift of the machine
    /// meets all.</summary>
    private Dictionary<string, double> Typical(string[] specs)
    {
        Timed[] timed = [.. specs.Select(s => new Timed(s, catalog, ranks, place))];
        int[] repeats = [.. timed.Select(RepeatsOf)];
        double[][] rounds = [.. Enumerable.Range(0, Samples).Select(_ =>
            timed.Select((t, i) => t.Seconds(repeats[i])).ToArray())];
        foreach (Timed t in timed)
            t.Dispose();
        return specs.Index().ToDictionary(s => s.Item, s => Statistics.Median(rounds.Select(r => r[s.Index])));
    }

    /// <summary>Repeats of a sample that is so long that it counts little which rank leaves the barrier
    /// first.</summary>
    private static int RepeatsOf(Timed timed) => (int)Math.Clamp(
        SampleSeconds / Enumerable.Range(0, Probes).Min(_ => timed.Seconds(1)), 1, MostRepeats);

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
