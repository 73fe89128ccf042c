using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Judges rules between cases. The two sums of times are divided launch by launch, because all that is
/// measured in a launch shares its luck. A launch's ratio has the interval that the far ends of the cases' own
/// intervals give: wider than 95 % need be, and it assumes nothing of how the cases depend on each other.</summary>
public static class CrossCheck
{
    /// <summary>The points of one rule that belong together: equal in every problem axis that both have. Where a case
    /// has several ways (method or tuning axes), each on the left is judged against the fastest on the right.</summary>
    /// <param name="rule">the rule</param>
    /// <param name="points">that the suite asks for</param>
    public static IEnumerable<Pairing> Pair(CrossRule rule, IReadOnlyList<AskedPoint> points) =>
        from first in points
        where first.Case == rule.Left[0] && !first.ExpectOom
        let sides = (AskedPoint[][])
            [.. rule.Left.Skip(1).Concat(rule.Right).Select(name => Partners(name, first, points))]
        where sides.All(s => s.Length > 0)
        select new Pairing(first, sides[..(rule.Left.Count - 1)], sides[(rule.Left.Count - 1)..]);

    internal static IEnumerable<Finding> Of(Requirements requirements, Scale scale) =>
        requirements.Cross.SelectMany(
            rule => Pair(rule, requirements.Points).Select(pairing => Judged(rule, pairing, scale)));

    private static AskedPoint[] Partners(string name, AskedPoint first, IReadOnlyList<AskedPoint> points) =>
        [.. points.Where(p => p.Case == name && !p.ExpectOom && p.Ranks == first.Ranks && Equal(p, first))];

    private static bool Equal(AskedPoint a, AskedPoint b) => a.Parameters.Where(p => p.Role == Role.Problem)
        .All(p => b.Parameters.FirstOrDefault(q => q.Name == p.Name) is not { } other || other.Value == p.Value);

    private static Finding Judged(CrossRule rule, Pairing pairing, Scale scale)
    {
        var finding = new Finding
        {
            CaseId = "cross",
            Case = rule.Text,
            Parameters = [.. pairing.First.Parameters.Where(p => p.Role == Role.Problem)],
            Nodes = scale.Nodes,
            Ranks = pairing.First.Ranks > 0 ? pairing.First.Ranks : scale.Ranks,
            Metric = "ratio",
            Dimension = Dimension.Ratio,
            Required = new(double.NegativeInfinity, 1 + rule.Tolerance),
            WarnOnly = rule.WarnOnly,
            Where = rule.Where,
            Verdict = Judgement.Fail,
        };
        var problems = new List<string>();
        Pool[] left = Fastest([[pairing.First], .. pairing.Left], scale, problems);
        Pool[] right = Fastest(pairing.Right, scale, problems);
        if (left.Length == 0 || right.Length == 0)
            return finding with { Why = problems[0] };
        Estimate ratio = Ratio(left, right);
        (Judgement verdict, string why) = Verdicts.Of(ratio, finding.Required, sampled: true);
        bool isUnchecked = Seens(pairing, scale).Any(s => s.Point.Verified != Verified.Yes);
        if (Seens(pairing, scale).Any(s => s.Point.Status == PointStatus.Unstable))
            (verdict, why) = (Judgement.Inconclusive, "the samples have no steady state");
        else if (verdict == Judgement.Pass && isUnchecked)
            (verdict, why) = (Judgement.Marginal, "the limit is met, but an answer was not checked");
        return finding with { Measured = ratio, Verdict = verdict, Why = why };
    }

    private static IEnumerable<PoolMember> Seens(Pairing pairing, Scale scale) =>
        pairing.Left.Concat(pairing.Right).SelectMany(s => s).Prepend(pairing.First).SelectMany(scale.Find);

    /// <summary>The sum of the left's times over that of the right's. Where no launch has all of them, as when one was
    /// interrupted and another took it up, the sums are over different launches.</summary>
    private static Estimate Ratio(Pool[] left, Pool[] right)
    {
        Pool[] all = [.. left, .. right];
        int samples = all.Min(p => p.Seconds.Samples);
        string[] shared = [.. all[0].Usable.Select(m => m.Launch.Run.RunId)
            .Where(id => all.All(p => p.Usable.Any(m => m.Launch.Run.RunId == id)))];
        if (shared.Length > 0)
            return Bounded.Over([.. shared.Select(id => Ratio(left, right, p => InLaunch(p, id)))], samples);
        Bounded apart = Ratio(left, right, p => new(p.Seconds.Value, p.Seconds.Ci));
        return new(apart.Value, apart.Ci, all.Min(p => p.Seconds.Launches), samples);
    }

    private static Bounded Ratio(Pool[] left, Pool[] right, Func<Pool, Bounded> time)
    {
        Bounded[] over = [.. left.Select(time)], under = [.. right.Select(time)];
        return new(
            over.Sum(t => t.Value) / under.Sum(t => t.Value),
            new(
                over.Sum(t => t.Ci.Low) / under.Sum(t => t.Ci.High),
                over.Sum(t => t.Ci.High) / under.Sum(t => t.Ci.Low)));
    }

    private static Bounded InLaunch(Pool pool, string id)
    {
        PointFigures f = pool.Usable.First(m => m.Launch.Run.RunId == id).Point.Figures;
        return new(f.Median, new(f.CiLow, f.CiHigh));
    }

    /// <summary>The fastest of each term over all launches; nothing where a term has none that counts.</summary>
    private static Pool[] Fastest(IReadOnlyList<AskedPoint[]> terms, Scale scale, List<string> problems)
    {
        Pool[] fastest = [.. terms.Select(term => term.Select(asked => Measured(asked, scale, problems)).OfType<Pool>()
            .MinBy(p => p.Seconds.Value)).OfType<Pool>()];
        return fastest.Length == terms.Count ? fastest : [];
    }

    private static Pool? Measured(AskedPoint asked, Scale scale, List<string> problems)
    {
        IReadOnlyList<PoolMember> seen = scale.Find(asked);
        PoolMember? bad = seen.FirstOrDefault(s => s.Point.Status is not (PointStatus.Ok or PointStatus.Unstable));
        if (seen.Count == 0)
            problems.Add($"{asked.Case} was not measured");
        else if (bad is not null)
            problems.Add($"{asked.Case} is {bad.Point.Status.ToString().ToLowerInvariant()}: "
                + bad.Point.Message.Split('\n')[0].TrimEnd());
        else
            return new(asked.Key, seen);
        return null;
    }
}

/// <summary>Points that one rule between cases compares.</summary>
/// <param name="First">of the first case on the left</param>
/// <param name="Left">the ways of each further case on the left</param>
/// <param name="Right">the ways of each case on the right</param>
public sealed record Pairing(
    AskedPoint First, IReadOnlyList<AskedPoint[]> Left, IReadOnlyList<AskedPoint[]> Right);
