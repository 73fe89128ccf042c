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
    private readonly List<IBenchmark> _benchmarks = [];
    private readonly List<Precision> _precisions = [];
    private readonly List<IRealisation> _realisations = [];
    private readonly List<IPart> _parts = [];

    /// <summary>Finds what the assemblies hold.</summary>
    /// <exception cref="InvalidOperationException">two benchmarks or two precisions have one name</exception>
    public Catalog(params Assembly[] assemblies)
    {
        foreach (Assembly assembly in assemblies)
            foreach (Type type in assembly.GetTypes())
                if (!type.IsAbstract && !type.ContainsGenericParameters && typeof(INamed).IsAssignableFrom(type))
                    Add((INamed)Activator.CreateInstance(type)!);
        _benchmarks.Sort(ByName);
        _precisions.Sort(ByName);
        _realisations.Sort(ByName);
        _parts.Sort(ByName);
        RefuseTwins(_benchmarks);
        RefuseTwins(_precisions);
    }

    /// <summary>All benchmarks, by name.</summary>
    public IReadOnlyList<IBenchmark> Benchmarks => _benchmarks;

    /// <summary>All precisions, by name.</summary>
    public IReadOnlyList<Precision> Precisions => _precisions;

    /// <summary>All parts, by name.</summary>
    public IReadOnlyList<IPart> AllParts => _parts;

    /// <summary>Ways of doing what a benchmark asks, by name.</summary>
    public IEnumerable<IRealisation> RealisationsOf(IBenchmark benchmark) =>
        _realisations.Where(r => r.Realises(benchmark));

    /// <summary>The benchmark of this name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public IBenchmark Benchmark(string name) => Find(_benchmarks, "benchmark", name);

    /// <summary>The realisation of this name of a benchmark.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public IRealisation Realisation(IBenchmark benchmark, string name) =>
        Find(RealisationsOf(benchmark), $"realisation of {benchmark.Name}", name);

    /// <summary>Realisations and parts that work on devices.</summary>
    public IEnumerable<IOnDevice> OnDevices => _realisations.OfType<IOnDevice>().Concat(_parts.OfType<IOnDevice>());

    /// <summary>The precision of this name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public Precision Precision(string name) => Find(_precisions, "precision", name);

    /// <summary>The parts of one kind, by name.</summary>
    public IEnumerable<Part<T>> Parts<T>()
        where T : class => _parts.OfType<Part<T>>();

    /// <summary>The part of this kind and name.</summary>
    /// <exception cref="UnknownNameException">there is none</exception>
    public Part<T> Part<T>(string name)
        where T : class => Find(Parts<T>(), "part", name);

    /// <summary>Gives every axis a value: the spec's, else the axis's first default.</summary>
    /// <param name="spec">what is to be measured</param>
    /// <param name="ranks">how many measure it</param>
    /// <param name="nodeOfRank">the node of each of them; null where all are on one, or it is not known yet</param>
    /// <exception cref="UnknownNameException">the spec names what there is not</exception>
    public Job Bind(PointSpec spec, int ranks, IReadOnlyList<int>? nodeOfRank = null)
    {
        IBenchmark benchmark = Benchmark(spec.Benchmark);
        IRealisation realisation = Realisation(benchmark, spec.Realisation);
        string[] named = [.. spec.Values.Select(v => v.Key)];
        List<Axis> axes = [.. Axis.Of(benchmark, realisation, named)];
        foreach ((string name, _) in spec.Values)
            if (!axes.Exists(a => a.Name == name))
                throw Unknown($"axis of {spec.CaseName}", name, axes.Select(a => a.Name));
        var parameters = new List<Parameter>(axes.Count);
        foreach (Axis axis in axes)
        {
            parameters.Add(new(axis.Name, axis.Unit, axis.Role, spec[axis.Name] ?? axis.Values[0]));
        }

        return realisation.Bind(benchmark, new Point(parameters, this) { NodeOfRank = nodeOfRank ?? [] }, ranks);
    }

    private void Add(INamed item)
    {
        switch (item)
        {
            case IBenchmark benchmark:
                _benchmarks.Add(benchmark);
                break;
            case Precision precision:
                _precisions.Add(precision);
                break;
            case IRealisation realisation:
                _realisations.Add(realisation);
                break;
            case IPart part:
                _parts.Add(part);
                break;
        }
    }

    private static int ByName(INamed a, INamed b) => string.CompareOrdinal(a.Name, b.Name);

    /// <summary>Realisations and parts may share a name where they are of different kinds; these may not.</summary>
    private static void RefuseTwins(IReadOnlyList<INamed> sorted)
    {
        for (int i = 1; i < sorted.Count; i++)
            if (sorted[i].Name == sorted[i - 1].Name)
                throw new InvalidOperationException(
                    $"two things are called '{sorted[i].Name}': {sorted[i - 1].GetType()}, {sorted[i].GetType()}");
    }

    private static T Find<T>(IEnumerable<T> among, string what, string name)
        where T : class, INamed =>
        among.FirstOrDefault(i => i.Name == name) ?? throw Unknown(what, name, among.Select(i => i.Name));

    private static UnknownNameException Unknown(string what, string name, IEnumerable<string> known) =>
        new($"no {what} is called '{name}'; there is {string.Join(", ", known)}");
}
