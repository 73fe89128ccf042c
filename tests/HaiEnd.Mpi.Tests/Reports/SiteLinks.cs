using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Tests.Reports;

/// <summary>The links of <see cref="Site"/>: all pairs of its ranks, with one slow link; cores of its nodes; windows of
/// messages; collectives, also hidden behind computation. It draws from numbers of its own, so that the rest of the
/// site stays as it is.</summary>
internal sealed class SiteLinks(List<PointRecord> to)
{
    /// <summary>Ends of the slow link.</summary>
    public const int SlowA = 9, SlowB = 30;

    private const int Samples = 20, RanksOfNode = 4;

    private readonly Random _random = new(20260102);

    /// <summary>Adds the points.</summary>
    public void Add()
    {
        foreach (int bytes in new[] { 8, 1 << 20 })
            for (int round = 1; round <= Tournament.Rounds(Site.Ranks); round++)
                Round("pairs.blocking", "link", round, (a, b) => OneWay(a, b, bytes), new(0, 0, 64 * bytes, 64),
                    Bytes(bytes));
        for (int round = 1; round <= Tournament.Rounds(Site.Ranks); round++)
            if (Enumerable.Range(0, Site.Ranks).Any(r => IsNear(r, Tournament.Opponent(Site.Ranks, round, r))))
                Round("corelatency.flag", "messages", round, Line, new(0, 0, 0, 2));
        for (int bytes = 8; bytes <= 1 << 20; bytes *= 8)
        {
            foreach (string direction in new[] { "uni", "bi" })
            {
                int ways = direction == "uni" ? 1 : 2;
                double one = 64 * (0.25e-6 + bytes / (ways == 1 ? 12e9 : 10e9));
                Window("bandwidth.nonblocking", "link", bytes, direction, one,
                    new(0, 0, 64L * bytes * ways, 64 * ways));
                if (bytes <= 4096)
                    Window("message-rate.nonblocking", "messages", bytes, direction, 1.3 * one,
                        new(0, 0, 2048L * bytes * ways, 2048 * ways));
            }
        }

        foreach ((string name, double share) in new[] { ("allgather", 0.8), ("alltoall", 0.2), ("broadcast", 0.6) })
            for (int bytes = 8; bytes <= 1 << 20; bytes *= 8)
                Add($"{name}.library", "busbw", _ => 10e-6 + bytes / (share * 12e9), new(0, 0, 64L * bytes, 0),
                    [Bytes(bytes), new("precision", "", Role.Problem, "fp64")]);

        foreach ((string way, double small, double large) in new[]
        {
            ("waiting", 0.7, 0.05), ("polling", 0.6, 0.55), ("progress-thread", 0.2, 0.85),
        })
        {
            Overlap(way, 32 << 10, small);
            Overlap(way, 1 << 20, large);
        }
    }

    private static bool IsNear(int a, int b) => b >= 0 && a / RanksOfNode == b / RanksOfNode;

    private static double OneWay(int a, int b, int bytes)
    {
        double slow = Math.Min(a, b) == SlowA && Math.Max(a, b) == SlowB ? 2.2 : 1;
        return slow * (IsNear(a, b)
            ? (a % RanksOfNode / 2 == b % RanksOfNode / 2 ? 0.4e-6 : 0.9e-6) + bytes / 20e9
            : 1.6e-6 + bytes / 12e9);
    }

    private static double Line(int a, int b) => !IsNear(a, b) ? 0
        : a % RanksOfNode / 2 == b % RanksOfNode / 2 ? 45e-9 : 140e-9;

    private static Parameter Bytes(int bytes) => new("bytes", "byte", Role.Problem, $"{bytes}");

    private void Round(
        string name, string metric, int round, Func<int, int, double> oneWay, Work work, params Parameter[] more) =>
        Add(name, metric, r => 2 * oneWay(r, Tournament.Opponent(Site.Ranks, round, r)), work,
            [.. more, new("round", "1", Role.Problem, $"{round}"), new("pinned", "", Role.Method, "no")]);

    private void Window(string name, string metric, int bytes, string direction, double seconds, Work work) => Add(
        name, metric, _ => seconds, work,
        [
            Bytes(bytes), new("direction", "", Role.Problem, direction), new("window", "1", Role.Problem, "64"),
            new("pinned", "", Role.Method, "no"),
        ]);

    private void Overlap(string way, int bytes, double hidden)
    {
        double alone = 20e-6 + 2 * bytes / 12e9;
        Add($"overlap.{way}", "busbw", _ => (2 - hidden) * alone, new(0, 0, 2L * bytes * Site.Ranks, 0),
            [new("operation", "", Role.Problem, "allreduce"), Bytes(bytes)],
            new Bounded(hidden, new(hidden - 0.05, hidden + 0.1)).Facts("overlap", "1"));
    }

    private void Add(
        string name, string metric, Func<int, double> seconds, Work work, IReadOnlyList<Parameter> parameters,
        IEnumerable<PointFact>? facts = null)
    {
        var times = new long[Site.Ranks * Samples];
        for (int r = 0; r < Site.Ranks; r++)
            for (int s = 0; s < Samples; s++)
                times[r * Samples + s] = (long)(1000e9 * seconds(r) * (1 + 0.02 * _random.NextDouble()));
        string[] parts = name.Split('.');
        var point = new PointRecord
        {
            Case = new(
                parts[0], 1, parts[1], metric, Metrics.UnitOf(Metrics.Parse(metric)), "max-over-ranks", "", "", "", []),
            Parameters = parameters,
            Nodes = Site.Nodes,
            Ranks = Site.Ranks,
            Order = to.Count,
            Status = PointStatus.Ok,
            Verified = Verified.Yes,
            Repeats = 1000,
            StopReason = StopReason.Converged,
            Work = work,
            Facts = [.. facts ?? new Bounded(0.11e-6, new(0.10e-6, 0.12e-6)).Facts("send_overhead", "s")],
            TimeNs = new(Site.Ranks, Samples, times),
            Valid = [.. Enumerable.Repeat((sbyte)1, Samples)],
        };
        to.Add(point with { Figures = Figures.Of(point) });
    }
}
