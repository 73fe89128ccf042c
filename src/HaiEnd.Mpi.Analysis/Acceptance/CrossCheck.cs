using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Judges rules between cases. The two sums of times are divided launch by launch, because all that is
/// measured in a launch shares its luck. A launch's ratio has the interval that the far ends of the cases' own
/// intervals give: wider than 95 % need be, and it assumes nothing of how the cases depend on each other.</summary>
public static class CrossCheck
{
    /// <summary>A miss that is said to be one is by chance in one of forty, as where one interval is looked
    /// at [1].</summary>
    private const double Chance = 0.025;

    /// <summary>The points of one rule that belong together: equal in every problem axis that both have. Where a case
    /// has several ways (method or tuning axes), each on the left is judged against the fastest on the right. Where
    /// sizes are held against each other, the points are equal in all but their size.</summary>
    /// <param name="rule">the rule</param>
    /// <param name="points">that the suite asks for</param>
    public static IEnumerable<Pairing> Pair(CrossRule rule, IReadOnlyList<AskedPoint> points) =>
        from first in points
        where first.Case == rule.Left[0] && !first.ExpectOom
        let left = (Term[][])[[new(first)], .. rule.Left.Skip(1).Select(name => Partners(name, first, points))]
        let right = (Term[][])(rule.Sizes == Sizes.Same
            ? [.. rule.Right.Select(name => Partners(name, first, points))]
            : [OfOtherSizes(rule.Sizes, first, points)])
        where left.Concat(right).All(s => s.Length > 0)
        select new Pairing(first, left, right);

    /// <summary>Judges all rules. Many ratios are looked at, and one in forty is out of its limit by chance: what is
    /// called a miss is one among all of them, see <see cref="FalseDiscovery"/>.</summary>
    internal static IEnumerable<Finding> Of(Requirements requirements, Scale scale)
    {
        Judged[] all = [.. requirements.Cross.SelectMany(
            rule => Pair(rule, requirements.Points).Select(pairing => Judge(rule, pairing, scale)))];
        double[] adjusted = FalseDiscovery.Adjust([.. all.Select(j => j.P)]);
        return all.Zip(adjusted, (j, p) => j.Finding is { Verdict: Judgement.Fail, Measured: not null } && p > Chance
            ? j.Finding with
            {
                Verdict = Judgement.Marginal,
                Why = $"of {all.Length} ratios that are looked at one may be so by chance: more launches tell",
            }
            : j.Finding);
    }

    private static Term[] Partners(string name, AskedPoint first, IReadOnlyList<AskedPoint> points) =>
        [.. points.Where(p => p.Case == name && !p.ExpectOom && p.Ranks == first.Ranks && Equal(p, first))
            .Select(p => new Term(p))];

    private static bool Equal(AskedPoint a, AskedPoint b) => a.Parameters.Where(p => p.Role == Role.Problem)
        .All(p => b.Parameters.FirstOrDefault(q => q.Name == p.Name) is not { } other || other.Value == p.Value);

    private static Term[] OfOtherSizes(Sizes sizes, AskedPoint first, IReadOnlyList<AskedPoint> points)
    {
        AskedPoint[] others = [.. points.Where(p => p.Case == first.Case && !p.ExpectOom && p.Ranks == first.Ranks
            && p.Bytes > 0 && OtherAxes(p).SequenceEqual(OtherAxes(first)))];
        return sizes == Sizes.Greater
            ? [.. others.Where(p => p.Bytes > first.Bytes).Select(p => new Term(p))]
            : [.. others.Where(p => p.Bytes < first.Bytes && first.Bytes % p.Bytes == 0)
                .Select(p => new Term(p, first.Bytes / p.Bytes))];
    }

    private static IEnumerable<Parameter> OtherAxes(AskedPoint point) =>
        point.Parameters.Where(p => p.Name != AskedPoint.BytesAxis);

    private static Judged Judge(CrossRule rule, Pairing pairing, Scale scale)
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
        Timed[] left = Fastest(pairing.Left, scale, problems), right = Fastest(pairing.Right, scale, problems);
        if (left.Length == 0 || right.Length == 0)
            return new(finding with { Why = problems[0] }, double.NaN);
        Estimate ratio = Ratio(left, right);
        (Judgement verdict, string why) = Verdicts.Of(ratio, finding.Required, sampled: true);
        PoolMember[] seen = [.. pairing.Left.Concat(pairing.Right).SelectMany(s => s)
            .SelectMany(t => scale.Find(t.Point))];
        if (seen.Any(s => s.Point.Status == PointStatus.Unstable))
            (verdict, why) = (Judgement.Inconclusive, "the samples have no steady state");
        else if (verdict == Judgement.Pass && seen.Any(s => s.Point.Verified != Verified.Yes))
            (verdict, why) = (Judgement.Marginal, "the limit is met, but an answer was not checked");
        // The fastest of several was taken: as if each had been looked at.
        double ways = pairing.Right.Aggregate(1.0, (product, term) => product * term.Length);
        return new(
            finding with
            {
                Measured = ratio,
                Verdict = verdict,
                Why = why,
                Sides = new([.. left.Select(t => t.Term)], [.. right.Select(t => t.Term)], scale.Library),
            },
            Math.Min(1, ways * AtLeast(ratio, finding.Required.High)));
    }

    /// <summary>Probability of a ratio so great where the true one is the limit: what the interval is by Student's t of
    /// the logarithms, continued beyond its lower end. At most 2.5 % where that end is above the limit.</summary>
    private static double AtLeast(Estimate ratio, double limit)
    {
        double beyond = Math.Log(ratio.Value / limit), half = Math.Log(ratio.Value / ratio.Ci.Low);
        if (double.IsNaN(beyond) || double.IsNaN(half))
            return double.NaN;
        int degrees = Math.Max(1, (ratio.Launches > 1 ? ratio.Launches : ratio.Samples) - 1);
        double t = Math.Abs(beyond) / half * Student.Quantile(1 - Chance, degrees);
        double below = double.IsNaN(t) ? 0.5 : Student.Below(t, degrees);
        return beyond > 0 ? 1 - below : below;
    }

    /// <summary>The sum of the left's times over that of the right's. Where no launch has all of them, as when one was
    /// interrupted and another took it up, the sums are over different launches.</summary>
    private static Estimate Ratio(Timed[] left, Timed[] right)
    {
        Timed[] all = [.. left, .. right];
        int samples = all.Min(t => t.Pool.Seconds.Samples);
        string[] shared = [.. all[0].Pool.Usable.Select(m => m.Launch.Run.RunId)
            .Where(id => all.All(t => t.Pool.Usable.Any(m => m.Launch.Run.RunId == id)))];
        if (shared.Length > 0)
            return Bounded.Over([.. shared.Select(id => Ratio(left, right, p => InLaunch(p, id)))], samples);
        Bounded apart = Ratio(left, right, p => new(p.Seconds.Value, p.Seconds.Ci));
        return new(apart.Value, apart.Ci, all.Min(t => t.Pool.Seconds.Launches), samples);
    }

    private static Bounded Ratio(Timed[] left, Timed[] right, Func<Pool, Bounded> time)
    {
        Bounded over = Sum(left, time), under = Sum(right, time);
        return new(over.Value / under.Value, new(over.Ci.Low / under.Ci.High, over.Ci.High / under.Ci.Low));
    }

    private static Bounded Sum(Timed[] side, Func<Pool, Bounded> time)
    {
        (double value, double low, double high) = (0, 0, 0);
        foreach (Timed t in side)
        {
            Bounded one = time(t.Pool);
            value += t.Term.Times * one.Value;
            low += t.Term.Times * one.Ci.Low;
            high += t.Term.Times * one.Ci.High;
        }

        return new(value, new(low, high));
    }

    private static Bounded InLaunch(Pool pool, string id)
    {
        PointFigures f = pool.Usable.First(m => m.Launch.Run.RunId == id).Point.Figures;
        return new(f.Median, new(f.CiLow, f.CiHigh));
    }

    /// <summary>The fastest of each sum's terms over all launches; nothing where a term has none that counts.</summary>
    private static Timed[] Fastest(IReadOnlyList<Term[]> terms, Scale scale, List<string> problems)
    {
        Timed[] fastest = [.. terms.Select(ways => ways.Select(term => Measured(term, scale, problems)).OfType<Timed>()
            .MinBy(t => t.Term.Times * t.Pool.Seconds.Value)).OfType<Timed>()];
        return fastest.Length == terms.Count ? fastest : [];
    }

    private static Timed? Measured(Term term, Scale scale, List<string> problems)
    {
        AskedPoint asked = term.Point;
        IReadOnlyList<PoolMember> seen = scale.Find(asked);
        PoolMember? bad = seen.FirstOrDefault(s => s.Point.Status is not (PointStatus.Ok or PointStatus.Unstable));
        if (seen.Count == 0)
            problems.Add($"{asked.Case} was not measured");
        else if (bad is not null)
            problems.Add($"{asked.Case} is {bad.Point.Status.ToString().ToLowerInvariant()}: "
                + bad.Point.Message.Split('\n')[0].TrimEnd());
        else
            return new(term, new(asked.Key, seen));
        return null;
    }

    /// <summary>A term and its times.</summary>
    private sealed record Timed(Term Term, Pool Pool);

    /// <summary>A finding, and how probable it is where the limit is just kept; NaN where there is no number.</summary>
    private sealed record Judged(Finding Finding, double P);
}

/// <summary>Points that one rule between cases compares.</summary>
/// <param name="First">of the first case on the left</param>
/// <param name="Left">the ways of each case on the left</param>
/// <param name="Right">the ways of each case on the right, or of its other sizes</param>
public sealed record Pairing(AskedPoint First, IReadOnlyList<Term[]> Left, IReadOnlyList<Term[]> Right);
