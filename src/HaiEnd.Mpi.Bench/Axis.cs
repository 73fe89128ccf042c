using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>One thing that is varied.</summary>
/// <param name="Name">as in suite files and result columns, e.g. <c>n</c></param>
/// <param name="Unit">UDUNITS spelling (<c>1</c>, <c>byte</c>) for whole numbers; empty for names</param>
/// <param name="Role">identity or recorded context</param>
/// <param name="Values">what is measured where the suite says nothing</param>
public sealed record Axis(string Name, string Unit, Role Role, IReadOnlyList<string> Values)
{
    /// <summary>An axis of whole numbers.</summary>
    public static Axis Numbers(string name, string unit, Role role, params long[] values) =>
        new(name, unit, role, [.. values.Select(v => v.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>An axis of names.</summary>
    public static Axis Names(string name, Role role, params string[] values) => new(name, "", role, values);

    /// <summary>An axis of names of parts, of which the catalogue has more than these.</summary>
    /// <typeparam name="T">what the parts make</typeparam>
    public static Axis Parts<T>(string name, params string[] values)
        where T : class => Names(name, Role.Method, values) with { PartKind = typeof(T).Name };

    /// <summary>The precision axis: a problem's identity, because another precision is another answer.</summary>
    public static Axis Precisions(params string[] values) => Names(Point.PrecisionAxis, Role.Problem, values);

    /// <summary>What an axis takes that has <see cref="AllOn"/>.</summary>
    public const string All = "all";

    /// <summary>The rounds of a tournament.</summary>
    public static Axis Rounds { get; } = Names("round", Role.Problem, All, $"{Tournament.Farthest}") with
    {
        Unit = "1",
        AllOn = Tournament.Played,
    };

    /// <summary>Who plays a tournament; without this axis all ranks do.</summary>
    public static Axis Players { get; } =
        Names(Analysis.Players.Axis, Role.Problem, Analysis.Players.Ranks, Analysis.Players.Nodes);

    /// <summary>The kind of the parts that its values name; null where they are no parts.</summary>
    public string? PartKind { get; private init; }

    /// <summary>The values that <see cref="All"/> stands for with so many players; null where it stands for
    /// none.</summary>
    public Func<int, IEnumerable<long>>? AllOn { get; init; }

    /// <summary>The other rank of a rank's pair, -1 where it has none, as the axes <see cref="Rounds"/> and
    /// <see cref="Players"/> say.</summary>
    /// <exception cref="ArgumentException">there is no such round, or nobody is called so</exception>
    public static Func<int, int> Pairs(Point p, int ranks)
    {
        string? kind = p.Find(Players.Name);
        if (kind is not null && !Players.Values.Contains(kind))
            throw new ArgumentException($"players is {kind}; it is {string.Join(" or ", Players.Values)}");
        var players = new Players(kind, ranks, p.NodeOf);
        int rounds = Math.Max(1, Tournament.Rounds(players.Count));
        bool isNumber = int.TryParse(p[Rounds.Name], CultureInfo.InvariantCulture, out int round);
        return isNumber && round >= Tournament.Farthest && round <= rounds
            ? rank => players.OpponentOf(round, rank)
            : throw new ArgumentException(
                $"round is {p[Rounds.Name]}; {players.Count} players have rounds 1 to {rounds}, and 0, the farthest");
    }

    /// <summary>Points have it only where a suite or the command line names it, so that it is in no name and no title
    /// of those that do without; its first value says what it is then.</summary>
    public bool OnRequest { get; init; }

    /// <summary>The axes of a point for which these are named.</summary>
    public static IEnumerable<Axis> Of(IBenchmark benchmark, IRealisation realisation, IReadOnlyList<string> named) =>
        benchmark.Axes.Concat(realisation.Axes).Where(a => !a.OnRequest || named.Contains(a.Name))
            .Concat(LinkAxes.Named(named));

    /// <summary>True for whole numbers.</summary>
    public bool IsNumber => Unit.Length > 0;
}
