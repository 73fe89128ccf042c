using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>
/// libhdf5 1.10 and later: the library, errors, identifiers, files and property lists. hid_t is long, herr_t and htri_t
/// are int, hsize_t is ulong, size_t is nuint. Only names that mean the same in every release since 1.10 are used.
/// </summary>
internal static unsafe partial class Hdf5
{
    internal const string Name = "hdf5";

    internal const long H5P_DEFAULT = 0;
    internal const long H5S_ALL = 0;
    internal const long H5E_DEFAULT = 0;
    internal const uint H5F_ACC_RDONLY = 0;
    internal const uint H5F_ACC_EXCL = 4;
    internal const int H5F_LIBVER_EARLIEST = 0;
    internal const int H5F_LIBVER_V18 = 1;
    internal const int H5F_SCOPE_LOCAL = 0;
    internal const int H5F_CLOSE_STRONG = 3;
    internal const int H5E_WALK_DOWNWARD = 1;
    internal const int H5_INDEX_NAME = 0;
    internal const int H5_ITER_INC = 0;
    internal const int H5L_TYPE_HARD = 0;
    internal const int H5L_TYPE_SOFT = 1;
    internal const int H5L_TYPE_EXTERNAL = 64;
    internal const int H5I_GROUP = 2;
    internal const int H5I_DATASET = 5;
    internal const int H5D_COMPACT = 0;
    internal const int H5D_CONTIGUOUS = 1;
    internal const int H5D_CHUNKED = 2;
    internal const int H5S_SCALAR = 0;
    internal const int H5S_SELECT_SET = 0;
    internal const int H5T_INTEGER = 0;
    internal const int H5T_FLOAT = 1;
    internal const int H5T_STRING = 3;
    internal const int H5T_COMPOUND = 6;
    internal const int H5T_CSET_UTF8 = 1;
    internal const int H5R_OBJECT = 0;
    internal static readonly nuint H5T_VARIABLE = nuint.MaxValue;

    [LibraryImport(Name)]
    internal static partial int H5dont_atexit();

    [LibraryImport(Name)]
    internal static partial int H5open();

    [LibraryImport(Name)]
    internal static partial int H5get_libversion(uint* majnum, uint* minnum, uint* relnum);

    [LibraryImport(Name)]
    internal static partial int H5PLset_loading_state(uint plugin_control_mask);

    [LibraryImport(Name)]
    internal static partial int H5Lunregister(int id);

    [LibraryImport(Name)]
    internal static partial int H5Eset_auto2(long estack_id, void* func, void* client_data);

    [LibraryImport(Name)]
    internal static partial int H5Ewalk2(
        long err_stack, int direction, delegate* unmanaged[Cdecl]<uint, H5E_error2_t*, void*, int> func,
        void* client_data);

    [LibraryImport(Name)]
    internal static partial int H5Eclear2(long err_stack);

    [LibraryImport(Name)]
    internal static partial int H5Idec_ref(long id);

    [LibraryImport(Name)]
    internal static partial int H5Iget_type(long id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fcreate(string filename, uint flags, long fcpl_id, long fapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fopen(string filename, uint flags, long fapl_id);

    [LibraryImport(Name)]
    internal static partial int H5Fflush(long object_id, int scope);

    [LibraryImport(Name)]
    internal static partial long H5Pcreate(long cls_id);

    [LibraryImport(Name)]
    internal static partial int H5Pset_libver_bounds(long plist_id, int low, int high);

    [LibraryImport(Name)]
    internal static partial int H5Pset_fclose_degree(long plist_id, int degree);

    [LibraryImport(Name)]
    internal static partial int H5Pset_obj_track_times(long plist_id, uint track_times);

    [LibraryImport(Name)]
    internal static partial int H5Pset_char_encoding(long plist_id, int encoding);

    [LibraryImport(Name)]
    internal static partial int H5Pset_chunk(long plist_id, int ndims, ulong* dim);

    [LibraryImport(Name)]
    internal static partial int H5Pget_chunk(long plist_id, int max_ndims, ulong* dim);

    [LibraryImport(Name)]
    internal static partial int H5Pget_layout(long plist_id);

    [LibraryImport(Name)]
    internal static partial int H5Pget_external_count(long plist_id);

    [LibraryImport(Name)]
    internal static partial int H5Pset_shuffle(long plist_id);

    [LibraryImport(Name)]
    internal static partial int H5Pset_deflate(long plist_id, uint level);

    [LibraryImport(Name)]
    internal static partial int H5Pset_fletcher32(long plist_id);

    [LibraryImport(Name)]
    internal static partial int H5Pset_fill_value(long plist_id, long type_id, void* value);

#pragma warning disable CS0649 // The library assigns these.
    /// <summary>One entry of an error stack, as H5Epublic.h lays it out.</summary>
    internal struct H5E_error2_t
    {
        internal long cls_id;
        internal long maj_num;
        internal long min_num;
        internal uint line;
        internal byte* func_name;
        internal byte* file_name;
        internal byte* desc;
    }
#pragma warning restore CS0649
}
