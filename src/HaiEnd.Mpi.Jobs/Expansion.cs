using System.Globalization;
using System.IO.Enumeration;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Jobs;

/// <summary>What the command line picks from a suite and changes in it.</summary>
/// <param name="Filters">globs over <c>benchmark.realisation</c>, or over the benchmark alone; empty for all</param>
/// <param name="Tags">a case needs one of them; empty for all</param>
/// <param name="Axes">values that replace the suite's</param>
/// <param name="Sizes">replaces the values of the benchmark's size axis, <c>n</c> or <c>bytes</c></param>
public sealed record Selection(
    IReadOnlyList<string> Filters, IReadOnlyList<string> Tags, IReadOnlyList<AxisChoice> Axes, Located? Sizes)
{
    /// <summary>The suite as it is written.</summary>
    public static readonly Selection Everything = new([], [], [], null);

    /// <summary>What results have of a suite and nothing besides, as far as rules go: they may come from launches that
    /// were to measure a part, or other sizes.</summary>
    public static readonly Selection Measured = Everything with { IsMeasured = true };

    /// <summary>Whether results say what was selected.</summary>
    public bool IsMeasured { get; private init; }

    /// <summary>The best that a runtime has on this node; null where it has no device. Where nothing else is said it
    /// has an accelerator, so that all a suite may mean is there.</summary>
    public Func<string, DeviceKind?> Devices { get; init; } = _ => DeviceKind.Accelerator;

    /// <summary>True where rules may be for no point.</summary>
    public bool IsPart => IsMeasured || Axes.Count > 0 || Sizes is not null;

    /// <summary>True where a case name passes the filters.</summary>
    public bool Matches(string benchmark, string realisation) =>
        Filters.Count == 0 || Filters.Any(f => Matches(f, benchmark, realisation));

    /// <summary>True where a case name passes one filter.</summary>
    public static bool Matches(string filter, string benchmark, string realisation) =>
        FileSystemName.MatchesSimpleExpression(
            filter, IsOfRealisations(filter) ? $"{benchmark}.{realisation}" : benchmark);

    /// <summary>True for a filter over realisations, not over benchmarks alone.</summary>
    public static bool IsOfRealisations(string filter) => filter.Contains('.', StringComparison.Ordinal);
}

/// <summary>Turns a suite into points: for each realisation, the product of the values of its axes. Every axis is
/// written out, so that a point's text is its identity in files and on resuming.</summary>
/// <param name="catalog">what there is</param>
/// <param name="selection">what is wanted of it</param>
/// <param name="ranks">of the launch that is to measure</param>
/// <param name="nodes">of that launch</param>
public sealed class Expansion(Catalog catalog, Selection selection, int ranks, int nodes = 1)
{
    /// <summary>The points of a suite, each once, in the order of the file.</summary>
    /// <exception cref="BadInputException">a name or number in the suite or on the command line is wrong</exception>
    public IReadOnlyList<PointSpec> Expand(SuiteFile suite) => Expand(suite.Cases);

    /// <summary>The points of a suite and, for filters that match nothing in it, of the catalogue: so that a new
    /// benchmark is run by its name before any suite knows it. Its axes take their first value.</summary>
    /// <exception cref="BadInputException">a name or number in the suite or on the command line is wrong</exception>
    public IReadOnlyList<PointSpec> ExpandBeyond(SuiteFile suite)
    {
        string[] others = [.. selection.Filters.Where(f => !suite.Cases.Any(c =>
            catalog.Benchmarks.FirstOrDefault(b => b.Name == c.Bench.Text) is { } benchmark
            && Chosen(c, benchmark, selection.Devices)
                .Any(r => Selection.Matches(f, benchmark.Name, r.Name))))];
        return Expand([.. suite.Cases, .. others.SelectMany(Catalogued)]);
    }

    /// <summary>What a filter matches in the catalogue. A way on devices that this node lacks is taken only where the
    /// filter is over ways.</summary>
    private IEnumerable<SuiteCase> Catalogued(string filter)
    {
        const string Where = "--filter:";
        foreach (IBenchmark b in catalog.Benchmarks)
        {
            Located[] matched = [.. catalog.RealisationsOf(b).Where(r => Selection.Matches(filter, b.Name, r.Name))
                .Select(r => new Located(r.Name, Where))];
            if (matched.Length > 0)
                yield return new(
                    b.Name, new(b.Name, Where), Selection.IsOfRealisations(filter) ? matched : [], [], []);
        }
    }

    /// <summary>The series of a suite whose points depend on results.</summary>
    /// <exception cref="BadInputException">a name or number in the suite or on the command line is wrong</exception>
    public IReadOnlyList<ZigzagPlan> Zigzags(SuiteFile suite) =>
    [
        .. suite.Cases.Where(c => c.Scaling?.Mode == ScalingMode.SharingZigzag)
            .SelectMany(c => Case(c, []).Select(p => new Series(catalog, c.Scaling!, ranks).Zigzag(p))),
    ];

    private IReadOnlyList<PointSpec> Expand(IReadOnlyList<SuiteCase> cases)
    {
        var points = new Dictionary<string, PointSpec>();
        var used = new HashSet<string>();
        foreach (SuiteCase item in cases)
            foreach (PointSpec point in Case(item, used).SelectMany(p => Scaled(item, p)))
                Add(points, point);
        if (used.Count > 0 && selection.Axes.FirstOrDefault(a => !used.Contains(a.Axis.Text)) is { } unused)
            throw Unknown(unused.Axis, "axis of the selected cases", used);
        return [.. points.Values];
    }

    private IEnumerable<PointSpec> Scaled(SuiteCase item, PointSpec point) => item.Scaling switch
    {
        null => [point],
        { Mode: ScalingMode.SharingZigzag } => [],
        _ => new Series(catalog, item.Scaling, ranks).Points(point),
    };

    /// <summary>A point that several cases or series ask for is measured once, and belongs to all its series.</summary>
    private void Add(Dictionary<string, PointSpec> points, PointSpec point)
    {
        string key = (point with { Ranks = point.Ranks == 0 ? ranks : point.Ranks, Series = "" }).ToString();
        if (points.TryAdd(key, point))
            return;
        PointSpec there = points[key];
        IEnumerable<string> series = new[] { there.Series, point.Series }.SelectMany(s => s.Split(','))
            .Where(s => s.Length > 0).Distinct();
        points[key] = there with
        {
            Ranks = Math.Max(there.Ranks, point.Ranks),
            Series = string.Join(',', series),
        };
    }

    private List<PointSpec> Case(SuiteCase item, HashSet<string> used)
    {
        IBenchmark benchmark = catalog.Benchmarks.FirstOrDefault(b => b.Name == item.Bench.Text)
            ?? throw Unknown(item.Bench, "benchmark", catalog.Benchmarks.Select(b => b.Name));
        // A mistake is found wherever the suite is read, with devices or without.
        string[] axes = [.. benchmark.Axes.Concat(Meant(item, benchmark).SelectMany(r => r.Axes))
            .Select(a => a.Name).Distinct()];
        if (item.Axes.FirstOrDefault(a => !axes.Contains(a.Axis.Text) && !LinkAxes.Has(a.Axis.Text)) is { } wrong)
            throw Unknown(wrong.Axis, $"axis of {benchmark.Name}", axes);
        if (item.Scaling is { Mode: not ScalingMode.Strong } scaling)
            RequireSize(scaling, benchmark);
        bool tagged = selection.Tags.Count == 0 || item.Tags.Any(selection.Tags.Contains);
        var points = new List<PointSpec>();
        foreach (IRealisation r in Chosen(item, benchmark, selection.Devices))
        {
            List<PointSpec> product = Product(benchmark, r, item); // a mistake is found even where it is not selected
            if (!tagged || !selection.Matches(benchmark.Name, r.Name))
                continue;
            used.UnionWith(benchmark.Axes.Concat(r.Axes).Concat(LinkAxes.All).Select(a => a.Name));
            points.AddRange(product);
        }

        return points;
    }

    /// <summary>The ways of doing it that a case may mean, on a node that has all devices.</summary>
    /// <exception cref="BadInputException">there is none of that name</exception>
    internal IRealisation[] Meant(SuiteCase item, IBenchmark benchmark) =>
        Chosen(item, benchmark, Selection.Everything.Devices);

    /// <summary>The ways of doing it that a case asks for: by their names, by what they run on, or all that there are
    /// processors and accelerators for.</summary>
    private IRealisation[] Chosen(SuiteCase item, IBenchmark benchmark, Func<string, DeviceKind?> devices)
    {
        IRealisation[] all = [.. catalog.RealisationsOf(benchmark)];
        IEnumerable<IRealisation> On(DeviceKind? only) => all.Where(r => IsOn(r, only, devices));
        if (item.Realisations.Count == 0)
            return [.. all.Where(r => r is not IOnDevice), .. On(DeviceKind.Accelerator)];
        return [.. item.Realisations.SelectMany(name => name.Text switch
        {
            SuiteCase.OnDevice => On(null),
            SuiteCase.OnAccelerator => On(DeviceKind.Accelerator),
            _ => [Array.Find(all, r => r.Name == name.Text)
                ?? throw Unknown(name, $"realisation of {benchmark.Name}", all.Select(r => r.Name))],
        }).Distinct()];
    }

    private static bool IsOn(INamed item, DeviceKind? only, Func<string, DeviceKind?> devices) =>
        item is IOnDevice on && devices(on.Runtime) is { } kind && (only is null || kind == only);

    private List<PointSpec> Product(IBenchmark benchmark, IRealisation realisation, SuiteCase item)
    {
        List<IReadOnlyList<KeyValuePair<string, string>>> rows = [[]];
        string? size = Series.SizeOf(benchmark);
        string[] named = [.. item.Axes.Concat(selection.Axes).Select(a => a.Axis.Text)];
        foreach (Axis axis in Axis.Of(benchmark, realisation, named))
        {
            rows = [.. rows.SelectMany(row => Values(axis, item, axis.Name == size, Playing(row))
                .Select(v => (IReadOnlyList<KeyValuePair<string, string>>)[.. row, new(axis.Name, v)]))];
        }

        return [.. rows.Select(row => new PointSpec(benchmark.Name, realisation.Name, row))];
    }

    /// <summary>How many play, where the point is one of a tournament.</summary>
    private int Playing(IReadOnlyList<KeyValuePair<string, string>> row) => Players.CountOf(
        row.Where(v => v.Key == Players.Axis).Select(v => v.Value).FirstOrDefault(), ranks, nodes);

    private IReadOnlyList<string> Values(Axis axis, SuiteCase item, bool isSize, int players)
    {
        IReadOnlyList<Located>? written = selection.Axes.LastOrDefault(a => a.Axis.Text == axis.Name)?.Values;
        if (written is null && isSize && selection.Sizes is not null)
            written = [selection.Sizes];
        written ??= item.Axes.FirstOrDefault(a => a.Axis.Text == axis.Name)?.Values;
        if (written is null && axis.Values[0] != Axis.All)
            return [axis.Values[0]];
        return [.. (written ?? [new(Axis.All, axis.Name)]).SelectMany(v => Read(axis, v, players)).Distinct()];
    }

    /// <summary>The values of an axis that one text stands for.</summary>
    /// <exception cref="BadInputException">it can't be read</exception>
    internal IEnumerable<string> Read(Axis axis, Located value) => Read(axis, value, ranks);

    private IEnumerable<string> Read(Axis axis, Located value, int players)
    {
        if (axis.AllOn is not null && value.Text == Axis.All)
            return axis.AllOn(players).Select(v => v.ToString(CultureInfo.InvariantCulture));
        if (axis.IsNumber)
        {
            try
            {
                return Quantity.Range(value.Text).Select(v => v.ToString(CultureInfo.InvariantCulture));
            }
            catch (FormatException e)
            {
                throw value.Bad($"{axis.Name}: {e.Message}");
            }
        }

        string[] names = value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names)
        {
            bool fits = name.All(c => !char.IsWhiteSpace(c));
            if (!fits || (axis.Name == Point.PrecisionAxis && catalog.Precisions.All(p => p.Name != name)))
                throw Unknown(value with { Text = name }, axis.Name, catalog.Precisions.Select(p => p.Name));
        }

        return axis.PartKind is null ? names : names.SelectMany(n => Parts(axis.PartKind, n));
    }

    /// <summary>The parts that a name, or a word for devices, stands for.</summary>
    private IEnumerable<string> Parts(string kind, string name) => name switch
    {
        SuiteCase.OnDevice => PartsOn(kind, null),
        SuiteCase.OnAccelerator => PartsOn(kind, DeviceKind.Accelerator),
        _ => [name],
    };

    private IEnumerable<string> PartsOn(string kind, DeviceKind? only) =>
        catalog.AllParts.Where(p => p.Kind == kind && IsOn(p, only, selection.Devices)).Select(p => p.Name);

    private static void RequireSize(ScalingKey scaling, IBenchmark benchmark)
    {
        string[] numbers = [.. benchmark.Axes.Where(a => a.IsNumber && !a.OnRequest).Select(a => a.Name)];
        if (scaling.Axis is { } axis && !numbers.Contains(axis.Text))
            throw Unknown(axis, $"axis of numbers of {benchmark.Name}", numbers);
        if (scaling.Axis is null && Series.SizeOf(benchmark) is null)
            throw scaling.Where.Bad($"{benchmark.Name} has no size that could grow; write axis: NAME or mode: strong");
    }

    internal static BadInputException Unknown(Located name, string what, IEnumerable<string> known) =>
        name.Bad($"no {what} is called '{name}'; {Nearest.Hint(name.Text, known)}");
}
