using System.Text.Json;
using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>One axis as a column of a case.</summary>
/// <param name="Name">the axis</param>
/// <param name="Unit">its unit</param>
/// <param name="Role">identity or context, in lower case</param>
/// <param name="Column">the dataset, whose name differs where the axis' is taken or has odd characters</param>
internal sealed record ParameterColumn(string Name, string Unit, string Role, string Column);

/// <summary>The axes of a case's points, one column each: whole numbers where all values are, else texts.</summary>
internal static class ParameterColumns
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the columns and, in order, their description as <c>params_json</c>.</summary>
    /// <returns>What a plot has on its axis: the one column that varies, if it is of numbers, else the scale.</returns>
    public static string Write(SectionWriter writer, H5Dataset scale, IReadOnlyList<PointRecord> points)
    {
        var varying = new List<string>();
        var columns = new List<ParameterColumn>();
        foreach (var axis in points.SelectMany(p => p.Parameters).DistinctBy(Key))
        {
            string role = axis.Role.ToString().ToLowerInvariant();
            string column = FreeName(writer.Group, axis.Name);
            columns.Add(new ParameterColumn(axis.Name, axis.Unit, role, column));
            string[] values = [.. points.Select(p => ValueOf(p, axis))];
            long[]? numbers = Whole(values);
            if (values.Distinct().Skip(1).Any())
            {
                varying.Add(numbers is null ? "" : column);
            }
            if (numbers is not null)
            {
                writer.Column(scale, column, axis.Unit, $"axis {axis.Name}", numbers);
            }
            else
            {
                writer.Column(scale, column, $"axis {axis.Name}, empty where a point has none", values);
            }
            using H5Dataset dataset = writer.Group.OpenDataset(column);
            dataset.SetAttribute("role", role);
        }
        writer.Group.SetAttribute("params_json", JsonSerializer.Serialize(columns, Json));
        return varying is [{ Length: > 0 } only] ? only : "point";
    }

    /// <summary>Reads every point's parameters.</summary>
    public static IReadOnlyList<Parameter>[] Read(SectionReader reader, int count)
    {
        ParameterColumn[] columns =
            JsonSerializer.Deserialize<ParameterColumn[]>(reader.Group.GetText("params_json"), Json) ?? [];
        var points = new List<Parameter>[reader.Budget.Take(count, 64, "params_json")];
        for (int i = 0; i < count; i++)
        {
            points[i] = new List<Parameter>(columns.Length);
        }
        foreach (ParameterColumn c in columns)
        {
            if (!Enum.TryParse(c.Role, ignoreCase: true, out Role role)
                || c.Name is null || c.Unit is null || c.Column is null)
            {
                throw new FormatException($"params_json: axis '{c.Name}' with the role '{c.Role}' cannot be read");
            }
            string[] values = reader.AnyColumn(c.Column, count);
            reader.Budget.Take(count, 64, c.Name);
            for (int i = 0; i < count; i++)
            {
                if (values[i].Length > 0)
                {
                    points[i].Add(new Parameter(c.Name, c.Unit, role, values[i]));
                }
            }
        }
        return points;
    }

    /// <summary>Order of points by their parameters, numbers by value, so that columns can be plotted.</summary>
    public static int Compare(PointRecord a, PointRecord b)
    {
        int shared = Math.Min(a.Parameters.Count, b.Parameters.Count);
        for (int i = 0; i < shared; i++)
        {
            string left = a.Parameters[i].Value, right = b.Parameters[i].Value;
            int order = long.TryParse(left, out long x) && long.TryParse(right, out long y)
                ? x.CompareTo(y)
                : string.CompareOrdinal(left, right);
            if (order != 0)
            {
                return order;
            }
        }
        return (a.Parameters.Count, a.Nodes, a.Ranks, a.Order)
            .CompareTo((b.Parameters.Count, b.Nodes, b.Ranks, b.Order));
    }

    private static (string Name, string Unit, Role Role) Key(Parameter p) => (p.Name, p.Unit, p.Role);

    private static string ValueOf(PointRecord point, Parameter axis) =>
        point.Parameters.FirstOrDefault(p => Key(p) == Key(axis))?.Value ?? "";

    private static long[]? Whole(string[] values)
    {
        var numbers = new long[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!long.TryParse(values[i], out numbers[i]) || numbers[i].ToString() != values[i])
            {
                return null;
            }
        }
        return numbers;
    }

    private static string FreeName(H5Group group, string axis)
    {
        string plain = string.Concat(axis.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        string name = plain;
        for (int i = 0; group.Exists(name); i++)
        {
            name = i == 0 ? $"param_{plain}" : $"param_{plain}_{i + 1}";
        }
        return name;
    }
}
