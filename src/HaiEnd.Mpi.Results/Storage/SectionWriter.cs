using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Writes one group: its dimension scales, and columns and tables over them.</summary>
internal sealed class SectionWriter(H5Group group) : IDisposable
{
    private readonly DimensionScales _names = new();
    private readonly List<IDisposable> _open = [];

    /// <summary>The group.</summary>
    public H5Group Group => group;

    /// <summary>A dimension counted from zero.</summary>
    public H5Dataset Scale(string name, int length, string text)
    {
        H5Dataset scale = Keep(group.CreateDataset(name, [length], 0));
        scale.Write<int>(Enumerable.Range(0, length).ToArray());
        Describe(scale, "1", text);
        _names.Add(scale, name);
        return scale;
    }

    /// <summary>A dimension whose places have names.</summary>
    public H5Dataset Scale(string name, IReadOnlyList<string> values, string text)
    {
        H5Dataset scale = Keep(group.CreateTexts(name, [values.Count]));
        scale.WriteTexts(values);
        Describe(scale, "", text);
        _names.Add(scale, name);
        return scale;
    }

    /// <summary>Numbers over one dimension.</summary>
    public void Column<T>(H5Dataset scale, string name, string unit, string text, IEnumerable<T> values)
        where T : unmanaged => Column(group, scale, name, unit, text, values);

    /// <summary>Numbers of a child group over a dimension of this group.</summary>
    public void Column<T>(
        H5Group child, H5Dataset scale, string name, string unit, string text, IEnumerable<T> values)
        where T : unmanaged
    {
        using H5Dataset column = child.CreateDataset(name, [scale.Dimensions[0]], default(T));
        column.Write<T>(values.ToArray());
        Describe(column, unit, text);
        _names.Attach(column, scale);
    }

    /// <summary>Small numbers that stand for words.</summary>
    public void Flags(H5Dataset scale, string name, string text, string meanings, IEnumerable<sbyte> values)
    {
        using H5Dataset column = group.CreateDataset(name, [scale.Dimensions[0]], (sbyte)0);
        column.Write<sbyte>(values.ToArray());
        Describe(column, "", text);
        int count = meanings.Split(' ').Length;
        column.SetAttribute<sbyte>("flag_values", Enumerable.Range(0, count).Select(i => (sbyte)i).ToArray());
        column.SetAttribute("flag_meanings", meanings);
        _names.Attach(column, scale);
    }

    /// <summary>Texts over one dimension.</summary>
    public void Column(H5Dataset scale, string name, string text, IEnumerable<string> values) =>
        Column(group, scale, name, text, values);

    /// <summary>Texts of a child group over a dimension of this group.</summary>
    public void Column(H5Group child, H5Dataset scale, string name, string text, IEnumerable<string> values)
    {
        using H5Dataset column = child.CreateTexts(name, [scale.Dimensions[0]]);
        column.WriteTexts([.. values]);
        Describe(column, "", text);
        _names.Attach(column, scale);
    }

    /// <summary>An empty table, to be written box by box.</summary>
    /// <param name="name">in the group</param>
    /// <param name="unit">UDUNITS spelling</param>
    /// <param name="text">what it is</param>
    /// <param name="missing">where there is nothing</param>
    /// <param name="chunk">shape of a chunk, cut down to the table's</param>
    /// <param name="scales">one per dimension</param>
    public H5Dataset Table<T>(
        string name, string unit, string text, T missing, ReadOnlySpan<long> chunk,
        params ReadOnlySpan<H5Dataset> scales)
        where T : unmanaged
    {
        var dims = new long[scales.Length];
        var cut = new long[scales.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = scales[i].Dimensions[0];
            cut[i] = Math.Min(dims[i], chunk[i]);
        }
        H5Dataset table = Keep(group.CreateDataset(name, dims, missing, dims.Contains(0) ? [] : cut));
        Describe(table, unit, text);
        table.SetAttribute("_FillValue", missing);
        _names.Attach(table, scales);
        return table;
    }

    /// <summary>One text.</summary>
    public void Text(string name, string value)
    {
        using H5Dataset dataset = group.CreateTexts(name, []);
        dataset.WriteTexts([value]);
    }

    /// <summary>Finishes the scales and closes everything.</summary>
    public void Complete()
    {
        _names.Complete();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.ForEach(o => o.Dispose());
        _open.Clear();
    }

    private static void Describe(H5Dataset dataset, string unit, string text)
    {
        if (unit.Length > 0)
        {
            dataset.SetAttribute("units", unit);
        }
        if (text.Length > 0)
        {
            dataset.SetAttribute("long_name", text);
        }
    }

    private H5Dataset Keep(H5Dataset dataset)
    {
        _open.Add(dataset);
        return dataset;
    }
}
