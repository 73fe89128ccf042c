using System.Reflection;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>A name in a suite, on the command line or in a file that nothing answers to.</summary>
/// <param name="message">what was asked for and what there is</param>
public sealed class UnknownNameException(string message) : Exception(message);

/// <summary>Every benchmark, realisation, part and precision of some assemblies. Sorted by name, so that every rank has
/// the same order. A new one is a new file: this class finds it.</summary>
public sealed class Catalog
{
    private readonly SortedDictionary<string, IBenchmark> _benchmarks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Precision> _precisions = new(StringComparer.Ordinal);
    private readonly List<IRealisation> _realisations = [];
    private readonly List<IPart> _parts = [];

    /// <summary>Finds what the assemblies hold.</summary>
    public Catalog(params Assembly[] assemblies)
    {
        foreach (Type type in assemblies.SelectMany(a => a.GetTypes()))
        {
            if (type.IsAbstract || type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
                continue;
            if (typeof(IBenchmark).IsAssignableFrom(type))
                Add(_benchmarks, Make<IBenchmark>(type), b => b.Name);
            else if (typeof(IRealisation).IsAssignableFrom(type))
                _realisations.Add(Make<IRealisation>(type));
            else if (typeof(IPart).IsAssignableFrom(type))
                _parts.Add(Make<IPart>(type));
            else if (typeof(Precision).IsAssignableFrom(type))
                Add(_precisions, Make<Precision>(type), p => p.Name);
        }

        _realisations.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        _parts.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
    }

    /// <summary>All benchmarks, by name.</summary>
    public IReadOnlyCollection<IBenchmark> Benchmarks => _benchmarks.Values;

    /// <summary>All precisions, by name.</summary>
    public IReadOnlyCollection<Precision> Precisions => _precisions.Values;

    /// <summary>All parts, by name.</summary>
    public IReadOnlyList<IPart> AllParts => _parts;

    /// <summary>Ways of doing what a benchmark asks, by name.</summary>
    public IEnumerable<IRealisation> RealisationsOf(IBenchmark benchmark) =>
        _realisations.Where(r => r.Realises(benchmark));

    /// <summary>The benchmark of this name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public IBenchmark Benchmark(string name) =>
        _benchmarks.TryGetValue(name, out IBenchmark? found)
            ? found
            : throw Unknown("benchmark", name, _benchmarks.Keys);

    /// <summary>The realisation of this name of a benchmark.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public IRealisation Realisation(IBenchmark benchmark, string name) =>
        RealisationsOf(benchmark).FirstOrDefault(r => r.Name == name)
        ?? throw Unknown($"realisation of {benchmark.Name}", name, RealisationsOf(benchmark).Select(r => r.Name));

    /// <summary>The precision of this name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public Precision Precision(string name) =>
        _precisions.TryGetValue(name, out Precision? found)
            ? found
            : throw Unknown("precision", name, _precisions.Keys);

    /// <summary>The parts of one kind, by name.</summary>
    public IEnumerable<Part<T>> Parts<T>()
        where T : class => _parts.OfType<Part<T>>();

    /// <summary>The part of this kind and name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public Part<T> Part<T>(string name)
        where T : class =>
        Parts<T>().FirstOrDefault(p => p.Name == name) ?? throw Unknown("part", name, Parts<T>().Select(p => p.Name));

    /// <summary>Gives every axis a value: the spec's, else the axis's first default.</summary>
    /// <exception cref="UnknownNameException">the spec names what there is not</exception>
    public Job Bind(PointSpec spec, int ranks)
    {
        IBenchmark benchmark = Benchmark(spec.Benchmark);
        IRealisation realisation = Realisation(benchmark, spec.Realisation);
        List<Axis> axes = [.. benchmark.Axes, .. realisation.Axes];
        foreach ((string name, _) in spec.Values)
            if (!axes.Exists(a => a.Name == name))
                throw Unknown($"axis of {spec.CaseName}", name, axes.Select(a => a.Name));
        var parameters = new List<Parameter>(axes.Count);
        foreach (Axis axis in axes)
        {
            string? given = spec.Values.Where(v => v.Key == axis.Name).Select(v => v.Value).LastOrDefault();
            parameters.Add(new(axis.Name, axis.Unit, axis.Role, given ?? axis.Values[0]));
        }

        return realisation.Bind(benchmark, new Point(parameters, this), ranks);
    }

    private static T Make<T>(Type type) => (T)Activator.CreateInstance(type)!;

    private static void Add<T>(SortedDictionary<string, T> to, T item, Func<T, string> name)
    {
        if (!to.TryAdd(name(item), item))
            throw new InvalidOperationException(
                $"two things are called '{name(item)}': {to[name(item)]!.GetType()}, {item!.GetType()}");
    }

    private static UnknownNameException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"no {what} is called '{name}'; there is {string.Join(", ", known)}");
}
