using System.Text.Json;
using HaiEnd.Mpi.Bindings.Hdf5;
using HaiEnd.Mpi.Bindings.Topology;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>A sealed result file. docs/result-file.md describes it.</summary>
public static class ResultFile
{
    /// <summary>What reading one file may allocate, unless the caller says otherwise [byte].</summary>
    public const long DefaultMaxBytes = 4L << 30;

    private const int MaxCases = 10_000;

    /// <summary>Reads a result file. Sizes and types are checked before anything is allocated.</summary>
    /// <param name="path">the file</param>
    /// <param name="samples">false leaves the tables of samples out: much faster, and enough where figures are</param>
    /// <param name="maxBytes">the most memory that its content may take [byte]</param>
    /// <returns>The launch, and its points in the order in which they were measured.</returns>
    /// <exception cref="ResultFileException">Not a result, damaged, too large, or of a newer major.</exception>
    /// <exception cref="DllNotFoundException">There is no libhdf5; the text says how to get one.</exception>
    public static (RunRecord Run, IReadOnlyList<PointRecord> Points) Read(
        string path, bool samples = true, long maxBytes = DefaultMaxBytes) => Guard(path, () =>
    {
        using H5File file = H5File.OpenRead(path);
        RunSection.CheckVersion(file);
        var budget = new ReadBudget(maxBytes);
        return (RunSection.Read(file, budget), ReadCases(file, c => c.Read(samples), derived: true, budget));
    });

    /// <summary>Reads a result file for analysis: each point's figures are computed from its samples by
    /// <paramref name="reduce"/>, which leaves few of them; the figures that the file states are ignored.</summary>
    /// <param name="path">the file</param>
    /// <param name="reduce">gets a point with its times, one after another, so that only one is in memory whole</param>
    /// <param name="maxBytes">the most memory that its content may take at once [byte]</param>
    /// <returns>The launch, of its topologies what processors share, and its points in the order in which they were
    /// measured.</returns>
    /// <exception cref="ResultFileException">Not a result, damaged, too large, or of a newer major.</exception>
    /// <exception cref="DllNotFoundException">There is no libhdf5; the text says how to get one.</exception>
    public static (RunRecord Run, IReadOnlyList<PointRecord> Points) ReadReduced(
        string path, Func<PointRecord, PointRecord> reduce, long maxBytes) => Guard(path, () =>
    {
        using H5File file = H5File.OpenRead(path);
        RunSection.CheckVersion(file);
        var budget = new ReadBudget(maxBytes);
        RunRecord run = RunSection.Read(file, budget);
        run = run with
        {
            Topologies = run.Topologies.Select(t => (t.Key, Text: NodeMap.Parse(t.Value).ToString()))
                .Where(t => t.Text.Length > 0).ToDictionary(t => t.Key, t => t.Text),
        };
        return (run, ReadCases(file, c => c.ReadReduced(reduce), derived: false, budget));
    });

    /// <summary>Reads the one point of a part.</summary>
    internal static PointRecord ReadPart(string path) => Guard(path, () =>
    {
        using H5File file = H5File.OpenRead(path);
        var budget = new ReadBudget(DefaultMaxBytes);
        return ReadCases(file, c => c.Read(tables: true), derived: true, budget) is [PointRecord point]
            ? point
            : throw new FormatException("it is not the part of one point");
    });

    /// <summary>Writes the part of one point, without giving it its final name.</summary>
    internal static void WritePart(string path, PointRecord point)
    {
        using H5File file = H5File.Create(path);
        using (H5Group results = file.CreateGroup("results"))
        {
            WriteCase(results, "point", [Outline.Of(point)], _ => point);
        }
        file.Close();
    }

    /// <summary>Writes a file, without giving it its final name.</summary>
    /// <param name="path">must not exist</param>
    /// <param name="run">the launch</param>
    /// <param name="points">without their tables</param>
    /// <param name="load">gets a point's tables; called once for each</param>
    internal static void Write(
        string path, RunRecord run, IReadOnlyList<Outline> points, Func<Outline, PointRecord> load)
    {
        using H5File file = H5File.Create(path);
        RunSection.Write(file, run);
        WriteCases(file, points, load);
        file.Close();
    }

    private static void WriteCases(H5File file, IReadOnlyList<Outline> points, Func<Outline, PointRecord> load)
    {
        using H5Group results = file.CreateGroup("results");
        results.SetAttribute("NX_class", "NXentry");
        foreach (var group in points.GroupBy(p => Identity(p.Point.Case)))
        {
            Outline[] rows = [.. group.Order(Comparer<Outline>.Create(
                (a, b) => ParameterColumns.Compare(a.Point, b.Point)))];
            string name = FreeName(results, rows[0].Point.Case.Name);
            if (!results.HasAttribute("default"))
            {
                results.SetAttribute("default", name);
            }
            WriteCase(results, name, rows, load);
        }
    }

    private static void WriteCase(H5Group results, string name, Outline[] rows, Func<Outline, PointRecord> load)
    {
        using var writer = new CaseWriter(results, name, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            writer.WriteTables(i, load(rows[i]));
        }
        writer.Complete();
    }

    private static IReadOnlyList<PointRecord> ReadCases(
        H5File file, Func<CaseReader, IEnumerable<PointRecord>> read, bool derived, ReadBudget budget)
    {
        using H5Group results = file.OpenGroup("results");
        var points = new List<PointRecord>();
        foreach (H5Link link in results.Links(MaxCases))
        {
            using H5Group group = results.OpenGroup(link.Name);
            using var reader = new CaseReader(group, budget, derived);
            points.AddRange(read(reader));
        }
        return [.. points.OrderBy(p => p.Order)];
    }

    // A case that changes within a run (its metric by parameter, say) is kept as two groups rather than mixed.
    private static string Identity(CaseInfo c) => JsonSerializer.Serialize(c);

    private static string FreeName(H5Group results, string name)
    {
        string plain = name.Replace('/', '_');
        string free = plain;
        for (int i = 2; results.Exists(free); i++)
        {
            free = $"{plain}@{i}";
        }
        return free;
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or FormatException or OverflowException or JsonException
            or ArgumentException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, e.Message, e);
        }
    }
}
