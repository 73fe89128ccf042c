using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>What kind of link leads to an object.</summary>
public enum H5LinkKind
{
    /// <summary>The object itself.</summary>
    Hard,

    /// <summary>A path within the file.</summary>
    Soft,

    /// <summary>A path into another file, which is never followed.</summary>
    Other,
}

/// <summary>One entry of a group.</summary>
/// <param name="Name">within the group</param>
/// <param name="Kind">what leads there</param>
/// <param name="Target">the path of a soft link; empty for other kinds</param>
public sealed record H5Link(string Name, H5LinkKind Kind, string Target);

/// <summary>A group: groups, datasets and links by name.</summary>
public unsafe class H5Group : H5Object
{
    internal H5Group(H5Handle handle)
        : base(handle)
    {
    }

    /// <summary>Makes a group.</summary>
    /// <exception cref="Hdf5Exception">The name is taken, or the file cannot be written.</exception>
    public H5Group CreateGroup(string name) =>
        new(H5.Own(H5Gcreate2(Id, name, H5Properties.Utf8Names, H5P_DEFAULT, H5P_DEFAULT)));

    /// <summary>Opens a group.</summary>
    /// <exception cref="Hdf5Exception">There is none of this name, or it is something else.</exception>
    public H5Group OpenGroup(string name) => new(Open(name, H5I_GROUP, "group"));

    /// <summary>Opens a dataset.</summary>
    /// <exception cref="Hdf5Exception">There is none of this name, or its layout is not read here.</exception>
    public H5Dataset OpenDataset(string name) => H5Dataset.Checked(Open(name, H5I_DATASET, "dataset"), name);

    /// <summary>True if there is an entry of this name; a link that leads nowhere is one.</summary>
    public bool Exists(string name) => H5.Check(H5Lexists(Id, name, H5P_DEFAULT)) > 0;

    /// <summary>Makes a dataset of numbers.</summary>
    /// <typeparam name="T">sbyte, int, long or double</typeparam>
    /// <param name="name">within the group</param>
    /// <param name="dims">its shape; empty for one value</param>
    /// <param name="fill">what elements hold that are never written</param>
    /// <param name="chunk">
    /// the shape of a chunk, none of it zero or greater than <paramref name="dims"/>: such a dataset is shuffled,
    /// deflated (level 1) and has checksums. Empty for a contiguous dataset without filters.
    /// </param>
    /// <exception cref="Hdf5Exception">The name is taken, or the file cannot be written.</exception>
    public H5Dataset CreateDataset<T>(
        string name, ReadOnlySpan<long> dims, T fill, ReadOnlySpan<long> chunk = default)
        where T : unmanaged
    {
        using H5Handle properties = H5Properties.ForDataset(chunk);
        H5.Check(H5Pset_fill_value(properties.Id, H5Types.Of<T>(), &fill));
        return Create(name, dims, H5Types.Of<T>(), properties);
    }

    /// <summary>Makes a dataset of UTF-8 texts of variable length.</summary>
    /// <param name="name">within the group</param>
    /// <param name="dims">its shape; empty for one text</param>
    /// <exception cref="Hdf5Exception">The name is taken, or the file cannot be written.</exception>
    public H5Dataset CreateTexts(string name, ReadOnlySpan<long> dims)
    {
        using H5Handle properties = H5Properties.ForDataset([]);
        return Create(name, dims, H5Types.Text, properties);
    }

    /// <summary>Makes a second name for an object of this file.</summary>
    /// <param name="target">a path from the root</param>
    /// <param name="name">within the group</param>
    /// <exception cref="Hdf5Exception">The name is taken, or the file cannot be written.</exception>
    public void LinkSoft(string target, string name) =>
        H5.Check(H5Lcreate_soft(target, Id, name, H5Properties.Utf8Names, H5P_DEFAULT));

    /// <summary>Makes a second hard link to an object of this group.</summary>
    /// <exception cref="Hdf5Exception">There is no such object, or the name is taken.</exception>
    public void LinkHard(string existing, string name) =>
        H5.Check(H5Lcreate_hard(Id, existing, Id, name, H5Properties.Utf8Names, H5P_DEFAULT));

    /// <summary>What the group holds, sorted by name.</summary>
    /// <param name="limit">the most entries that are listed</param>
    /// <exception cref="Hdf5Exception">There are more than <paramref name="limit"/>.</exception>
    public IReadOnlyList<H5Link> Links(int limit = 100_000)
    {
        H5G_info_t info;
        H5.Check(H5Gget_info(Id, &info));
        if (info.nlinks > (ulong)limit)
        {
            throw new Hdf5Exception("listing a group", $"it has {info.nlinks} entries, more than {limit}");
        }
        var links = new List<H5Link>((int)info.nlinks);
        Span<byte> name = stackalloc byte[1024];
        fixed (byte* p = name)
        {
            for (ulong i = 0; i < info.nlinks; i++)
            {
                nint length = H5.Check(H5Lget_name_by_idx(
                    Id, ".", H5_INDEX_NAME, H5_ITER_INC, i, p, (nuint)name.Length, H5P_DEFAULT));
                if (length >= name.Length)
                {
                    throw new Hdf5Exception("listing a group", $"it has a name of {length} bytes");
                }
                links.Add(Describe(H5.Utf8(p)));
            }
        }
        return links;
    }

    private H5Link Describe(string name)
    {
        // The struct is at most 40 bytes long; its first member is the type in every release.
        long* info = stackalloc long[16];
        H5.Check(Hdf5Library.Exports(nameof(H5Lget_info2))
            ? H5Lget_info2(Id, name, info, H5P_DEFAULT)
            : H5Lget_info(Id, name, info, H5P_DEFAULT));
        int type = *(int*)info;
        if (type != H5L_TYPE_SOFT)
        {
            return new H5Link(name, type == H5L_TYPE_HARD ? H5LinkKind.Hard : H5LinkKind.Other, "");
        }
        byte* target = stackalloc byte[1024];
        H5.Check(H5Lget_val(Id, name, target, 1023, H5P_DEFAULT));
        target[1023] = 0;
        return new H5Link(name, H5LinkKind.Soft, H5.Utf8(target));
    }

    private H5Dataset Create(string name, ReadOnlySpan<long> dims, long type, H5Handle properties)
    {
        using H5Handle space = Simple(dims);
        return new H5Dataset(H5.Own(H5Dcreate2(
            Id, name, type, space.Id, H5Properties.Utf8Names, properties.Id, H5P_DEFAULT)));
    }

    private H5Handle Open(string name, int kind, string kindName)
    {
        H5Handle handle = H5.Own(H5Oopen(Id, name, H5P_DEFAULT), $"H5Oopen {name} (");
        if (H5Iget_type(handle.Id) == kind)
        {
            return handle;
        }
        handle.Dispose();
        throw new Hdf5Exception("opening an object", $"{name} is not a {kindName}");
    }
}
