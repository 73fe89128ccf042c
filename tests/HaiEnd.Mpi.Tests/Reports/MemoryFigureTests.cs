using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Reports;
using HaiEnd.Mpi.Reports.Charts;
using HaiEnd.Mpi.Reports.Figures;
using HaiEnd.Mpi.Results;
using HaiEnd.Mpi.Tests.Acceptance;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The ladders of a node whose caches end at 48 KiB, 1 MiB and 32 MiB, and the cliff of one with 64
/// MiB.</summary>
public sealed class MemoryFigureTests
{
    /// <summary>Not names of figures of <see cref="Site"/>.</summary>
    internal static readonly string[] Goldens = ["cliff-gemm.svg", "memory-bandwidth.svg", "memory-latency.svg"];

    private const int Ranks = 4, Loads = 1 << 16;

    private static readonly (double Bytes, double Seconds, double Rate)[] Caches =
        [(48 << 10, 1e-9, 250e9), (1 << 20, 3.6e-9, 120e9), (32 << 20, 12e-9, 60e9), (1L << 40, 95e-9, 12e9)];

    private static readonly Lazy<Report> Made = new(() => Report.Of(ReportData.Of([Node()])));

    [Test]
    public void Every_figure_looks_as_when_it_was_last_looked_at([ValueSource(nameof(Goldens))] string file) =>
        Golden.Check(file, Svg.Of(Figure(file[..^4])) + "\n");

    [TestCase("memory-latency", "A load takes 1.00 ns in the fastest level of memory and ")]
    [TestCase("memory-latency", "; caches end at 48 KiB, 1 MiB, 32 MiB")]
    [TestCase("memory-bandwidth", "4 ranks read 1.00 TB/s from 4 KiB each and ")]
    [TestCase("cliff-gemm", "What does not fit in memory reaches 80.0 % of the rate in memory")]
    public void A_headline_says_what_the_data_say(string id, string text) =>
        Assert.That(Figure(id).Headline, Does.Contain(text));

    [Test]
    public void What_was_found_stands_beside_what_the_system_says() => Assert.That(
        Figure("memory-latency").HowToRead, Does.EndWith("The system says 48 KiB, 1 MiB, 32 MiB."));

    [Test]
    public void Without_a_refusal_there_is_no_cliff()
    {
        Launch launch = Node();
        launch = launch with { Points = [.. launch.Points.Where(p => p.Status == PointStatus.Ok)] };
        Assert.That(Report.Of(ReportData.Of([launch])).Figures.Select(f => f.Id), Has.None.StartsWith("cliff"));
    }

    private static Figure Figure(string id) => Made.Value.Figures.Single(f => f.Id == id);

    private static Launch Node()
    {
        Launch launch = Given.Launch("memory", Ranks, [.. Ladders(), .. Cliff()]);
        return launch with
        {
            Run = launch.Run with
            {
                Nodes = [launch.Run.Nodes[0] with { Topology = "one" }],
                Ranks = [.. launch.Run.Ranks.Select(r => r with { Node = 0 })],
                Topologies = new Dictionary<string, string>
                {
                    ["one"] = "L1 Data 49152 shared by 2\nL1 Instruction 32768 shared by 2\n"
                        + "L2 Unified 1048576 shared by 2\nL3 Unified 33554432 shared by 8\nPackage 0-7\n",
                },
            },
        };
    }

    private static IEnumerable<PointRecord> Ladders()
    {
        for (long octave = 4096; octave <= 1 << 29; octave *= 2)
        {
            foreach (long bytes in new[] { octave, octave / 2 * 3 })
            {
                // What does not fit in a cache misses it.
                double seconds = Caches[0].Seconds, perByte = 1 / Caches[0].Rate;
                foreach ((var cache, var next) in Caches.Zip(Caches.Skip(1)))
                {
                    double missed = Math.Max(0, 1 - cache.Bytes / bytes);
                    seconds += (next.Seconds - seconds) * missed;
                    perByte += (1 / next.Rate - perByte) * missed;
                }

                Parameter size = new("bytes", "byte", Role.Problem, $"{bytes}");
                double walks = bytes > 16 << 20 ? 1.3 : 1;
                foreach ((string pages, double slower) in new[] { ("ordinary", walks), ("thp", 1) })
                    yield return On(Examples.Point(
                        "load-latency", "chase", "bandwidth", "", seconds * slower * Loads * 1e6,
                        new(0, 64L * Loads * Ranks, 0, 0), size, new("pages", "", Role.Tuning, pages)));
                yield return On(Examples.Point(
                    "read-bandwidth", "simd", "bandwidth", "", 1000 * bytes * perByte * 1e6,
                    new(0, 1000 * bytes * Ranks, 0, 0), size, new("pages", "", Role.Tuning, "ordinary")));
            }
        }
    }

    private static IEnumerable<PointRecord> Cliff()
    {
        foreach ((string precision, double rate, int fits) in new[] { ("fp64", 50e9, 1448), ("fp32", 100e9, 2048) })
        {
            foreach (long n in new long[] { 512, 1024, 1280, 1536, 2048, 3072, 4096 })
            {
                Parameter[] asked =
                    [new("n", "1", Role.Problem, $"{n}"), new("precision", "", Role.Problem, precision)];
                double flops = 2.0 * n * n * n;
                Work work = new((long)flops * Ranks, n * n * 24 * Ranks, 0, 0);
                PointRecord within = On(Examples.Point(
                    "gemm", "simd", "flops", "", flops / rate * 1e6, work, asked));
                yield return n <= fits ? within : On(
                    Examples.Unmeasured(PointStatus.Oom, "needs more bytes than the limit")) with
                {
                    Case = within.Case,
                    Parameters = asked,
                };
                yield return On(Examples.Point(
                    "gemm", "outofcore", "flops", "", flops / (0.8 * rate) * 1e6, work, asked)) with
                {
                    Facts =
                    [
                        PointFact.Of("io_bytes", "byte", 16.0 * n * n * n / 1000),
                        PointFact.Of("io_rate", "byte/s", 0.7e9), PointFact.Of("tile", "1", Math.Min(n, 1000)),
                    ],
                };
            }
        }
    }

    private static PointRecord On(PointRecord point)
    {
        RankTable one = point.TimeNs;
        point = point with
        {
            Ranks = Ranks,
            TimeNs = one.Count == 0 ? one : new(
                Ranks, one.Count, [.. Enumerable.Repeat(one.Values, Ranks).SelectMany(t => t)]),
        };
        return one.Count == 0 ? point : point with { Figures = Figures.Of(point) };
    }
}
