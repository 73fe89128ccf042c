using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bars;

/// <summary>A run that was never measured, for timing what keeps it.</summary>
internal static class Synthetic
{
    /// <summary>The record of a run.</summary>
    public static RunRecord Run(int ranks) => new()
    {
        RunId = Guid.CreateVersion7().ToString(),
        Status = RunStatus.Complete,
        Created = DateTimeOffset.UtcNow,
        Finished = DateTimeOffset.UtcNow,
        SuiteName = "synthetic",
        SuiteYaml = "",
        HaiEndVersion = "0",
        CommandLine = "",
        Provenance = new Dictionary<string, string>(),
        Nodes = [new("node", "", 1, ranks, 1, 1 << 30, "", "")],
        Ranks = [.. Enumerable.Range(0, ranks).Select(r => new RankRecord(0, r, $"{r}", -1, 0, 1, 20))],
    };

    /// <summary>A point whose times have eight noisy bits, as real ones do.</summary>
    public static PointRecord Point(int ranks, int samples, int order)
    {
        sbyte[] valid = new sbyte[samples];
        Array.Fill(valid, (sbyte)1);
        return new()
        {
            Case = new("allreduce", 1, "library", "busbw", "byte/s", "max-over-ranks", "", "", "", []),
            Parameters = [new("bytes", "byte", Role.Problem, "8")],
            Nodes = 1,
            Ranks = ranks,
            Order = order,
            Status = PointStatus.Ok,
            Repeats = 1,
            TimeNs = Table(ranks, samples, (ulong)order, _ => 20_000),
            StartNs = Table(ranks, samples, (ulong)order + 1, s => s * 40_000),
            WarmupNs = Table(ranks, 5, 2, _ => 50_000),
            Valid = valid,
            GcCount = new int[ranks],
            MemPeakBytes = new long[ranks],
        };
    }

    private static RankTable Table(int ranks, int samples, ulong seed, Func<int, long> about)
    {
        long[] values = new long[(long)ranks * samples];
        for (int i = 0; i < values.Length; i++)
            values[i] = about(i % samples) + (long)(Counter.Bits(seed, (ulong)i) % 256);
        return new(ranks, samples, values);
    }
}
