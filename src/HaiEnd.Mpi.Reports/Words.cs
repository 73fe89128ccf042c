using System.Globalization;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Reports;

/// <summary>Words that all reports use.</summary>
public static partial class Words
{
    /// <summary>Share of a sample that its start may be uncertain by: Hoefler and Belli, SC15, section 4.1.1.</summary>
    private const double MuchSkew = 0.05;

    /// <summary>What to type for as many launches as tell a change from chance.</summary>
    /// <param name="suite">as it is typed; null for the one that is measured where none is said</param>
    /// <param name="alike">one of them</param>
    public static string MoreLaunches(string? suite, Launch alike) =>
        $"haiend run {(suite is null ? "" : $"-s {Shell(suite)} ")}--launches {Baseline.FewestLaunches} -- mpirun -n "
            + alike.Run.Ranks.Count;

    /// <summary>The statuses that are not fine, worst first: a wrong answer matters more than one that is
    /// missing.</summary>
    public static IReadOnlyList<PointStatus> WorstFirst { get; } =
    [
        PointStatus.Wrong, PointStatus.Failed, PointStatus.Timeout, PointStatus.Unstable, PointStatus.Oom,
        PointStatus.Skipped,
    ];

    /// <summary>A status as in files.</summary>
    public static string Of(PointStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>What the check found.</summary>
    public static string Of(Verified verified) => verified switch
    {
        Verified.Yes => "right",
        Verified.Failed => "WRONG",
        _ => "unchecked",
    };

    /// <summary>Why sampling ended, as in files.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.MaxSamples => "max_samples",
        StopReason.TimeBudget => "time_budget",
        _ => reason.ToString().ToLowerInvariant(),
    };

    /// <summary>The sign of a level, for eyes that see no colour.</summary>
    public static string Sign(Level level) => level switch
    {
        Level.Good => "\u2713",
        Level.Bad => "\u2717",
        _ => "\u25B2",
    };

    /// <summary>A value of an axis, e.g. <c>n=512</c>, <c>64 KiB</c>, <c>100 Mbit/s</c> or <c>fp64</c>.</summary>
    public static string Of(Parameter p) => (p.Unit.Length > 0, long.TryParse(p.Value, out long number)) switch
    {
        (true, true) when p.Unit == "byte" => Units.Short(number, "byte"),
        (true, true) when p.Name == LinkLimit.RateAxis =>
            number == 0 ? "unlimited" : Units.Short(number, "bit/s"),
        (true, true) when p.Name == LinkLimit.DelayAxis => $"+{Units.Short(number * 1e-6, "s")}",
        (var hasUnit, _) => hasUnit || p.Value is "yes" or "no" or "on" or "off" ? $"{p.Name}={p.Value}" : p.Value,
    };

    /// <summary>Values of axes; what is not so (<c>no</c>, <c>off</c>) goes without saying.</summary>
    public static IEnumerable<string> Of(IEnumerable<Parameter> parameters) =>
        parameters.Where(p => p.Value is not ("no" or "off")).Select(Of);

    /// <summary>True where what is sent is rounded (the axis <c>wire</c>): the answer is not that of the format, and is
    /// not held against answers that are.</summary>
    public static bool Rounds(PointRecord p) => p["wire"] is not null;

    /// <summary>A number of things, e.g. <c>1 rank</c> or <c>5 ranks</c>.</summary>
    public static string Count(long n, string thing) => string.Create(
        CultureInfo.InvariantCulture, $"{n} {thing}{(n == 1 ? "" : thing.EndsWith('h') ? "es" : "s")}");

    /// <summary>What ranks that did not begin together do to a point; empty where it is little. Waiting for a rank that
    /// begins late counts as time of the others, so it makes a collective look slow.</summary>
    public static string Late(PointRecord point)
    {
        int late = point.LateSamples;
        double share = point.Late.SkewSeconds / (point.Figures.Median * point.Repeats);
        string[] said =
        [
            late == 0 ? "" : $"a rank began {late} of {Count(point.Valid.Length, "sample")} late",
            !(share > MuchSkew) ? "" : $"rank {point.Late.Rank} begins {Units.Duration(point.Late.SkewSeconds)} after "
                + $"the first, {Units.Percent(share)} of a sample",
        ];
        return string.Join("; ", said.Where(s => s.Length > 0));
    }

    /// <summary>What is worth knowing of a point beside its rate; empty where nothing is.</summary>
    public static string Remarks(PointRecord point) =>
        string.Join("; ", new[] { Sent(point), Late(point) }.Where(s => s.Length > 0));

    /// <summary>What a product over ranks sends beside the least that any way of it must; empty where that is not
    /// known.</summary>
    private static string Sent(PointRecord point) => point.Fact("communication_optimality") switch
    {
        double.NaN => "",
        0 => "sends nothing",
        var times => $"sends {Units.Times(times)} the least there can be",
    };

    /// <summary>The first line of a message.</summary>
    public static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();

    /// <summary>A word as a POSIX shell takes it for one, and no program for an option.</summary>
    public static string Shell(string word) => Quoted(word.StartsWith('-') ? "./" + word : word);

    /// <summary>A word as a POSIX shell takes it for one; it may be an option.</summary>
    public static string Quoted(string word)
    {
        string plain = PlainText.Of(word);
        return Tame().IsMatch(plain) ? plain : $"'{plain.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A point for a person: what is asked and how it is done, without the tuning.</summary>
    public static string Called(PointRecord point) => string.Join(
        ' ', [point.Case.Name, .. point.Parameters.Where(p => p.Role != Role.Tuning).Select(Of)]);

    /// <summary>Several points for a person: what is asked, and of the rest what tells one from others of its
    /// case.</summary>
    public static IEnumerable<string> Apart(IReadOnlyList<PointRecord> points)
    {
        ILookup<string, PointRecord> alike = points.ToLookup(p => p.Case.Name);
        return points.Select(p => string.Join(
            ' ', [p.Case.Name, .. p.Parameters.Where(a => a.Role == Role.Problem
                || alike[p.Case.Name].Any(other => other[a.Name] != a.Value)).Select(Of)]));
    }

    /// <summary>A case and its parameters in one line; with its ranks where they are varied.</summary>
    public static string Of(PointRecord point)
    {
        string ranks = point.Scaling.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{point.Ranks}") : "";
        return string.Join(' ', [point.Case.Name + ranks, .. point.Parameters.Select(p => $"{p.Name}={p.Value}")]);
    }

    /// <summary>A point for a person, with its ranks, e.g. <c>allreduce.ring@4 64.0 KiB fp64</c>.</summary>
    public static string Short(PointRecord point) => Called(point).Insert(
        point.Case.Name.Length, string.Create(CultureInfo.InvariantCulture, $"@{point.Ranks}"));

    /// <summary>What became of a point.</summary>
    public static string Of(Change change) => change switch
    {
        Change.Unranked => "not ranked",
        _ => change.ToString().ToLowerInvariant(),
    };

    /// <summary>How far the median's 95 % interval reaches to its wider side, e.g. <c>+/- 1.2 %</c>; or how few samples
    /// there are, where they are too few for one.</summary>
    public static string Spread(PointRecord p) => p.ValidSamples switch
    {
        0 => "-",
        < Statistics.FewestForInterval and var few => Count(few, "sample"),
        _ => $"+/- {Units.Percent(Metrics.HalfWidth(p.Figures.Median, new(p.Figures.CiLow, p.Figures.CiHigh)))}",
    };

    [GeneratedRegex(@"^[\w./:=,+@%-]+$")]
    private static partial Regex Tame();
}
