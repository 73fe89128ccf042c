using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>A dataset of up to four dimensions, row-major: the last index runs fastest.</summary>
public sealed unsafe class H5Dataset : H5Object
{
    /// <summary>The most dimensions a dataset may have.</summary>
    public const int MaxDimensions = 4;

    // A chunk is held in memory whole while it is unpacked; ours are at most 256 KiB.
    private const long MaxChunkElements = 8L << 20;

    internal H5Dataset(H5Handle handle)
        : base(handle)
    {
        using H5Handle space = H5.Own(H5Dget_space(Id));
        using H5Handle type = H5.Own(H5Dget_type(Id));
        Element = H5Types.Classify(type.Id);
        int ndims = H5.Check(H5Sget_simple_extent_ndims(space.Id));
        if (ndims > MaxDimensions)
        {
            throw new Hdf5Exception("opening a dataset", $"it has {ndims} dimensions, more than {MaxDimensions}");
        }
        var dims = new long[ndims];
        fixed (long* p = dims)
        {
            H5.Check(H5Sget_simple_extent_dims(space.Id, (ulong*)p, null));
        }
        Dimensions = dims;
    }

    /// <summary>The shape; empty for one value.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>What the elements are.</summary>
    public H5Element Element { get; }

    /// <summary>Writes the whole dataset.</summary>
    /// <typeparam name="T">sbyte, int, long or double</typeparam>
    /// <exception cref="ArgumentException">There are not as many values as elements.</exception>
    /// <exception cref="Hdf5Exception">The file cannot be written.</exception>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Expect(values.Length, [.. Dimensions]);
        if (values.IsEmpty)
        {
            return;
        }
        fixed (T* p = values)
        {
            H5.Check(H5Dwrite(Id, H5Types.Of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, p));
        }
    }

    /// <summary>Writes a box of the dataset.</summary>
    /// <typeparam name="T">sbyte, int, long or double</typeparam>
    /// <param name="values">row-major, as many as the box has elements</param>
    /// <param name="start">the box's first element</param>
    /// <param name="count">the box's shape</param>
    /// <exception cref="ArgumentException">There are not as many values as the box has elements.</exception>
    /// <exception cref="Hdf5Exception">The box is not inside the dataset, or the file cannot be written.</exception>
    public void Write<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> start, ReadOnlySpan<long> count)
        where T : unmanaged
    {
        Expect(values.Length, count);
        if (values.IsEmpty)
        {
            return;
        }
        using H5Handle file = Box(start, count);
        using H5Handle memory = Simple(count);
        fixed (T* p = values)
        {
            H5.Check(H5Dwrite(Id, H5Types.Of<T>(), memory.Id, file.Id, H5P_DEFAULT, p));
        }
    }

    /// <summary>Writes the whole dataset of texts.</summary>
    /// <exception cref="ArgumentException">There are not as many values as elements.</exception>
    /// <exception cref="Hdf5Exception">The file cannot be written.</exception>
    public void WriteTexts(IReadOnlyList<string> values)
    {
        Expect(values.Count, [.. Dimensions]);
        if (values.Count == 0)
        {
            return;
        }
        var block = new Utf8Block(values);
        fixed (byte* bytes = block.Bytes)
        fixed (nint* addresses = block.Addresses(bytes))
        {
            H5.Check(H5Dwrite(Id, H5Types.Text, H5S_ALL, H5S_ALL, H5P_DEFAULT, addresses));
        }
    }

    /// <summary>Reads a box of the dataset into memory of the caller, who has checked its size.</summary>
    /// <typeparam name="T">sbyte, int, long or double, as it was written</typeparam>
    /// <param name="into">row-major, as many as the box has elements</param>
    /// <param name="start">the box's first element</param>
    /// <param name="count">the box's shape</param>
    /// <exception cref="ArgumentException">There are not as many values as the box has elements.</exception>
    /// <exception cref="Hdf5Exception">Another type, not inside the dataset, or a checksum does not match.</exception>
    public void Read<T>(Span<T> into, ReadOnlySpan<long> start, ReadOnlySpan<long> count)
        where T : unmanaged
    {
        Expect(into.Length, count);
        if (Element != H5Types.ElementOf<T>())
        {
            throw new Hdf5Exception("reading a dataset", $"its elements are {Element}, not {typeof(T).Name}");
        }
        if (into.IsEmpty)
        {
            return;
        }
        using H5Handle file = Box(start, count);
        using H5Handle memory = Simple(count);
        fixed (T* p = into)
        {
            H5.Check(H5Dread(Id, H5Types.Of<T>(), memory.Id, file.Id, H5P_DEFAULT, p));
        }
    }

    /// <summary>Memory that the texts need [byte]; 0 for a single text, which the file's size bounds.</summary>
    /// <exception cref="Hdf5Exception">The elements are not texts.</exception>
    public long TextBytes()
    {
        ExpectTexts();
        using H5Handle space = H5.Own(H5Dget_space(Id));
        ulong size = 0;
        // 1.10 crashes on the dataspace of a single value here.
        if (Dimensions.Count > 0 && Count([.. Dimensions]) > 0)
        {
            H5.Check(H5Dvlen_get_buf_size(Id, H5Types.Text, space.Id, &size));
        }
        return (long)Math.Min(size, long.MaxValue);
    }

    /// <summary>Reads all texts. The caller has checked their number and <see cref="TextBytes"/>.</summary>
    /// <exception cref="Hdf5Exception">The elements are not texts.</exception>
    public string[] ReadTexts()
    {
        ExpectTexts();
        var texts = new string[Count([.. Dimensions])];
        if (texts.Length == 0)
        {
            return texts;
        }
        var addresses = new nint[texts.Length];
        using H5Handle space = H5.Own(H5Dget_space(Id));
        fixed (nint* p = addresses)
        {
            H5.Check(H5Dread(Id, H5Types.Text, H5S_ALL, H5S_ALL, H5P_DEFAULT, p));
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = H5.Utf8((byte*)addresses[i]);
            }
            H5.Check(H5Dvlen_reclaim(H5Types.Text, space.Id, H5P_DEFAULT, p));
        }
        return texts;
    }

    /// <summary>Opens a dataset of a file from elsewhere; refuses data outside the file and huge chunks.</summary>
    internal static H5Dataset Checked(H5Handle handle, string name)
    {
        try
        {
            using H5Handle properties = H5.Own(H5Dget_create_plist(handle.Id));
            int layout = H5.Check(H5Pget_layout(properties.Id));
            ulong* chunk = stackalloc ulong[MaxDimensions];
            int ndims = layout == H5D_CHUNKED ? H5.Check(H5Pget_chunk(properties.Id, MaxDimensions, chunk)) : 0;
            bool plain = layout is H5D_COMPACT or H5D_CONTIGUOUS or H5D_CHUNKED
                && H5.Check(H5Pget_external_count(properties.Id)) == 0
                && ndims <= MaxDimensions
                && Product(new ReadOnlySpan<long>(chunk, ndims)) <= MaxChunkElements;
            return plain
                ? new H5Dataset(handle)
                : throw new Hdf5Exception("opening a dataset", $"{name} is kept outside the file or in huge chunks");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static double Product(ReadOnlySpan<long> dims)
    {
        double product = 1;
        foreach (long d in dims)
        {
            product *= (ulong)d;
        }
        return product;
    }

    private static long Count(ReadOnlySpan<long> dims)
    {
        long count = 1;
        foreach (long d in dims)
        {
            count = checked(count * d);
        }
        return count;
    }

    private static void Expect(int given, ReadOnlySpan<long> dims)
    {
        if (given != Count(dims))
        {
            throw new ArgumentException($"{given} values for {Count(dims)} elements");
        }
    }

    private void ExpectTexts()
    {
        if (Element != H5Element.Text)
        {
            throw new Hdf5Exception("reading a dataset", $"its elements are {Element}, not Text");
        }
    }

    private H5Handle Box(ReadOnlySpan<long> start, ReadOnlySpan<long> count)
    {
        H5Handle space = H5.Own(H5Dget_space(Id));
        if (start.Length != Dimensions.Count || count.Length != start.Length)
        {
            space.Dispose();
            throw new ArgumentException($"a box of {count.Length} dimensions in a dataset of {Dimensions.Count}");
        }
        fixed (long* from = start, extent = count)
        {
            if (start.Length > 0)
            {
                H5.Check(H5Sselect_hyperslab(space.Id, H5S_SELECT_SET, (ulong*)from, null, (ulong*)extent, null));
            }
        }
        return space;
    }
}
