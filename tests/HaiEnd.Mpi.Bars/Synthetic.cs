using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

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
        SuiteYaml = "schema: haiend-suite/1\nname: synthetic\ncases: [{bench: allreduce}]\n",
        HaiEndVersion = "0",
        CommandLine = "",
        Provenance = new Dictionary<string, string>(),
        Nodes = [new("node", "", 1, ranks, 1, 1 << 30, "", "")],
        Ranks = [.. Enumerable.Range(0, ranks).Select(r => new RankRecord(0, r, $"{r}", -1, 1, 20))],
    };

    /// <summary>Result files of launches that differ in their noise, one point per message size.</summary>
    /// <param name="folder">made; gets the files 0000.h5, 0001.h5, ...</param>
    /// <param name="files">launches</param>
    /// <param name="points">of each</param>
    /// <param name="ranks">of each point</param>
    /// <param name="samples">of each point</param>
    public static void Launches(string folder, int files, int points, int ranks, int samples)
    {
        for (int file = 0; file < files; file++)
        {
            using var store = new Hdf5RunStore(Path.Combine(folder, $"{file:D4}.h5"));
            RunRecord run = Run(ranks) with { Created = DateTimeOffset.UnixEpoch.AddDays(20_000 + file) };
            store.Begin(run);
            for (int order = 0; order < points; order++)
            {
                store.Append(Point(ranks, samples, order, file) with
                {
                    Parameters = [new("bytes", "byte", Role.Problem, $"{8L << order}")],
                });
            }

            store.Seal(run);
        }
    }

    /// <summary>A point whose times have eight noisy bits, as real ones do.</summary>
    /// <param name="ranks">of the point</param>
    /// <param name="samples">of the point</param>
    /// <param name="order">its place in the run</param>
    /// <param name="launch">another launch has other noise</param>
    public static PointRecord Point(int ranks, int samples, int order, int launch = 0)
    {
        ulong seed = (ulong)((launch << 16) + 4 * order);
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
            TimeNs = Table(ranks, samples, seed, _ => 20_000),
            StartNs = Table(ranks, samples, seed + 1, s => s * 40_000),
            WarmupNs = Table(ranks, 5, seed + 2, _ => 50_000),
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
