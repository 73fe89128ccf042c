using System.Globalization;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis.Acceptance;

/// <summary>Judges launches by what a suite requires. Launches on as many nodes and ranks are pooled. The verdict is by
/// the 95 % interval: it passes only where the whole of it is inside the limit, and fails only where the whole of it is
/// outside. What was asked for and is not there has failed.</summary>
public sealed class Checker
{
    private readonly ILookup<string, Reference> _references;
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, int> _notHere = [];
    private readonly HashSet<(string Point, string Where)> _applied = [];
    private readonly HashSet<Reference> _used = [];
    private int _right, _unchecked;

    private Checker(IReadOnlyList<Reference> references) => _references = references.ToLookup(r => r.Point);

    /// <summary>Judges.</summary>
    /// <param name="launches">at least one</param>
    /// <param name="on">what the suite requires of launches on so many ranks and nodes that gave these results</param>
    /// <param name="references">of the site; empty for none</param>
    public static Check Of(
        IReadOnlyList<Launch> launches, Func<int, int, IReadOnlyList<PointRecord>, Requirements> on,
        IReadOnlyList<Reference> references)
    {
        var checker = new Checker(references);
        (Scale Scale, Requirements Asked)[] scales =
            [.. Scale.Of(launches).Select(s => (s, on(s.Ranks, s.Nodes, [.. s.All.Select(m => m.Point)])))];
        checker.Judge(scales);
        int left = references.Count - checker._used.Count;
        if (references.Count > 0 && checker._used.Count == 0)
            checker._findings.Add(Unapplied(scales[0].Scale));
        List<string> remarks = [.. RunFacts.Remarks([.. launches.Select(l => l.Run)])];
        if (left > 0)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{left} of {references.Count} references are of points that are not asked for, or of other scales"));
        Finding[] sorted = [.. checker._findings.OrderBy(f => f.IsWrong ? 0 : 1).ThenBy(f => f.WarnOnly ? 1 : 0)
            .ThenByDescending(f => f.Verdict)];
        return new(
            scales[0].Asked.Suite, launches.Count, sorted,
            new(checker._right, checker._unchecked, checker._notHere),
            [.. scales.Select(s => s.Scale.Difference()).Where(d => d.Facts.Count > 0)], remarks);
    }

    private void Judge((Scale Scale, Requirements Asked)[] scales)
    {
        foreach ((Scale scale, Requirements asked) in scales)
        {
            foreach (AskedPoint point in asked.Points)
                Judge(point, scale);
            _findings.AddRange(CrossCheck.Of(asked, scale));
            _findings.AddRange(WrongBesides(asked, scale));
        }

        (Scale first, Requirements all) = scales[0];
        foreach (AskedPoint point in all.Points)
            foreach (Rule rule in point.Rules.Where(r => !_applied.Contains((point.Key, r.Where))))
                _findings.Add(Missing(point, first, rule));
    }

    private void Judge(AskedPoint asked, Scale scale)
    {
        IReadOnlyList<PoolMember> seen = scale.Find(asked);
        int ranks = asked.Ranks > 0 ? asked.Ranks : scale.Ranks;
        int nodes = seen.Where(s => s.Point.Nodes > 0).Select(s => s.Point.Nodes).FirstOrDefault(scale.Nodes);
        Rule[] rules = [.. asked.Rules.Where(r => r.AppliesOn(nodes, ranks))];
        _applied.UnionWith(rules.Select(r => (asked.Key, r.Where)));
        Reference[] references = [.. _references[asked.Key].Where(r => r.Nodes == nodes && r.Ranks == ranks)];
        _used.UnionWith(references);
        bool warnOnly = rules.Length > 0 && references.Length == 0 && rules.All(r => r.WarnOnly);
        Estimate Of(Measurand measurand) => scale.Of(measurand, asked, seen);
        Finding blank = Blank(asked, nodes, ranks) with { WarnOnly = warnOnly };
        if (Ended(blank, asked, seen, rules.Length + references.Length > 0) is { } finding)
        {
            _findings.Add(finding);
            return;
        }

        if (seen.Any(s => s.Point.Status is PointStatus.Oom or PointStatus.Skipped))
            Tally(seen.First(s => s.Point.Status is PointStatus.Oom or PointStatus.Skipped).Point);
        else if (rules.Length + references.Length == 0)
            Tally(seen[0].Point);
        else
        {
            _findings.AddRange(rules.Select(r => ByRule(blank with { WarnOnly = r.WarnOnly }, r, seen, Of)));
            _findings.AddRange(references.Select(r => ByReference(blank, r, seen, Of)));
        }
    }

    /// <summary>The finding of a point that can't be judged by its numbers; null where it can, or need not.</summary>
    private static Finding? Ended(Finding blank, AskedPoint asked, IReadOnlyList<PoolMember> seen, bool ruled)
    {
        Finding failed = blank with { Verdict = Judgement.Fail };
        if (seen.FirstOrDefault(s => s.Point.Status == PointStatus.Wrong) is { } wrong)
            return Wrong(failed, wrong.Point);
        if (seen.Count == 0)
            return failed with { Metric = "presence", Why = "not measured: no file has it", WarnOnly = false };
        if (asked.ExpectOom)
            return Refused(failed, seen);
        PoolMember[] ended = [.. seen.Where(s => s.Point.Status
            is PointStatus.Failed or PointStatus.Timeout or PointStatus.Oom or PointStatus.Skipped)];
        if (ended.Length == 0 || (!ruled && ended.All(s => s.Point.Status is PointStatus.Oom or PointStatus.Skipped)))
            return null;
        string times = seen.Count == 1 ? "" : string.Create(
            CultureInfo.InvariantCulture, $" in {ended.Length} of {seen.Count} launches");
        PointRecord first = ended[0].Point;
        return failed with { Metric = "status", Why = $"{Word(first)}{times}: {Line(first.Message)}" };
    }

    private static Finding Refused(Finding failed, IReadOnlyList<PoolMember> seen)
    {
        PoolMember? other = seen.FirstOrDefault(s => s.Point.Status != PointStatus.Oom);
        return failed with
        {
            Metric = "status",
            Verdict = other is null ? Judgement.Pass : Judgement.Fail,
            Why = other is null ? ""
                : $"expected to be refused for want of memory, but it is {Word(other.Point)}"
                    + (other.Point.Message.Length > 0 ? $": {Line(other.Point.Message)}" : ""),
        };
    }

    private static Finding ByRule(
        Finding blank, Rule rule, IReadOnlyList<PoolMember> seen, Func<Measurand, Estimate> of) => Judged(
        blank with { Required = rule.Required, Where = rule.Where, Measured = of(rule.Measurand) }, rule.Measurand,
        seen);

    private static Finding ByReference(
        Finding blank, Reference reference, IReadOnlyList<PoolMember> seen, Func<Measurand, Estimate> of)
    {
        Measurand measurand = Measurand.Named(reference.Metric)!;
        bool up = measurand.HigherIsBetter;
        Interval required = up ? new(reference.Band.Low, double.PositiveInfinity)
            : new(double.NegativeInfinity, reference.Band.High);
        Finding finding = blank with { Required = required, Where = "reference" };
        if (seen.Any(s => s.Point.MatchKey != reference.MatchKey))
            return finding with
            {
                Metric = reference.Metric,
                Verdict = Judgement.Inconclusive,
                Why = "the reference is of another version of the benchmark: make a new baseline",
            };
        finding = Judged(finding with { Measured = of(measurand) }, measurand, seen);
        Interval ci = finding.Measured!.Ci;
        bool better = up ? ci.Low > reference.Band.High : ci.High < reference.Band.Low;
        return better ? finding with { Remark = "better than the reference ever was: if it lasts, make a new baseline" }
            : finding;
    }

    private static Finding Judged(Finding finding, Measurand measurand, IReadOnlyList<PoolMember> seen)
    {
        (Judgement verdict, string why) = Verdicts.Of(measurand, finding.Measured!, finding.Required);
        if (measurand.IsSampled && seen.Any(s => s.Point.Status == PointStatus.Unstable))
            (verdict, why) = (Judgement.Inconclusive, "the samples have no steady state");
        else if (verdict == Judgement.Pass && seen.Any(s => s.Point.Verified != Verified.Yes))
            (verdict, why) = (Judgement.Marginal, "the limit is met, but the answer was not checked");
        // Where the interval reaches beyond the limit and the figure does not, nobody is called slow for it.
        bool isBeyond = finding.Measured!.Value > finding.Required.High;
        return finding with
        {
            Metric = measurand.Name,
            Dimension = measurand.Dimension,
            Verdict = verdict,
            Why = why,
            Remark = measurand == Measurand.SlowLinks ? isBeyond ? SlowLink.Named(seen) : ""
                : measurand.Name == "imbalance" ? isBeyond ? SlowRank.Of(seen, always: true) : ""
                : verdict != Judgement.Pass ? SlowRank.Of(seen, always: false) : "",
        };
    }

    /// <summary>Wrong answers of points that the suite does not ask for: a wrong answer is never passed over.</summary>
    private static IEnumerable<Finding> WrongBesides(Requirements requirements, Scale scale)
    {
        HashSet<string> asked = [.. requirements.Points.Select(p => p.Key)];
        return scale.All.Where(s => s.Point.Status == PointStatus.Wrong && !asked.Contains(AskedPoint.KeyOf(s.Point)))
            .Select(s => s.Point).DistinctBy(AskedPoint.KeyOf)
            .Select(p => Wrong(
                new()
                {
                    CaseId = p.Case.Benchmark,
                    Case = p.Case.Name,
                    Parameters = p.Parameters,
                    Nodes = p.Nodes,
                    Ranks = p.Ranks,
                    Metric = "answer",
                    Verdict = Judgement.Fail,
                }, p));
    }

    private static Finding Wrong(Finding failed, PointRecord point) => failed with
    {
        Metric = "answer",
        IsWrong = true,
        WarnOnly = false,
        Why = $"wrong answer: {Line(point.Message)}",
    };

    /// <summary>References that limit nothing must not look like references that are kept.</summary>
    private static Finding Unapplied(Scale scale) => new()
    {
        CaseId = "references",
        Case = "references",
        Parameters = [],
        Nodes = scale.Nodes,
        Ranks = scale.Ranks,
        Metric = "references",
        Verdict = Judgement.Inconclusive,
        Why = "none of them is of a point and a number of nodes and ranks that is checked here",
    };

    private static Finding Missing(AskedPoint asked, Scale scale, Rule rule) =>
        Blank(asked, scale.Nodes, scale.Ranks) with
        {
            Metric = rule.Measurand.Name,
            Dimension = rule.Measurand.Dimension,
            Required = rule.Required,
            WarnOnly = rule.WarnOnly,
            Where = rule.Where,
            Verdict = Judgement.Fail,
            Why = "not measured on the nodes or ranks that the rule is for",
        };

    private static Finding Blank(AskedPoint asked, int nodes, int ranks) => new()
    {
        CaseId = asked.CaseId,
        Case = asked.Case,
        Parameters = asked.Parameters,
        Nodes = nodes,
        Ranks = ranks,
        Metric = "",
        Verdict = Judgement.Pass,
    };

    private void Tally(PointRecord point)
    {
        if (point.Status is PointStatus.Oom or PointStatus.Skipped)
        {
            string reason = $"{point.Case.Name} {Word(point)}: {Line(point.Message)}";
            _notHere[reason] = _notHere.GetValueOrDefault(reason) + 1;
        }
        else if (point.Verified == Verified.Yes)
            _right++;
        else
            _unchecked++;
    }

    private static string Word(PointRecord point) => point.Status.ToString().ToLowerInvariant();

    private static string Line(string message) => message.Split('\n')[0].TrimEnd();
}
