using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>What a person typed to see a report, from which follows what to type next.</summary>
/// <param name="Files">files, and folders of them</param>
/// <param name="Suite">whose rules; null for the suite in the files</param>
public sealed record Request(IReadOnlyList<string> Files, string? Suite);

/// <summary>What a report is made from: launches, and their points put together.</summary>
public sealed class ReportData
{
    private readonly Lazy<RankMap?> _map;

    private ReportData(
        IReadOnlyList<Launch> launches, IReadOnlyList<Measured> points, Check? check, Request request)
    {
        (Launches, Points, Check, Request) = (launches, points, check, request);
        _map = new(() => RankMap.Of(this));
    }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<Launch> Launches { get; }

    /// <summary>Every point once, in the order in which it was first met.</summary>
    public IReadOnlyList<Measured> Points { get; }

    /// <summary>What the rules of a suite say; null where none were applied.</summary>
    public Check? Check { get; }

    /// <summary>What was typed.</summary>
    public Request Request { get; }

    /// <summary>The ranks of the last launch against each other; null where there is nothing to compare.</summary>
    public RankMap? Map => _map.Value;

    /// <summary>Those that were measured and not found wrong.</summary>
    public IEnumerable<Measured> Right => Points.Where(p => p.IsRight);

    /// <summary>Puts launches together.</summary>
    /// <param name="launches">at least one</param>
    /// <param name="check">what the rules of a suite say of them</param>
    /// <param name="request">what was typed; null for the files one by one</param>
    /// <exception cref="ArgumentException">there is none</exception>
    public static ReportData Of(IEnumerable<Launch> launches, Check? check = null, Request? request = null)
    {
        Launch[] sorted = [.. launches.OrderBy(l => l.Run.Created)];
        if (sorted.Length == 0)
            throw new ArgumentException("a report needs a launch");
        return new(
            sorted, [.. Pool.Of(sorted).Select(p => new Measured(p))], check,
            request ?? new([.. sorted.Select(l => l.File)], null));
    }

    /// <summary>The points of a benchmark on most ranks, over the fastest links, in double precision where there is
    /// any: what one figure can hold and still be read. Those that are not right are among them, so that a line can be
    /// interrupted there.</summary>
    /// <param name="benchmark">its name</param>
    public IReadOnlyList<Measured> Largest(string benchmark)
    {
        Measured[] all = [.. Points.Where(p => p.Point.Case.Benchmark == benchmark)];
        int ranks = all.Where(p => p.IsRight).Select(p => p.Point.Ranks).DefaultIfEmpty(0).Max();
        Measured[] most = Fastest([.. all.Where(p => p.Point.Ranks == ranks)]);
        bool isDouble = most.Any(p => p.IsRight && p.Point["precision"] is null or "fp64");
        return isDouble ? [.. most.Where(p => p.Point["precision"] is null or "fp64")] : most;
    }

    /// <summary>Those over links as they are or, where all are limited, over the fastest.</summary>
    private static Measured[] Fastest(Measured[] points)
    {
        LinkLimit?[] links = [.. points.Where(p => p.IsRight).Select(p => LinkLimit.Of(p.Point))];
        LinkLimit? fastest = links.Contains(null) ? null : links.MinBy(l => l!.Slowness);
        return [.. points.Where(p => LinkLimit.Of(p.Point) == fastest)];
    }

    /// <summary>The conditions under which points were measured, in one line.</summary>
    /// <param name="of">the points</param>
    /// <param name="bars">what the bars are; empty for none</param>
    public string Conditions(
        IReadOnlyCollection<Measured> of, string bars = "bars: 95 % interval of the median")
    {
        string[] parts =
        [
            Span(of.Select(p => (long)p.Point.Ranks), "rank"),
            Span(of.Select(p => (long)p.Point.Nodes).Where(n => n > 0), "node"),
            Mpi(),
            string.Join(", ", of.Select(p => p.Point["precision"]).OfType<string>().Distinct()),
            Span(of.Select(p => (long)p.Each.Count), "launch"),
            Span(of.Select(p => (long)p.Each.Sum(m => m.Point.TimeNs.Count)), "sample") + " a point",
            bars,
        ];
        return string.Join(", ", parts.Where(p => p.Length > 0));
    }

    /// <summary>Which links the messages of some points took, as it follows "a message", with a space before it: <c>
    /// between nodes</c>; empty where they are of no benchmark of messages.</summary>
    public static string Links(IEnumerable<Measured> of) =>
        Links(of.SelectMany(p => p.Each).Select(m => (m.Launch.Run, m.Point)));

    /// <summary>The same of one point of a launch.</summary>
    public static string Links(RunRecord run, PointRecord point) => Links([(run, point)]);

    private static string Links(IEnumerable<(RunRecord Run, PointRecord Point)> of)
    {
        string[] where = [.. of.Select(m => (m.Run, m.Point.Case.Benchmark, m.Point.Ranks, m.Point["pinned"]))
            .Distinct().SelectMany(m => Links(m.Run, m.Benchmark, m.Ranks, m.Item4 == "yes")).Distinct().Order()
            .Select(Seats.Words)];
        return where.Length == 0 ? "" : $" {string.Join(" or ", where)}";
    }

    private static IEnumerable<Nearness> Links(RunRecord run, string benchmark, int ranks, bool pinned)
    {
        int half = ranks / 2;
        IEnumerable<(int A, int B)> pairs = benchmark switch
        {
            _ when ranks < 2 || ranks > run.Ranks.Count => [],
            "pingpong" or "bandwidth" => [(0, ranks - 1)],
            "message-rate" => Enumerable.Range(0, half).Select(r => (r, r + half)),
            _ => [],
        };
        var seats = new Seats(run);
        return pairs.Select(p => seats.Between(p.A, p.B, pinned));
    }

    /// <summary>The conditions of a figure that shows one launch, in one line.</summary>
    public static string Conditions(Launch launch) =>
        $"{Words.Count(launch.Run.Ranks.Count, "rank")}, {Words.Count(launch.Run.Nodes.Count, "node")}, the launch of "
        + $"{launch.Run.Created.UtcDateTime:yyyy-MM-dd HH:mm} UTC, medians over its samples";

    /// <summary>Says of a figure that it takes no more than the last launches; empty where it takes all.</summary>
    /// <param name="most">launches that it takes</param>
    public string Last(int most) => Launches.Count <= most ? ""
        : $"; drawn from the last {most} of {Words.Count(Launches.Count, "launch")}";

    private static string Span(IEnumerable<long> values, string thing)
    {
        long[] all = [.. values];
        if (all.Length == 0)
            return "";
        (long low, long high) = (all.Min(), all.Max());
        string from = low == high ? "" : string.Create(CultureInfo.InvariantCulture, $"{low} to ");
        return from + Words.Count(high, thing);
    }

    private string Mpi()
    {
        string[] names = [.. Launches.Select(l => MpiLibrary.TextOf(l.Run)).Distinct()];
        return names.Length > 1 ? $"{names.Length} different MPIs" : names[0];
    }
}
