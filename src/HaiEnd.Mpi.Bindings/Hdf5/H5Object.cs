using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>What groups, files and datasets have in common: a handle and attributes.</summary>
public abstract unsafe class H5Object : IDisposable
{
    private protected H5Object(H5Handle handle) => Handle = handle;

    /// <summary>The library's identifier.</summary>
    public H5Handle Handle { get; }

    internal long Id => Handle.Id;

    /// <summary>Releases the identifier.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the identifier.</summary>
    /// <param name="disposing">always true</param>
    protected virtual void Dispose(bool disposing) => Handle.Dispose();

    /// <summary>Writes a new attribute: one UTF-8 text of variable length.</summary>
    /// <exception cref="Hdf5Exception">It exists, or the file cannot be written.</exception>
    public void SetAttribute(string name, string value) => SetTexts(name, [value], scalar: true);

    /// <summary>Writes a new attribute: a list of UTF-8 texts of variable length.</summary>
    /// <exception cref="Hdf5Exception">It exists, or the file cannot be written.</exception>
    public void SetAttribute(string name, IReadOnlyList<string> values) => SetTexts(name, values, scalar: false);

    /// <summary>Writes a new attribute: one number.</summary>
    /// <typeparam name="T">sbyte, int, long or double</typeparam>
    /// <exception cref="Hdf5Exception">It exists, or the file cannot be written.</exception>
    public void SetAttribute<T>(string name, T value)
        where T : unmanaged
    {
        using H5Handle space = H5.Own(H5Screate(H5S_SCALAR));
        WriteAttribute(name, H5Types.Of<T>(), space, &value);
    }

    /// <summary>Writes a new attribute: a list of numbers.</summary>
    /// <typeparam name="T">sbyte, int, long or double</typeparam>
    /// <exception cref="Hdf5Exception">It exists, or the file cannot be written.</exception>
    public void SetAttribute<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using H5Handle space = Simple([values.Length]);
        fixed (T* p = values)
        {
            WriteAttribute(name, H5Types.Of<T>(), space, p);
        }
    }

    /// <summary>True if there is an attribute of this name.</summary>
    public bool HasAttribute(string name) => H5.Check(H5Aexists(Id, name)) > 0;

    /// <summary>Reads a text.</summary>
    /// <exception cref="Hdf5Exception">There is none of this name, or it is not one text.</exception>
    public string GetText(string name)
    {
        using H5Handle attribute = OpenScalar(name, H5Element.Text);
        byte* text = null;
        H5.Check(H5Aread(attribute.Id, H5Types.Text, &text));
        string result = H5.Utf8(text);
        using H5Handle space = H5.Own(H5Aget_space(attribute.Id));
        H5.Check(H5Dvlen_reclaim(H5Types.Text, space.Id, H5P_DEFAULT, &text));
        return result;
    }

    /// <summary>Reads a number.</summary>
    /// <typeparam name="T">sbyte, int, long or double, as it was written</typeparam>
    /// <exception cref="Hdf5Exception">There is none of this name, or it is not one number of this type.</exception>
    public T GetNumber<T>(string name)
        where T : unmanaged
    {
        using H5Handle attribute = OpenScalar(name, H5Types.ElementOf<T>());
        T value = default;
        H5.Check(H5Aread(attribute.Id, H5Types.Of<T>(), &value));
        return value;
    }

    /// <summary>Names of all attributes, sorted.</summary>
    public IReadOnlyList<string> AttributeNames()
    {
        var names = new List<string>();
        GCHandle handle = GCHandle.Alloc(names);
        try
        {
            ulong from = 0;
            H5.Check(H5Aiterate2(Id, H5_INDEX_NAME, H5_ITER_INC, &from, &AddName, (void*)GCHandle.ToIntPtr(handle)));
        }
        finally
        {
            handle.Free();
        }
        return names;
    }

    internal static H5Handle Simple(ReadOnlySpan<long> dims)
    {
        if (dims.IsEmpty)
        {
            return H5.Own(H5Screate(H5S_SCALAR));
        }
        fixed (long* p = dims)
        {
            return H5.Own(H5Screate_simple(dims.Length, (ulong*)p, null));
        }
    }

    internal void WriteAttribute(string name, long type, H5Handle space, void* value)
    {
        using H5Handle attribute = H5.Own(H5Acreate2(Id, name, type, space.Id, H5P_DEFAULT, H5P_DEFAULT));
        H5.Check(H5Awrite(attribute.Id, type, value));
    }

    private void SetTexts(string name, IReadOnlyList<string> values, bool scalar)
    {
        using H5Handle space = scalar ? Simple([]) : Simple([values.Count]);
        var block = new Utf8Block(values);
        fixed (byte* bytes = block.Bytes)
        fixed (nint* addresses = block.Addresses(bytes))
        {
            WriteAttribute(name, H5Types.Text, space, addresses);
        }
    }

    private H5Handle OpenScalar(string name, H5Element element)
    {
        H5Handle attribute = H5.Own(H5Aopen(Id, name, H5P_DEFAULT), $"H5Aopen {name} (");
        try
        {
            using H5Handle type = H5.Own(H5Aget_type(attribute.Id));
            using H5Handle space = H5.Own(H5Aget_space(attribute.Id));
            H5Element found = H5Types.Classify(type.Id);
            if (found != element || H5.Check(H5Sget_simple_extent_ndims(space.Id)) != 0)
            {
                throw new Hdf5Exception("reading an attribute", $"{name} is not one value of type {element}");
            }
            return attribute;
        }
        catch
        {
            attribute.Dispose();
            throw;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int AddName(long location, byte* name, void* info, void* data)
    {
        ((List<string>)GCHandle.FromIntPtr((nint)data).Target!).Add(H5.Utf8(name));
        return 0;
    }
}
