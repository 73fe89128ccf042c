using System.Text.Json;
using System.Text.Json.Serialization;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Results.Storage;

namespace HaiEnd.Mpi.Tests.Results;

/// <summary>Records to keep and read, and a folder to keep them in.</summary>
internal static class Examples
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true,
    };

    public static readonly CaseInfo Allreduce = new(
        "allreduce", 2, "ring", "busbw", "byte/s", "max-over-ranks", "(p-1)/p n", "2 n (p-1)/p", "triad",
        ["compute", "wire"]);

    public static readonly CaseInfo Gemm = new(
        "gemm", 1, "blas", "flops", "flop/s", "max-over-ranks", "2 n^3 (Golub & Van Loan, 1.1)", "32 n^2", "", []);

    public static string NewFolder() => Directory.CreateTempSubdirectory("haiend-results-").FullName;

    /// <summary>Everything of a record as text, to compare and to read when it differs.</summary>
    public static string Text(object record) => JsonSerializer.Serialize(record, Readable);

    public static RunRecord Run(RunStatus status = RunStatus.Complete) => new()
    {
        RunId = "0190f7a2-1111-7222-8333-444455556666",
        Status = status,
        Created = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        Finished = new(2026, 3, 4, 6, 6, 7, TimeSpan.Zero),
        Campaign = "weekly",
        SuiteName = "Grüße ∑ 测试",
        SuiteYaml = "name: x\ncases:\n  - allreduce\n",
        Site = "cosma8",
        SiteYaml = "name: cosma8\n",
        System = "dine2",
        Partition = "gpu",
        HaiEndVersion = "0.1.0",
        Anonymised = true,
        CommandLine = "haiend run -s smoke",
        Provenance = new Dictionary<string, string>
        {
            ["BLAS"] = "OpenBLAS 0.3.21",
            [".NET"] = "10.0.1",
            ["git commit"] = "abc",
        },
        EnvironmentJson = """{"OMP_NUM_THREADS": "4"}""",
        DoctorJson = """[{"check": "clock"}]""",
        Modules = ["openmpi/5.0.3", "hdf5/1.14"],
        NativeLibraries = ["/usr/lib/libmpi.so.40 1234abcd"],
        Nodes =
        [
            new("n1", "EPYC 7763", 2, 128, 8, 1L << 40, "Linux 6.1", "00ff") { Clocks = "performance, boost on" },
            new("n2", "Grace", 1, 72, 1, 1L << 39, "Linux 6.8", ""),
        ],
        Ranks = [
            new(0, 0, "0-3,8", -1, 1.0, 21.5) { Clock = new(0, 0, 0, double.NaN) },
            new(1, 0, "0", 0, 1.0, 22.5) { Clock = new(-1234, 1.5e-7, 250, 80) },
        ],
        Devices =
        [
            new(1, "H200", "GPU-1", "560.35", 141L << 30, "", 700)
            {
                Runtime = "cuda opencl",
                Pci = "0000:41:00.0",
                Ecc = "on",
                ClockHz = 1.98e9,
                IsProcessors = true,
            },
            new(1, "H200", "MIG-2", "560.35", 10L << 30, "1g.10gb", double.NaN),
        ],
        Topologies = new Dictionary<string, string> { ["00ff"] = "<topology/>" },
        Log = [new(5_000_000_000, "warning", 1, "late by 3 µs"), new(6, "error", 0, "")],
    };

    /// <summary>A point with something in every field.</summary>
    public static PointRecord Point(int order, int ranks = 2, int samples = 3, string size = "1024") => new()
    {
        Case = Allreduce,
        Parameters = Parameters(size),
        Nodes = 1,
        Ranks = ranks,
        Scaling = "strong,weak:size=64",
        Order = order,
        Status = PointStatus.Unstable,
        Message = $"point {order}: naïve",
        StopReason = StopReason.MaxSamples,
        Verified = Verified.Yes,
        ErrorRelMax = 1e-16 * order,
        Repeats = 7,
        Work = new Work(10, 20, 30, 40),
        FootprintBytes = 1 << 20,
        TimeNs = Table(ranks, samples, 1000 + order),
        StartNs = Table(ranks, samples, 1_000_000_000L * order + 1),
        Valid = [.. Enumerable.Range(0, samples).Select(s => (sbyte)(s % 2))],
        WarmupNs = Table(ranks, 2, 9000),
        PhaseNs = Table(ranks, samples * 2, 100),
        GcCount = [.. Enumerable.Range(0, ranks)],
        MemPeakBytes = [.. Enumerable.Range(0, ranks).Select(r => (long)r << 33)],
        CacheLineProbeNs = (51.5, 52.25),
        Facts = [PointFact.Of("bit_patterns", "1", 3 + order), new("placement", "", "Größe ∑")],
        Late = new(3.5e-6, 1),
        Figures = new(1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6, 7e-6, 8e9, 0.9, 1.1, 1),
    };

    /// <summary>A point that has no samples.</summary>
    public static PointRecord Oom(int order) => new()
    {
        Case = Gemm,
        Parameters = [new("n", "1", Role.Problem, "65536"), new("precision", "", Role.Problem, "fp64")],
        Nodes = 1,
        Ranks = 2,
        Order = order,
        Status = PointStatus.Oom,
        Message = "needs 96 GiB, the limit is 64 GiB",
        FootprintBytes = 96L << 30,
    };

    /// <summary>Keeps a launch and seals it.</summary>
    public static string Seal(string folder, RunRecord run, params IEnumerable<PointRecord> points)
    {
        using var store = new Hdf5RunStore(Path.Combine(folder, "x.h5"));
        store.Begin(run);
        foreach (PointRecord point in points)
        {
            store.Started(point);
            store.Append(point);
        }
        return store.Seal(run);
    }

    private static Parameter[] Parameters(string size) =>
    [
        new("message_size", "byte", Role.Problem, size), new("algorithm", "", Role.Method, "ring"),
        new("threads", "1", Role.Tuning, "4"), new("ranks", "1", Role.Problem, "8"),
    ];

    private static RankTable Table(int ranks, int count, long first) =>
        new(ranks, count, [.. Enumerable.Range(0, ranks * count).Select(i => first + i)]);
}
