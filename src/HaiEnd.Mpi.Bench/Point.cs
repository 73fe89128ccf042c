using System.Globalization;
using HaiEnd.Mpi.Numerics;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Bench;

/// <summary>What to measure, as text: a realisation of a benchmark, the ranks that measure it, and a value for each
/// axis that is not left at its default. This is what crosses ranks and stands in plans.</summary>
/// <param name="Benchmark">name</param>
/// <param name="Realisation">name</param>
/// <param name="Values">axis to value</param>
/// <param name="Ranks">the first so many of the launch; 0 for all</param>
/// <param name="Series">the scaling series that it belongs to, comma separated; empty for none</param>
public sealed record PointSpec(
    string Benchmark, string Realisation, IReadOnlyList<KeyValuePair<string, string>> Values, int Ranks = 0,
    string Series = "")
{
    /// <summary>One line: <c>benchmark.realisation@ranks/series axis=value axis=value</c>; ranks and series only where
    /// there are some.</summary>
    public override string ToString() => string.Join(' ', (IEnumerable<string>)[
        CaseName + (Ranks > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{Ranks}") : "")
        + (Series.Length > 0 ? $"/{Series}" : ""), .. Values.Select(v => $"{v.Key}={v.Value}")]);

    /// <summary><c>benchmark.realisation</c></summary>
    public string CaseName => $"{Benchmark}.{Realisation}";

    /// <summary>The value of an axis, or null.</summary>
    public string? this[string axis] => Values.Where(v => v.Key == axis).Select(v => v.Value).LastOrDefault();

    /// <summary>The same with another value of an axis.</summary>
    public PointSpec With(string axis, long value) => this with
    {
        Values = [.. Values.Select(v =>
            v.Key == axis ? new(axis, value.ToString(CultureInfo.InvariantCulture)) : v)],
    };

    /// <summary>The point that a record is of, with its ranks and its series.</summary>
    public static PointSpec Of(PointRecord point) => new(
        point.Case.Benchmark, point.Case.Realisation,
        [.. point.Parameters.Select(p => new KeyValuePair<string, string>(p.Name, p.Value))],
        point.Ranks, point.Scaling);

    /// <summary>The inverse of <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException">the text is not of that form</exception>
    public static PointSpec Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int dot = words.Length == 0 ? -1 : words[0].IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
            throw new FormatException($"'{text}' does not begin with benchmark.realisation");
        var values = new List<KeyValuePair<string, string>>();
        foreach (string word in words.AsSpan(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException($"'{word}' in '{text}' is not axis=value");
            values.Add(new(word[..equals], word[(equals + 1)..]));
        }

        string[] first = words[0].Split('/', 2), place = first[0].Split('@', 2);
        int ranks = 0;
        bool fits = place.Length == 1
            || (int.TryParse(place[1], NumberStyles.None, CultureInfo.InvariantCulture, out ranks) && ranks > 0);
        return fits
            ? new(place[0][..dot], place[0][(dot + 1)..], values, ranks, first.Length == 1 ? "" : first[1])
            : throw new FormatException($"'{place[1]}' in '{text}' is no number of ranks");
    }
}

/// <summary>A value for every axis of a benchmark and of one of its realisations.</summary>
/// <param name="parameters">in the order of the axes</param>
/// <param name="catalog">where names of precisions are looked up</param>
public sealed class Point(IReadOnlyList<Parameter> parameters, Catalog catalog)
{
    /// <summary>Name of the axis whose values are precisions.</summary>
    public const string PrecisionAxis = "precision";

    /// <summary>Every axis with its value.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>The node of each rank, or of more, numbered from 0; empty where all are on one.</summary>
    public IReadOnlyList<int> NodeOfRank { get; init; } = [];

    /// <summary>The node of a rank.</summary>
    public int NodeOf(int rank) => NodeOfRank.Count > 0 ? NodeOfRank[rank] : 0;

    /// <summary>The value of an axis.</summary>
    /// <exception cref="KeyNotFoundException">there is no such axis</exception>
    public string this[string axis] =>
        Find(axis) ?? throw new KeyNotFoundException($"no axis '{axis}' at this point");

    /// <summary>The value of an axis of whole numbers.</summary>
    public long Number(string axis) => long.Parse(this[axis], CultureInfo.InvariantCulture);

    /// <summary>The value of an axis; null where there is no such axis.</summary>
    public string? Find(string axis)
    {
        foreach (Parameter p in parameters)
            if (p.Name == axis)
                return p.Value;
        return null;
    }

    /// <summary>The precision at this point.</summary>
    /// <exception cref="ArgumentException">it is one of matrix units</exception>
    public Precision Precision => ProductPrecision is var p && p.Formats.Compute != ElementKind.Tf32
        && !p.Formats.Store.IsFp8()
        ? p
        : throw new ArgumentException($"{p.Name} is for products of matrices alone");

    /// <summary>The precision at this point, for products of matrices.</summary>
    public Precision ProductPrecision => catalog.Precision(this[PrecisionAxis]);

    /// <summary>The precision at this point, for work on numbers that have fractions.</summary>
    /// <exception cref="ArgumentException">it is one of whole numbers</exception>
    public Precision FloatingPoint => Precision is var p && !p.Formats.Store.IsWhole()
        ? p
        : throw new ArgumentException($"this work needs numbers with fractions, {p.Name} has none");
}
