using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>
/// What one file may take of the memory. Everything is asked for before it is allocated, since the sizes that a file
/// states may be anything.
/// </summary>
internal sealed class ReadBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes memory for <paramref name="count"/> values of <paramref name="size"/> bytes each.</summary>
    public int Take(long count, int size, string what)
    {
        if (count < 0 || count > Array.MaxLength || count * size > _left)
        {
            throw new FormatException($"{what} asks for {count} values of {size} bytes, more than the limit allows");
        }
        _left -= count * size;
        return (int)count;
    }

    /// <summary>Gives memory back.</summary>
    public void Give(long count, int size) => _left += count * size;
}

/// <summary>Reads one group of a file that may be hostile.</summary>
internal sealed class SectionReader(H5Group group, ReadBudget budget)
{
    /// <summary>The group.</summary>
    public H5Group Group => group;

    /// <summary>The memory left.</summary>
    public ReadBudget Budget => budget;

    /// <summary>The length of a one-dimensional dataset.</summary>
    public long Length(string name)
    {
        using H5Dataset dataset = group.OpenDataset(name);
        return dataset.Dimensions.Count == 1
            ? dataset.Dimensions[0]
            : throw new FormatException($"{name} has {dataset.Dimensions.Count} dimensions, not 1");
    }

    /// <summary>Numbers over one dimension.</summary>
    public T[] Column<T>(string name, long length)
        where T : unmanaged
    {
        using H5Dataset dataset = Open(name, [length]);
        var values = new T[budget.Take(length, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), name)];
        dataset.Read<T>(values, [0], [length]);
        return values;
    }

    /// <summary>Texts over one dimension.</summary>
    public string[] Texts(string name, long length)
    {
        using H5Dataset dataset = Open(name, [length]);
        return Texts(dataset, name, length);
    }

    /// <summary>Texts over one dimension; empty where the file has none of this name.</summary>
    public string[] TextsOrNone(string name) => group.Exists(name) ? Texts(name, Length(name)) : [];

    /// <summary>One text.</summary>
    public string Text(string name)
    {
        using H5Dataset dataset = Open(name, []);
        return Texts(dataset, name, 1)[0];
    }

    /// <summary>A column of parameters, whatever its type, as texts.</summary>
    public string[] AnyColumn(string name, long length)
    {
        using H5Dataset dataset = Open(name, [length]);
        return dataset.Element == H5Element.Int64
            ? Array.ConvertAll(Column<long>(name, length), v => v.ToString())
            : Texts(dataset, name, length);
    }

    /// <summary>A column of facts: numbers with their unit, NaN as an empty text, or texts without one.</summary>
    public (string Unit, string[] Values) NumbersOrTexts(string name, long length)
    {
        using H5Dataset dataset = Open(name, [length]);
        return dataset.Element == H5Element.Float64
            ? (dataset.GetText("units"), Array.ConvertAll(
                Column<double>(name, length), v => double.IsNaN(v) ? "" : PointFact.Of(name, "", v).Value))
            : ("", Texts(dataset, name, length));
    }

    /// <summary>Opens a dataset that must have this shape.</summary>
    public H5Dataset Open(string name, ReadOnlySpan<long> dims)
    {
        H5Dataset dataset = group.OpenDataset(name);
        if (dims.SequenceEqual([.. dataset.Dimensions]))
        {
            return dataset;
        }
        string found = string.Join(" x ", dataset.Dimensions);
        dataset.Dispose();
        throw new FormatException($"{name} is {found}, not {string.Join(" x ", dims.ToArray())}");
    }

    private string[] Texts(H5Dataset dataset, string name, long length)
    {
        // An address, a reference and an empty string object are what one text costs besides its characters.
        budget.Take(length, 64, name);
        budget.Take(dataset.TextBytes(), 2, name);
        return dataset.ReadTexts();
    }
}
