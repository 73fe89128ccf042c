using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>A site that does not exist: 64 ranks on 16 nodes, one rank slow, one answer wrong, some points missing,
/// measured once a week; from the ninth week on the link is slower. The same numbers every time.</summary>
internal sealed class Site
{
    public const int Ranks = 64, Nodes = 16, SlowRank = 42, Weeks = 12, WeekOfChange = 8;

    private const double PeakPerRank = 40e9, MemoryPerRank = 12e9, Link = 12e9, LatencySeconds = 1.6e-6;

    private Random _random = new(20260101);
    private readonly List<PointRecord> _points = [];
    private int _week;

    /// <summary>The launches, one a week.</summary>
    public static IReadOnlyList<Launch> Launches(int weeks = Weeks, int samples = 60)
    {
        var site = new Site();
        return [.. Enumerable.Range(0, weeks).Select(w => site.Week(w, samples))];
    }

    private Launch Week(int week, int samples)
    {
        _week = week;
        _points.Clear();
        foreach (string precision in new[] { "fp64", "fp32" })
            Compute(precision, precision == "fp64" ? 1 : 2, samples);
        Messages(samples);
        Scaling(samples);
        NotRight(samples);
        if (week == 0)
            new SiteLinks(_points).Add();
        if (week == Weeks - 1)
            SlowLinks();
        DateTimeOffset at = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);
        return new($"results/week-{week + 1:00}.h5", Run(week, at.AddDays(7 * week)), Roofs.Fill([.. _points]));
    }

    private static RunRecord Run(int week, DateTimeOffset at) => new()
    {
        RunId = $"0191-{week}",
        Status = RunStatus.Complete,
        SuiteName = "acceptance",
        SuiteYaml = "",
        Site = "nowhere",
        System = "synthetic",
        HaiEndVersion = "0.1.0",
        Created = at,
        Finished = at.AddMinutes(11),
        CommandLine = "haiend run -s acceptance",
        Provenance = new Dictionary<string, string>
        {
            ["dotnet_version"] = "10.0.0",
            ["mpi_library"] = week < WeekOfChange ? "Open MPI v4.1.4, package: none" : "Open MPI v5.0.3, package: none",
            ["blas"] = "OpenBLAS 0.3.21",
        },
        DoctorJson = """[{"level":"WARN","what":"governor","found":"powersave","fix":"ask for performance"}]""",
        Nodes = [.. Enumerable.Range(0, Nodes).Select(n => new NodeRecord(
            string.Create(CultureInfo.InvariantCulture, $"gn{n + 1:000}"), "Synthetic CPU 9000", 2, 64, 8, 512L << 30,
            "Linux 6.1", "two"))],
        Ranks = [.. Enumerable.Range(0, Ranks).Select(r =>
            new RankRecord(r / 4, r % 4, $"{16 * (r % 4)}-{16 * (r % 4) + 15}", -1, 20, 21))],
        Topologies = new Dictionary<string, string>
        {
            ["two"] = "Package 0-31\nPackage 32-63\nL3Cache 0-31\nL3Cache 32-63\n",
        },
    };

    private void Compute(string precision, double speed, int samples)
    {
        Parameter format = new("precision", "", Role.Problem, precision);
        long width = precision == "fp64" ? 8 : 4;
        Add("peakflops.simd", "flops", "", Ranks, new(1L << 40, 0, 0, 0), (1L << 40) / (PeakPerRank * speed * Ranks),
            samples, format);
        long n = 1L << 24;
        Add("triad.simd", "bandwidth", "", Ranks, new(2 * n * Ranks, 3 * n * width * Ranks, 0, 0),
            3 * n * width / MemoryPerRank, samples, N(n), format);
        foreach ((string name, double share) in new[]
        {
            ("gemm.blas", 0.86), ("gemm.simd", 0.71), ("pgemm.summa", 0.6),
        })
        {
            foreach (long m in new[] { 512L, 1024, 2048, 4096 })
            {
                Work work = new(2 * m * m * m * Ranks, 3 * m * m * width * Ranks, 0, 0);
                double reached = PeakPerRank * speed * Ranks * share * (1 - 60.0 / m);
                Add(name, "flops", name[0] == 'g' ? "peakflops" : "gemm", Ranks, work, work.Flops / reached, samples,
                    N(m), format);
            }
        }

        foreach ((string name, double share) in new[] { ("blocking", 0.72), ("overlap", 0.83) })
        {
            const long Points = 256L * 256 * 256 * Ranks;
            Add($"stencil.{name}", "bandwidth", "triad", Ranks, new(8 * Points, 2 * width * Points, 0, 6 * Ranks),
                2 * width * Points / (MemoryPerRank * Ranks * share), samples, N(256), format);
        }
    }

    private void Messages(int samples)
    {
        double link = _week < WeekOfChange ? Link : 0.88 * Link;
        for (long bytes = 8; bytes <= 1 << 24; bytes *= 8)
        {
            Parameter size = new("bytes", "byte", Role.Problem, $"{bytes}");
            double one = LatencySeconds + bytes / link;
            Add("pingpong.blocking", "link", "", Ranks, new(0, 0, 2 * bytes, 2), 2 * one, samples, size);
            _points[^1] = _points[^1] with { Facts = [.. EachWay(one, 0.5e-6)] };
            foreach ((string name, double rounds, double share) in new[]
            {
                ("library", 6.0, 0.80), ("recursive-doubling", 6, 0.30), ("ring", 126, 0.92),
            })
            {
                double seconds = rounds * LatencySeconds + 2.0 * bytes / (link * share);
                Add($"allreduce.{name}", "busbw", "pingpong", Ranks, new(0, 0, 2 * bytes * Ranks, 0), seconds, samples,
                    size, new("precision", "", Role.Problem, "fp64"));
            }
        }
    }

    private static IEnumerable<PointFact> EachWay(double one, double clocks) =>
    [
        .. new Bounded(1.1 * one, new(1.1 * one - clocks, 1.1 * one + clocks)).Facts("forward_time", "s"),
        .. new Bounded(0.9 * one, new(0.9 * one - clocks, 0.9 * one + clocks)).Facts("back_time", "s"),
        PointFact.Of("clock_uncertainty", "s", clocks),
    ];

    private void Scaling(int samples)
    {
        foreach (int ranks in new[] { 1, 2, 4, 8, 16, 32, 64 })
        {
            const long Fixed = 8192;
            double serial = 2.0 * Fixed * Fixed * Fixed / (0.85 * PeakPerRank);
            // Blocks go round a square; a stencil exchanges two faces.
            long messages = ranks == 1 ? 0 : (long)(2 * ranks * Math.Sqrt(ranks)), face = 8 * 256 * 256;
            Add("pgemm.cannon", "flops", "gemm", ranks,
                new(2 * Fixed * Fixed * Fixed, 24 * Fixed * Fixed, messages * 8 * Fixed * Fixed / ranks, messages),
                serial * (0.006 + 0.994 / ranks), samples, N(Fixed), new("precision", "", Role.Problem, "fp64"));
            Scaled("strong");
            long each = 256L * 256 * 256;
            Add("stencil.strips", "bandwidth", "triad", ranks,
                new(8 * each * ranks, 16 * each * ranks, 2 * (ranks - 1) * face, 2 * (ranks - 1)),
                16 * each / (0.8 * MemoryPerRank) * (1 + 0.03 * Math.Log2(ranks)), samples,
                N((long)(256 * Math.Cbrt(ranks))), new("precision", "", Role.Problem, "fp64"));
            Scaled("weak:n=256");
        }
    }

    private void Scaled(string name) => _points[^1] = _points[^1] with { Scaling = name };

    private void NotRight(int samples)
    {
        Parameter format = new("precision", "", Role.Problem, "fp64");
        Add("gemm.tiles", "flops", "peakflops", Ranks, new(2L << 36, 3L << 27, 0, 0), 1e-3, samples, N(4096), format);
        _points[^1] = _points[^1] with
        {
            Status = PointStatus.Wrong,
            Verified = Verified.Failed,
            Message = "rank 7: relative error 3.1e-02 at (12, 40), allowed 9.1e-13",
        };
        Missing("allreduce.reduce-bcast", PointStatus.Timeout, "longer than 120 s", new("bytes", "byte", Role.Problem,
            "16777216"), format);
        Missing("pgemm.summa", PointStatus.Failed, "rank 42: connection lost", N(8192), format);
        Missing("gemm.blas", PointStatus.Oom, "needs 96.0 GiB, allowed are 40.0 GiB", N(65536), format);
    }

    private void Missing(string name, PointStatus status, string message, params Parameter[] parameters)
    {
        Add(name, "flops", "", Ranks, Work.None, 1, 0, parameters);
        _points[^1] = _points[^1] with { Status = status, Message = message, Verified = Verified.No };
    }

    /// <summary>Four ranks, one a node, whose links are held to rates and delays. Their luck is their own, so that what
    /// is measured before them keeps its.</summary>
    private void SlowLinks()
    {
        const int On = 4, Samples = 10;
        Random others = _random;
        _random = new(_week);
        foreach ((long rate, long delay) in new (long, long)[]
        {
            (10_000_000, 0), (100_000_000, 0), (1_000_000_000, 0), (1_000_000_000, 300), (1_000_000_000, 1000),
        })
        {
            double alpha = 20e-6 + delay * 1e-6, beta = 8.0 / rate;
            Parameter[] link =
            [
                new(LinkLimit.RateAxis, "bit/s", Role.Problem, $"{rate}"),
                new(LinkLimit.DelayAxis, "us", Role.Problem, $"{delay}"),
            ];
            Parameter format = new("precision", "", Role.Problem, "fp64");
            for (long bytes = 8; bytes <= 1 << 20; bytes *= 32)
            {
                Parameter size = new("bytes", "byte", Role.Problem, $"{bytes}");
                Linked("pingpong.blocking", "link", new(0, 0, 2 * bytes, 2), 2 * (alpha + bytes * beta),
                    [size, .. link]);
                foreach (string pattern in new[] { "ring", "pairs" })
                    Linked("sendrecv.blocking", "busbw", new(0, 0, On * bytes, On),
                        alpha + bytes * beta * (pattern == "pairs" ? 2 : 1), [size, new("pattern", "", Role.Problem,
                            pattern), .. link]);
                Linked("allreduce.ring", "busbw", new(0, 0, 6 * bytes, 0), 1.1 * (6 * alpha + 1.5 * bytes * beta),
                    [size, format, .. link]);
                Linked("allreduce.recursive-doubling", "busbw", new(0, 0, 6 * bytes, 0),
                    (bytes == 8 ? 1.9 : 0.97) * (2 * alpha + 4 * bytes * beta), [size, format, .. link]);
            }

            Linked("pgemm.summa", "flops", new(1L << 33, 0, 0, 0), 0.2 + 8 * alpha + 8e6 * beta,
                [N(1024), format, .. link]);
            Linked("stencil.overlap", "bandwidth", new(0, 1L << 30, 0, 0), Math.Max(0.02, 3 * alpha + 5e5 * beta),
                [N(128), format, .. link]);
        }

        _random = others;

        void Linked(string name, string metric, Work work, double seconds, Parameter[] parameters)
        {
            Add(name, metric, "", On, work, seconds, Samples, parameters);
            _points[^1] = _points[^1] with { Nodes = On };
        }
    }

    private static Parameter N(long n) => new("n", "1", Role.Problem, $"{n}");

    /// <summary>A point whose samples are log-normal, with a tail, times how each launch was placed.</summary>
    private void Add(
        string name, string metric, string roof, int ranks, Work work, double seconds, int samples,
        params Parameter[] parameters)
    {
        double placed = Math.Exp(0.006 * Normal());
        bool isCommunication = metric is "link" or "busbw";
        var times = new long[ranks * samples];
        for (int s = 0; s < samples; s++)
        {
            double common = seconds * placed * Math.Exp(0.01 * Normal())
                * (_random.NextDouble() < (isCommunication ? 0.02 : 0.004) ? 1 + 2 * _random.NextDouble() : 1);
            for (int r = 0; r < ranks; r++)
            {
                double own = isCommunication ? 1 + 0.01 * Normal() : Math.Exp(0.015 * Normal());
                own *= !isCommunication && r == SlowRank ? 1.22 : 1;
                times[r * samples + s] = Math.Max(1, (long)(common * own * 1e9));
            }
        }

        string[] parts = name.Split('.');
        var point = new PointRecord
        {
            Case = new(
                parts[0], 1, parts[1], metric, metric == "flops" ? "flop/s" : "byte/s", "max-over-ranks", "", "", roof,
                []),
            Parameters = parameters,
            Nodes = Math.Max(1, ranks / 4),
            Ranks = ranks,
            Order = _points.Count,
            Status = PointStatus.Ok,
            Verified = Verified.Yes,
            Repeats = 1,
            StopReason = StopReason.Converged,
            Work = work,
            TimeNs = new(ranks, samples, times),
            Valid = [.. Enumerable.Repeat((sbyte)1, samples)],
        };
        _points.Add(point with { Figures = samples == 0 ? PointFigures.None : Figures.Of(point) });
    }

    /// <summary>Box and Muller.</summary>
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
