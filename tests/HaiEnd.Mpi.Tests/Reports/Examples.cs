using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>Small results that tests print.</summary>
internal static class Examples
{
    /// <summary>A point with a few samples.</summary>
    public static PointRecord Point(
        string benchmark = "gemm", string realisation = "blas", string metric = "flops", string roof = "peakflops",
        double microseconds = 10, Work? work = null, params Parameter[] parameters)
    {
        long[] times = [.. Enumerable.Range(-4, 9).Select(i => (long)(microseconds * (1000 + i)))];
        var point = new PointRecord
        {
            Case = new(
                benchmark, 1, realisation, metric, metric == "flops" ? "flop/s"
                    : "byte/s", "max-over-ranks", "2 n^3", "0", roof, []),
            Parameters = parameters.Length > 0
                ? parameters
                : [new("n", "1", Role.Problem, "512"), new("precision", "", Role.Problem, "fp64"),
                    new("coretype", "", Role.Tuning, "best")],
            Nodes = 1,
            Ranks = 1,
            Order = 0,
            Status = PointStatus.Ok,
            Verified = Verified.Yes,
            ErrorRelMax = 1e-15,
            Repeats = 1,
            StopReason = StopReason.Converged,
            Work = work ?? new(1_000_000, 0, 0, 0),
            TimeNs = new(1, times.Length, times),
            Valid = [.. Enumerable.Repeat((sbyte)1, times.Length)],
        };
        return point with { Figures = Figures.Of(point) };
    }

    /// <summary>A point without samples.</summary>
    public static PointRecord Unmeasured(PointStatus status, string message) => Point() with
    {
        Status = status,
        Verified = status == PointStatus.Wrong ? Verified.Failed : Verified.No,
        Message = message,
        TimeNs = RankTable.Empty,
        Valid = [],
        Figures = PointFigures.None,
        ErrorRelMax = double.NaN,
        StopReason = StopReason.None,
    };

    /// <summary>A launch that has a text from a stranger wherever a file can hold one.</summary>
    public static Launch Hostile(string text)
    {
        PointRecord gemm = Point();
        Launch launch = Run(gemm with
        {
            Case = gemm.Case with { Realisation = text },
            Parameters =
            [
                .. gemm.Parameters, new(text, "", Role.Tuning, text), new("status", "", Role.Problem, "-1"),
                new("file", "1", Role.Problem, text),
            ],
            Message = text,
            Scaling = text,
            Facts = [new(text, "", text), new("status", text, "1")],
        }) with
        { File = text };
        return launch with
        {
            Run = launch.Run with
            {
                RunId = text,
                SuiteName = text,
                Site = text,
                HaiEndVersion = text,
                CommandLine = text,
                Provenance = new Dictionary<string, string> { ["fact"] = text },
                Nodes = [launch.Run.Nodes[0] with { HostName = text, CpuModel = text }],
            },
        };
    }

    /// <summary>A run of these points.</summary>
    public static Launch Run(params PointRecord[] points) => new("results/a.h5", new()
    {
        RunId = "0191",
        Status = RunStatus.Complete,
        SuiteName = "quick",
        SuiteYaml = "",
        HaiEndVersion = "0.1.0",
        Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Finished = new(2026, 1, 2, 3, 4, 46, TimeSpan.Zero),
        CommandLine = "haiend run",
        Provenance = new Dictionary<string, string> { ["dotnet_version"] = "10.0.0" },
        Nodes = [new("n1", "A CPU", 2, 64, 4, 1L << 38, "Linux", "")],
        Ranks = [new(0, 0, "0-63", -1, 20, 21)],
    }, Roofs.Fill(points));
}
