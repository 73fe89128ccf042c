using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>The facts of a case's points: the group <c>facts</c>, one column each, of numbers where they have a unit,
/// else of texts. No group where there are none, and in files before 1.2.</summary>
internal static class FactColumns
{
    private const string Group = "facts";

    // More would be no facts of a point but a table.
    private const int Most = 100;

    /// <summary>Writes the columns. A point without the fact has NaN, or an empty text.</summary>
    /// <exception cref="ArgumentException">a fact has several units</exception>
    public static void Write(SectionWriter writer, H5Dataset scale, IReadOnlyList<PointRecord> points)
    {
        (string Name, string Unit)[] columns =
            [.. points.SelectMany(p => p.Facts).Select(f => (f.Name, f.Unit)).Distinct()];
        if (columns.Length == 0)
            return;
        if (columns.DistinctBy(c => c.Name).Count() < columns.Length)
            throw new ArgumentException("a fact has one unit at all points of a case");
        using H5Group group = writer.Group.CreateGroup(Group);
        foreach ((string name, string unit) in columns)
        {
            PointFact?[] facts = [.. points.Select(p => p.Facts.FirstOrDefault(f => f.Name == name))];
            if (unit.Length > 0)
                writer.Column(group, scale, name, unit, "", facts.Select(f => f?.Number ?? double.NaN));
            else
                writer.Column(group, scale, name, "", facts.Select(f => f?.Value ?? ""));
        }
    }

    /// <summary>Reads every point's facts, in the order of their names.</summary>
    public static IReadOnlyList<PointFact>[] Read(SectionReader reader, int count)
    {
        var points = new List<PointFact>[reader.Budget.Take(count, 64, Group)];
        for (int i = 0; i < count; i++)
            points[i] = [];
        if (!reader.Group.Exists(Group))
            return points;
        using H5Group group = reader.Group.OpenGroup(Group);
        var inner = new SectionReader(group, reader.Budget);
        foreach (H5Link link in group.Links(Most))
        {
            (string unit, string[] values) = inner.NumbersOrTexts(link.Name, count);
            reader.Budget.Take(count, 64, link.Name);
            for (int i = 0; i < count; i++)
            {
                if (values[i].Length > 0)
                    points[i].Add(new PointFact(link.Name, unit, values[i]));
            }
        }

        return points;
    }
}
