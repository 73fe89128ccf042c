namespace HaiEnd.Mpi.Bindings.Topology;

/// <summary>Which processors are near to which memory of this node.</summary>
/// <param name="Processors">of each memory domain; empty for one that has memory alone</param>
/// <param name="Allowed">those that this process may run on</param>
public sealed record NumaNodes(IReadOnlyList<IReadOnlyList<int>> Processors, IReadOnlyList<int> Allowed)
{
    /// <summary>As Linux tells it, admin-guide/mm/numaperf.</summary>
    public static NumaNodes Read() => Read(new LinuxFiles("/"));

    /// <summary>A processor far from the memory of this process's own ones; -1 and why where there is none.</summary>
    public (int Processor, string Missing) Elsewhere()
    {
        IReadOnlyList<int>[] domains = [.. Processors.Where(d => d.Count > 0)];
        IReadOnlyList<int>[] away = [.. domains.Where(d => !d.Intersect(Allowed).Any())];
        return domains.Length < 2 ? (-1, "the node has one NUMA domain")
            : domains.Length - away.Length > 1
                ? (-1, "the rank may run on several NUMA domains: bind it to one, e.g. mpirun --bind-to numa")
                : (away[0][0], "");
    }

    internal static NumaNodes Read(LinuxFiles files) => new(files.NumaProcessors(), CpuSet.Of(files.CpuSet()));
}
