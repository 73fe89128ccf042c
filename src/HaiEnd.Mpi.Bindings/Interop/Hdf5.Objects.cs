using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>libhdf5: groups, links, attributes, dataspaces, datatypes, datasets and references.</summary>
internal static unsafe partial class Hdf5
{
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Gcreate2(long loc_id, string name, long lcpl_id, long gcpl_id, long gapl_id);

    [LibraryImport(Name)]
    internal static partial int H5Gget_info(long loc_id, H5G_info_t* ginfo);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Oopen(long loc_id, string name, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lexists(long loc_id, string name, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint H5Lget_name_by_idx(
        long loc_id, string group_name, int idx_type, int order, ulong n, byte* name, nuint size, long lapl_id);

    // 1.12 renamed H5Lget_info; the first member of the struct, all that is read here, is the link's type in both.
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info(long loc_id, string name, void* linfo, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info2(long loc_id, string name, void* linfo, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_val(long loc_id, string name, byte* buf, nuint size, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lcreate_soft(
        string link_target, long link_loc_id, string link_name, long lcpl_id, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lcreate_hard(
        long cur_loc, string cur_name, long dst_loc, string dst_name, long lcpl_id, long lapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Acreate2(
        long loc_id, string attr_name, long type_id, long space_id, long acpl_id, long aapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Aopen(long obj_id, string attr_name, long aapl_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Aexists(long obj_id, string attr_name);

    [LibraryImport(Name)]
    internal static partial int H5Awrite(long attr_id, long type_id, void* buf);

    [LibraryImport(Name)]
    internal static partial int H5Aread(long attr_id, long type_id, void* buf);

    [LibraryImport(Name)]
    internal static partial long H5Aget_space(long attr_id);

    [LibraryImport(Name)]
    internal static partial long H5Aget_type(long attr_id);

    [LibraryImport(Name)]
    internal static partial int H5Aiterate2(
        long loc_id, int idx_type, int order, ulong* idx,
        delegate* unmanaged[Cdecl]<long, byte*, void*, void*, int> op, void* op_data);

    [LibraryImport(Name)]
    internal static partial long H5Screate(int type);

    [LibraryImport(Name)]
    internal static partial long H5Screate_simple(int rank, ulong* dims, ulong* maxdims);

    [LibraryImport(Name)]
    internal static partial int H5Sget_simple_extent_ndims(long space_id);

    [LibraryImport(Name)]
    internal static partial int H5Sget_simple_extent_dims(long space_id, ulong* dims, ulong* maxdims);

    [LibraryImport(Name)]
    internal static partial int H5Sselect_hyperslab(
        long space_id, int op, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Name)]
    internal static partial long H5Tcopy(long type_id);

    [LibraryImport(Name)]
    internal static partial long H5Tcreate(int type, nuint size);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Tinsert(long parent_id, string name, nuint offset, long member_id);

    [LibraryImport(Name)]
    internal static partial long H5Tvlen_create(long base_id);

    [LibraryImport(Name)]
    internal static partial int H5Tget_class(long type_id);

    [LibraryImport(Name)]
    internal static partial nuint H5Tget_size(long type_id);

    [LibraryImport(Name)]
    internal static partial int H5Tset_size(long type_id, nuint size);

    [LibraryImport(Name)]
    internal static partial int H5Tset_cset(long type_id, int cset);

    [LibraryImport(Name)]
    internal static partial int H5Tis_variable_str(long type_id);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Dcreate2(
        long loc_id, string name, long type_id, long space_id, long lcpl_id, long dcpl_id, long dapl_id);

    [LibraryImport(Name)]
    internal static partial long H5Dget_space(long dset_id);

    [LibraryImport(Name)]
    internal static partial long H5Dget_type(long dset_id);

    [LibraryImport(Name)]
    internal static partial long H5Dget_create_plist(long dset_id);

    [LibraryImport(Name)]
    internal static partial int H5Dwrite(
        long dset_id, long mem_type_id, long mem_space_id, long file_space_id, long plist_id, void* buf);

    [LibraryImport(Name)]
    internal static partial int H5Dread(
        long dset_id, long mem_type_id, long mem_space_id, long file_space_id, long plist_id, void* buf);

    [LibraryImport(Name)]
    internal static partial int H5Dvlen_get_buf_size(long dataset_id, long type_id, long space_id, ulong* size);

    [LibraryImport(Name)]
    internal static partial int H5Dvlen_reclaim(long type_id, long space_id, long plist_id, void* buf);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Rcreate(void* reference, long loc_id, string name, int ref_type, long space_id);

    /// <summary>What a group holds, as H5Gpublic.h lays it out.</summary>
    internal struct H5G_info_t
    {
        internal int storage_type;
        internal ulong nlinks;
        internal long max_corder;
        internal uint mounted;
    }

    /// <summary>A variable-length value, as H5Tpublic.h lays it out.</summary>
    internal struct hvl_t
    {
        internal nuint len;
        internal void* p;
    }
}
