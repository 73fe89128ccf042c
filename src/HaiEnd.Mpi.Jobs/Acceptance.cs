using System.Globalization;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Analysis.Acceptance;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Jobs;

/// <summary>Binds the rules of a suite to the points that it asks for.</summary>
/// <param name="catalog">what there is</param>
/// <param name="selection">what of the suite was to be measured</param>
public sealed class Acceptance(Catalog catalog, Selection selection)
{
    /// <summary>Words in <c>at</c> that are no axes.</summary>
    private const string Nodes = "nodes", Ranks = "ranks";

    /// <summary>What the suite requires of launches on one number of ranks and nodes.</summary>
    /// <param name="suite">the suite</param>
    /// <param name="ranks">of each launch</param>
    /// <param name="measured">what the launches have: the points of a zig-zag depend on results</param>
    /// <param name="nodes">of each launch</param>
    /// <exception cref="BadInputException">a rule names what there is not, or would check nothing</exception>
    public Requirements Of(SuiteFile suite, int ranks, IReadOnlyList<PointRecord> measured, int nodes = 1)
    {
        var points = new Dictionary<string, AskedPoint>();
        HashSet<string> planned =
            [.. Points(new(catalog, selection, ranks, nodes), suite, measured).Select(KeyOf)];
        // The command line may have said sizes and other values that the suite has not.
        Dictionary<string, PointSpec> results = selection.IsMeasured
            ? measured.Select(PointSpec.Of).DistinctBy(KeyOf).ToDictionary(KeyOf)
            : [];
        PointSpec[] others = [.. results.Where(r => !planned.Contains(r.Key)).Select(r => r.Value)];
        foreach (SuiteCase item in suite.Cases)
        {
            foreach ((string key, AskedPoint asked) in Asked(suite, item, (ranks, nodes), measured, others))
            {
                points[key] = points.TryGetValue(key, out AskedPoint? before)
                    ? before with { Rules = [.. before.Rules, .. asked.Rules] }
                    : asked;
            }
        }

        AskedPoint[] kept = [.. points
            .Where(p => selection.IsMeasured ? results.ContainsKey(p.Key) : planned.Contains(p.Key))
            .Select(p => p.Value)];
        CrossRule[] cross =
            [.. suite.Cross.SelectMany(c => Bound(c, selection.IsMeasured ? kept : [.. points.Values]))];
        return new(suite.Name, kept, cross);
    }

    /// <summary>The series that a point belongs to does not make it another point.</summary>
    private static string KeyOf(PointSpec spec) => (spec with { Series = "" }).ToString();

    private IEnumerable<(string Key, AskedPoint Point)> Asked(
        SuiteFile suite, SuiteCase item, (int Ranks, int Nodes) on, IReadOnlyList<PointRecord> measured,
        PointSpec[] others)
    {
        var whole = new Expansion(catalog, Selection.Everything, on.Ranks, on.Nodes);
        _ = whole.Expand(suite with { Cases = [item] }); // finds mistakes
        IBenchmark benchmark = catalog.Benchmark(item.Bench.Text);
        IRealisation[] chosen = whole.Meant(item, benchmark);
        Axis[] axes = [.. benchmark.Axes.Concat(chosen.SelectMany(r => r.Axes)).DistinctBy(a => a.Name)
            .Concat(LinkAxes.All)];
        var expansion = new Expansion(catalog, selection with
        {
            Filters = [],
            Tags = [],
            Axes = [.. selection.Axes.Where(a => Array.Exists(axes, x => x.Name == a.Axis.Text))],
        }, on.Ranks, on.Nodes);
        PointSpec[] specs =
        [
            .. Points(expansion, suite with { Cases = [item] }, measured),
            .. others.Where(p => p.Benchmark == benchmark.Name
                && Array.Exists(chosen, r => r.Name == p.Realisation)),
        ];
        (AcceptRule Written, Rule Bound, AxisValues[] At)[] rules =
            [.. item.Accept.Select(r => Bound(r, benchmark, axes, expansion))];
        AcceptRule? efficiency = item.Accept.FirstOrDefault(r => r.Measurand == Measurand.Efficiency);
        if (efficiency is not null && item.Scaling is null)
            throw efficiency.Metric.Bad("metric: efficiency needs a base, and the case has no 'scaling'");
        AcceptRule? links = item.Accept.FirstOrDefault(r => r.Measurand == Measurand.SlowLinks);
        if (links is not null && !Array.Exists(axes, a => a.Name == Axis.Rounds.Name))
            throw links.Metric.Bad($"metric: slow_link needs pairs, and {benchmark.Name} has no axis 'round'");
        foreach ((AcceptRule written, _, AxisValues[] at) in rules)
            if (!selection.IsPart && !Array.Exists(specs, s => Fits(s, at)))
                throw written.Metric.Bad($"the rule is for no point of the case: none is {string.Join(", ", at)}");
        return specs.Select(s => (KeyOf(s), new AskedPoint(
            item.Id, s.CaseName, Parameters(s, axes), s.Ranks, item.ExpectOom,
            [.. rules.Where(r => Fits(s, r.At)).Select(r => r.Bound)])));
    }

    /// <summary>The points that are known, those of a zig-zag that the results show, and the next that it would
    /// measure.</summary>
    private static IEnumerable<PointSpec> Points(
        Expansion expansion, SuiteFile suite, IReadOnlyList<PointRecord> measured)
    {
        IEnumerable<PointSpec> ofZigzags = expansion.Zigzags(suite).SelectMany(plan => measured
            .Select(PointSpec.Of).Where(plan.Has)
            .Append(new Zigzag(plan, []).Next(measured)).OfType<PointSpec>());
        return expansion.Expand(suite).Concat(ofZigzags);
    }

    private static Parameter[] Parameters(PointSpec spec, Axis[] axes) =>
    [
        .. from value in spec.Values
           let axis = axes.First(a => a.Name == value.Key)
           select new Parameter(value.Key, axis.Unit, axis.Role, value.Value),
    ];

    private static (AcceptRule, Rule, AxisValues[]) Bound(
        AcceptRule rule, IBenchmark benchmark, Axis[] axes, Expansion expansion)
    {
        string rate = Metrics.NameOf(benchmark.Metric);
        if (rule.Measurand.IsRate && rule.Measurand.Name != rate)
            throw rule.Metric.Bad($"metric: the rate of {benchmark.Name} is {rate}, not {rule.Metric}");
        var at = new List<AxisValues>();
        long[] nodes = [], ranks = [];
        foreach ((Located name, IReadOnlyList<Located> values) in rule.At.Select(a => (a.Axis, a.Values)))
        {
            Axis axis = name.Text is Nodes or Ranks ? Axis.Numbers(name.Text, "1", Role.Problem)
                : Array.Find(axes, a => a.Name == name.Text)
                ?? throw Expansion.Unknown(
                    name, $"axis of {benchmark.Name}", [.. axes.Select(a => a.Name), Nodes, Ranks]);
            string[] read = [.. values.SelectMany(v => expansion.Read(axis, v))];
            if (name.Text == Nodes)
                nodes = [.. read.Select(v => long.Parse(v, CultureInfo.InvariantCulture))];
            else if (name.Text == Ranks)
                ranks = [.. read.Select(v => long.Parse(v, CultureInfo.InvariantCulture))];
            else
                at.Add(new(name.Text, read));
        }

        return (rule, new(rule.Measurand, rule.Required, rule.WarnOnly, nodes, ranks, rule.Metric.Where), [.. at]);
    }

    private static bool Fits(PointSpec spec, AxisValues[] at) =>
        Array.TrueForAll(at, a => spec[a.Axis] is { } value && a.Values.Contains(value));

    /// <summary>A benchmark alone stands for each way of doing it that all benchmarks named alone in the rule share:
    /// like is compared with like. The best of each would hide a slow library behind a fast ring.</summary>
    private CrossRule[] Bound(CrossText text, IReadOnlyList<AskedPoint> points)
    {
        string[] names = [.. text.Left.Concat(text.Right)];
        IBenchmark[] alone = [.. names.Where(n => Named(text, n) is null).Distinct().Select(catalog.Benchmark)];
        string[] ways = alone.Length == 0 ? [""]
            : [.. alone.Select(b => catalog.RealisationsOf(b).Select(r => r.Name)).Aggregate((a, b) => a.Intersect(b))];
        CrossRule[] rules = [.. ways.Select(way => new CrossRule(
            Named(text.Left, way), Named(text.Right, way), text.Tolerance, text.WarnOnly,
            text.Sizes == Sizes.Same
                ? $"{string.Join(" + ", Named(text.Left, way))} <= {string.Join(" + ", Named(text.Right, way))}"
                : $"{Named(text.Left, way)[0]} {text.Key}",
            text.Rule.Where) { Sizes = text.Sizes }).Where(r => CrossCheck.Pair(r, points).Any())];
        return rules.Length > 0 || selection.IsPart
            ? rules
            : throw text.Rule.Bad($"{text.Key}: the suite measures "
                + (text.Sizes == Sizes.Same ? "these at no equal parameters" : "it at no two sizes to compare")
                + ", so it would check nothing");
    }

    private static string[] Named(IReadOnlyList<string> names, string way) =>
        [.. names.Select(n => n.Contains('.', StringComparison.Ordinal) ? n : $"{n}.{way}")];

    /// <summary>The realisation of a name, null for a benchmark alone.</summary>
    private string? Named(CrossText text, string name)
    {
        string[] parts = name.Split('.', 2);
        IBenchmark benchmark = catalog.Benchmarks.FirstOrDefault(b => b.Name == parts[0])
            ?? throw Unknown(text, "benchmark", parts[0], catalog.Benchmarks);
        if (parts.Length == 1)
            return null;
        return catalog.RealisationsOf(benchmark).Any(r => r.Name == parts[1])
            ? parts[1]
            : throw Unknown(text, $"realisation of {parts[0]}", parts[1], catalog.RealisationsOf(benchmark));
    }

    private static BadInputException Unknown(CrossText text, string what, string name, IEnumerable<INamed> known) =>
        Expansion.Unknown(text.Rule with { Text = name }, what, known.Select(k => k.Name));

    /// <summary>Values of one axis.</summary>
    private sealed record AxisValues(string Axis, IReadOnlyList<string> Values)
    {
        public override string ToString() => $"{Axis}={string.Join('|', Values)}";
    }
}
