using System.Runtime.InteropServices;

namespace HaiEnd.Mpi.Bindings.Interop;

/// <summary>hwloc.h and hwloc/export.h of hwloc 2.</summary>
internal static unsafe partial class Hwloc
{
    internal const string Name = "hwloc";
    internal const int HWLOC_OBJ_PACKAGE = 1;
    internal const int HWLOC_OBJ_CORE = 2;
    internal const int HWLOC_OBJ_PU = 3;
    internal const int HWLOC_OBJ_NUMANODE = 13;
    internal const ulong HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED = 1;

    // 2.0.0, from which the numbers above hold, up to 3.
    internal const uint FirstVersion = 0x00020000;
    internal const uint EndVersion = 0x00030000;

    [LibraryImport(Name)]
    internal static partial uint hwloc_get_api_version();

    [LibraryImport(Name)]
    internal static partial int hwloc_topology_init(nint* topology);

    [LibraryImport(Name)]
    internal static partial int hwloc_topology_set_flags(nint topology, ulong flags);

    [LibraryImport(Name)]
    internal static partial int hwloc_topology_load(nint topology);

    [LibraryImport(Name)]
    internal static partial void hwloc_topology_destroy(nint topology);

    [LibraryImport(Name)]
    internal static partial int hwloc_get_type_depth(nint topology, int type);

    [LibraryImport(Name)]
    internal static partial uint hwloc_get_nbobjs_by_depth(nint topology, int depth);

    [LibraryImport(Name)]
    internal static partial int hwloc_topology_export_xmlbuffer(nint topology, byte** xml, int* length, ulong flags);

    [LibraryImport(Name)]
    internal static partial void hwloc_free_xmlbuffer(nint topology, byte* xml);
}
