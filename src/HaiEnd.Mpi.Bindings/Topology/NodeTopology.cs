using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>A cache of the first processor.</summary>
/// <param name="Level">1, 2, 3, ...</param>
/// <param name="Kind">Data, Instruction or Unified</param>
/// <param name="SizeBytes">[byte]</param>
/// <param name="SharedBy">processors that share it</param>
public sealed record CacheFacts(int Level, string Kind, long SizeBytes, int SharedBy);

/// <summary>The node that this process is on, as far as the system tells: what can't be read is 0 or empty, never an
/// error.</summary>
/// <param name="HostName">as the node calls itself</param>
/// <param name="CpuModel">of the first processor</param>
/// <param name="Sockets">packages of the node, allowed to this process or not</param>
/// <param name="Cores">physical cores of the node</param>
/// <param name="Processors">hardware threads of the node</param>
/// <param name="Numa">memory domains of the node</param>
/// <param name="Caches">in the order of the levels</param>
/// <param name="MemoryBytes">physical memory, or the control group's limit where that is smaller [byte]</param>
/// <param name="Kernel">operating system and version</param>
/// <param name="CpuSet">processors that this process may run on, as obtained, e.g. <c>0-3,8</c></param>
/// <param name="Clocks">governor, limits of the frequency and boost, e.g. <c>performance, 1500-3700 MHz, boost on</c>
/// </param>
/// <param name="Text">hwloc's XML without names of host and process, so that equal nodes have equal texts; where hwloc
/// is absent, the facts above in plain words</param>
public sealed record NodeTopology(
    string HostName, string CpuModel, int Sockets, int Cores, int Processors, int Numa,
    IReadOnlyList<CacheFacts> Caches, long MemoryBytes, string Kernel, string CpuSet, string Clocks,
    string Text)
{
    /// <summary>Reads what there is.</summary>
    public static NodeTopology Read() => Read(new LinuxFiles("/"), HwlocTopology.TryRead());

    /// <summary>Processors that this process may run on.</summary>
    public int AllowedProcessors => Topology.CpuSet.Of(CpuSet).Count;

    internal static NodeTopology Read(LinuxFiles files, HwlocTopology? hwloc)
    {
        (int sockets, int cores, int processors) = files.Processors();
        var plain = new NodeTopology(
            Environment.MachineName, files.CpuModel(), sockets, cores, processors, files.NumaDomains(), files.Caches(),
            files.MemoryBytes(), $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            files.CpuSet(), files.Clocks(), "");
        return hwloc is null
            ? plain with { Text = plain.Describe(files.Sharing()) }
            : plain with
            {
                Sockets = Known(hwloc.Sockets, sockets),
                Cores = Known(hwloc.Cores, cores),
                Processors = Known(hwloc.Processors, processors),
                Numa = Known(hwloc.Numa, plain.Numa),
                Text = hwloc.Xml,
            };
    }

    private static int Known(int first, int second) => first > 0 ? first : second;

    private string Describe(IReadOnlyList<string> sharing)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"cpu {CpuModel}\nsockets {Sockets}\ncores {Cores}\n");
        text.Append(CultureInfo.InvariantCulture, $"processors {Processors}\nnuma {Numa}\nmemory {MemoryBytes}\n");
        foreach (CacheFacts c in Caches)
            text.Append(CultureInfo.InvariantCulture, $"L{c.Level} {c.Kind} {c.SizeBytes} shared by {c.SharedBy}\n");
        foreach (string line in sharing)
            text.Append(line).Append('\n');
        return text.ToString();
    }
}
