using static HaiEnd.Mpi.Bindings.Interop.Hdf5;

namespace HaiEnd.Mpi.Bindings.Hdf5;

/// <summary>An HDF5 file, which is also its root group.</summary>
public sealed class H5File : H5Group
{
    private H5File(H5Handle handle)
        : base(handle)
    {
    }

    /// <summary>Makes a new file that every release since 1.8 reads.</summary>
    /// <param name="path">must not exist</param>
    /// <exception cref="Hdf5Exception">It exists, or cannot be written.</exception>
    /// <exception cref="DllNotFoundException">There is no libhdf5; the text says how to get one.</exception>
    public static H5File Create(string path)
    {
        Hdf5Library.Use();
        using H5Handle access = H5Properties.ForFile();
        return new H5File(H5.Own(H5Fcreate(path, H5F_ACC_EXCL, H5P_DEFAULT, access.Id)));
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="Hdf5Exception">It is not there, or is not HDF5.</exception>
    /// <exception cref="DllNotFoundException">There is no libhdf5; the text says how to get one.</exception>
    public static H5File OpenRead(string path)
    {
        Hdf5Library.Use();
        using H5Handle access = H5Properties.ForFile();
        return new H5File(H5.Own(H5Fopen(path, H5F_ACC_RDONLY, access.Id)));
    }

    /// <summary>Hands everything written so far to the system.</summary>
    /// <exception cref="Hdf5Exception">It could not be written.</exception>
    public void Flush() => H5.Check(H5Fflush(Id, H5F_SCOPE_LOCAL));

    /// <summary>Flushes and closes. <c>Dispose</c> closes too, but cannot say that it failed.</summary>
    /// <exception cref="Hdf5Exception">It could not be written.</exception>
    public void Close()
    {
        Flush();
        Handle.Finish();
    }
}

/// <summary>The property lists in use.</summary>
internal static unsafe class H5Properties
{
    private static readonly Lazy<H5Handle> Utf8 = new(() =>
    {
        H5Handle list = H5.Own(H5Pcreate(Hdf5Library.Global("H5P_CLS_LINK_CREATE_ID_g")));
        H5.Check(H5Pset_char_encoding(list.Id, H5T_CSET_UTF8));
        return list;
    });

    /// <summary>Link names are UTF-8.</summary>
    internal static long Utf8Names => Utf8.Value.Id;

    /// <summary>Formats of 1.8 at the latest; closing a file closes what was left open in it.</summary>
    internal static H5Handle ForFile()
    {
        H5Handle list = H5.Own(H5Pcreate(Hdf5Library.Global("H5P_CLS_FILE_ACCESS_ID_g")));
        H5.Check(H5Pset_libver_bounds(list.Id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18));
        H5.Check(H5Pset_fclose_degree(list.Id, H5F_CLOSE_STRONG));
        return list;
    }

    /// <summary>Without object times, so that the same content gives the same bytes.</summary>
    internal static H5Handle ForDataset(ReadOnlySpan<long> chunk)
    {
        H5Handle list = H5.Own(H5Pcreate(Hdf5Library.Global("H5P_CLS_DATASET_CREATE_ID_g")));
        H5.Check(H5Pset_obj_track_times(list.Id, 0));
        if (!chunk.IsEmpty)
        {
            fixed (long* p = chunk)
            {
                H5.Check(H5Pset_chunk(list.Id, chunk.Length, (ulong*)p));
            }
            H5.Check(H5Pset_shuffle(list.Id));
            H5.Check(H5Pset_deflate(list.Id, 1));
            H5.Check(H5Pset_fletcher32(list.Id));
        }
        return list;
    }
}
