using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using HaiEnd.Mpi.Bindings.Interop;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>What hwloc says of the node, where its library is installed.</summary>
/// <param name="Sockets">packages, 0 where unknown</param>
/// <param name="Cores">physical cores</param>
/// <param name="Processors">hardware threads</param>
/// <param name="Numa">memory domains</param>
/// <param name="Xml">the topology without names of host and process</param>
internal sealed partial record HwlocTopology(int Sockets, int Cores, int Processors, int Numa, string Xml)
{
    /// <summary>Reads it; null without a usable hwloc 2.</summary>
    public static HwlocTopology? TryRead()
    {
        Libraries.Register(
            Hwloc.Name, () => Libraries.Load(Hwloc.Name, "HAIEND_HWLOC", "libhwloc.so.15", "libhwloc.so"));
        try
        {
            return Hwloc.hwloc_get_api_version() is >= Hwloc.FirstVersion and < Hwloc.EndVersion ? Load() : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static unsafe HwlocTopology? Load()
    {
        nint topology;
        if (Hwloc.hwloc_topology_init(&topology) != 0)
            return null;
        try
        {
            bool isLoaded = Hwloc.hwloc_topology_set_flags(topology, Hwloc.HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) == 0
                && Hwloc.hwloc_topology_load(topology) == 0;
            return isLoaded
                ? new(
                    Count(topology, Hwloc.HWLOC_OBJ_PACKAGE), Count(topology, Hwloc.HWLOC_OBJ_CORE),
                    Count(topology, Hwloc.HWLOC_OBJ_PU), Count(topology, Hwloc.HWLOC_OBJ_NUMANODE), Export(topology))
                : null;
        }
        finally
        {
            Hwloc.hwloc_topology_destroy(topology);
        }
    }

    private static int Count(nint topology, int type) =>
        (int)Hwloc.hwloc_get_nbobjs_by_depth(topology, Hwloc.hwloc_get_type_depth(topology, type));

    private static unsafe string Export(nint topology)
    {
        byte* xml;
        int length;
        if (Hwloc.hwloc_topology_export_xmlbuffer(topology, &xml, &length, 0) != 0)
            return "";
        string text = Marshal.PtrToStringUTF8((nint)xml) ?? "";
        Hwloc.hwloc_free_xmlbuffer(topology, xml);
        return Personal().Replace(text, "");
    }

    [GeneratedRegex("""[ \t]*<info name="(HostName|ProcessName|LinuxCgroup)"[^>]*/>\n?""")]
    private static partial Regex Personal();
}
