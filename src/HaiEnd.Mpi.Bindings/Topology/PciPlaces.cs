namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>How close this process runs to what is on the bus.</summary>
public static class PciPlaces
{
    /// <summary>The share of the processors that this process may run on that are close to a place, from 0 to 1; 0
    /// where it is not known.</summary>
    /// <param name="pci">e.g. <c>0000:41:00.0</c></param>
    public static double Nearness(string pci) => Nearness(new LinuxFiles("/"), pci);

    /// <summary>Places of the boards that a runtime is for, by their vendor.</summary>
    /// <param name="runtime"><c>cuda</c> or <c>hip</c>; none for others</param>
    public static IReadOnlyList<string> Boards(string runtime) => Boards(new LinuxFiles("/"), runtime);

    internal static IReadOnlyList<string> Boards(LinuxFiles files, string runtime)
    {
        // https://pci-ids.ucw.cz
        string vendor = runtime switch { "cuda" => "0x10de", "hip" => "0x1002", _ => "" };
        return [.. files.Accelerators().Where(b => b.Vendor == vendor).Select(b => b.Place)];
    }

    internal static double Nearness(LinuxFiles files, string pci)
    {
        IReadOnlyList<int> own = CpuSet.Of(files.CpuSet());
        var near = files.ProcessorsNear(pci).ToHashSet();
        return own.Count == 0 ? 0 : (double)own.Count(near.Contains) / own.Count;
    }
}
