using System.Globalization;
using System.Text.Json;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>What belongs together when it is asked how many things changed: a new MPI brings a new version, library and
/// launcher, and is one thing.</summary>
public enum FactGroup
{
    /// <summary>library, version, launcher, standard, its modules and variables</summary>
    Mpi,

    /// <summary>accelerators and their drivers</summary>
    Devices,

    /// <summary>hosts, processors, memory, kernel, how many ranks</summary>
    Nodes,

    /// <summary>processors as obtained</summary>
    Binding,

    /// <summary>governor, limits of the frequency, boost</summary>
    Clocks,

    /// <summary>this program, .NET, HDF5, BLAS</summary>
    Versions,

    /// <summary>loaded environment modules</summary>
    Modules,

    /// <summary>environment variables that are kept</summary>
    Variables,

    /// <summary>site, system, partition</summary>
    Site,

    /// <summary>suite and command line</summary>
    Settings,
}

/// <summary>One thing that is recorded of a launch besides its numbers.</summary>
/// <param name="Group">what it belongs to</param>
/// <param name="Name">for people</param>
/// <param name="Value">as recorded; empty where nothing is</param>
public sealed record Fact(FactGroup Group, string Name, string Value);

/// <summary>The circumstances of a launch as facts. What is new in every launch (job and process numbers, ports, the
/// output file) is left out.</summary>
public static class RunFacts
{
    /// <summary>Name of the fact that tells the model of the processor.</summary>
    internal const string Processor = "processor";

    /// <summary>Key of the fact that names the command that rank 0 ran in.</summary>
    public const string Profiler = "profiled_with";

    private static readonly (string Key, FactGroup Group, string Name)[] Known =
    [
        (Profiler, FactGroup.Settings, "profiler of rank 0"),
        ("mpi_library", FactGroup.Mpi, "MPI library"), ("mpi_binding", FactGroup.Mpi, "MPI binding"),
        ("mpi_threads", FactGroup.Mpi, "MPI threads"),
        ("mpi_standard", FactGroup.Mpi, "MPI standard"), ("mpi_launcher", FactGroup.Mpi, "launcher"),
        ("memory_limit", FactGroup.Settings, "memory limit of a rank"),
        ("cgroup_memory_limit", FactGroup.Nodes, "memory limit of the control group"),
        ("address_space_limit", FactGroup.Nodes, "limit of the address space"),
        ("dotnet_heap_limit", FactGroup.Nodes, "limit of .NET's heap"),
        ("energy_meters", FactGroup.Nodes, "energy meters"),
        ("vector_isa", FactGroup.Nodes, "vector instructions"), ("rid", FactGroup.Nodes, "operating system"),
    ];

    /// <summary>Variables of one MPI: another MPI does without them, and that is no second change.</summary>
    private static readonly string[] OfMpi =
        ["OMPI_", "PRTE_", "PMIX_", "MPICH_", "MPIR_CVAR_", "I_MPI_"];

    /// <summary>Written by Open MPI's launcher for its own daemons, anew in each launch.</summary>
    private static readonly string[] OfLauncher =
        ["OMPI_MCA_orte_", "OMPI_MCA_ess", "OMPI_MCA_initial_wdir", "PRTE_MCA_prte_", "PRTE_MCA_ess"];

    /// <summary>What Slurm says of how a job runs; the rest of SLURM_* says which job it is.</summary>
    private static readonly string[] OfSlurm =
    [
        "SLURM_CPU_BIND", "SLURM_MEM_BIND", "SLURM_GPU_BIND", "SLURM_CPU_FREQ_REQ", "SLURM_DISTRIBUTION", "SLURM_HINT",
        "SLURM_MPI_TYPE", "SLURM_NETWORK", "SLURM_CPUS_PER_TASK", "SLURM_GPUS_PER", "SLURM_THREADS_PER_CORE",
    ];

    /// <summary>Options that change what is shown or where it goes, not what is measured; with and without a
    /// value.</summary>
    private static readonly string[] Idle = ["--output", "-o", "--resume", "--progress", "--color", "--deadline"];
    private static readonly string[] IdleFlags = ["--json", "--json=-", "--profile-with=none"];

    /// <summary>All facts.</summary>
    public static IReadOnlyList<Fact> Of(RunRecord run) =>
    [
        .. Provenance(run), .. Libraries(run), .. Modules(run), .. Variables(run), .. Devices(run), .. Machine(run),
        new(FactGroup.Versions, "haiend", run.HaiEndVersion),
        new(FactGroup.Site, "site", run.Site), new(FactGroup.Site, "system", run.System),
        new(FactGroup.Site, "partition", run.Partition),
        new(FactGroup.Settings, "suite", $"{run.SuiteName} {MatchKey.HashOf(run.SuiteYaml)}"),
        new(FactGroup.Settings, "command", string.Join(' ', Command(run))),
    ];

    /// <summary>What was typed, without what does not change what is measured.</summary>
    public static IReadOnlyList<string> Command(RunRecord run)
    {
        string[] words = run.CommandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            if (Idle.Contains(words[i]))
                i++;
            else if (!IdleFlags.Contains(words[i]) && !Array.Exists(Idle, o => words[i].StartsWith(o + "=",
                StringComparison.Ordinal)))
                kept.Add(words[i]);
        }

        return kept;
    }

    /// <summary>What a reader must know of some launches before their times are believed: one line each.</summary>
    public static IReadOnlyList<string> Remarks(IReadOnlyCollection<RunRecord> launches)
    {
        int profiled = launches.Count(r => r.Provenance.ContainsKey(Profiler));
        return profiled == 0 ? [] : [string.Create(
            CultureInfo.InvariantCulture,
            $"rank 0 ran in a profiler in {profiled} of {launches.Count} launches: their times are its as well")];
    }

    private static IEnumerable<Fact> Provenance(RunRecord run)
    {
        foreach ((string key, string value) in run.Provenance.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            (string? known, FactGroup group, string name) = Array.Find(Known, k => k.Key == key);
            yield return known is null
                ? new(FactGroup.Versions, key.Replace('_', ' '), value)
                : new(group, name, value);
        }
    }

    private static IEnumerable<Fact> Libraries(RunRecord run)
    {
        foreach (string library in run.NativeLibraries)
        {
            string[] parts = library.Split(": ", 2);
            // Our own moves with the folder that it was built in.
            bool isOurs = parts[0].StartsWith("haiend", StringComparison.Ordinal);
            string file = isOurs ? Path.GetFileName(parts[^1]) : parts[^1];
            FactGroup group = parts[0].Contains("mpi", StringComparison.Ordinal) ? FactGroup.Mpi : FactGroup.Versions;
            yield return new(group, $"library {parts[0]}", file);
        }
    }

    private static IEnumerable<Fact> Modules(RunRecord run) => run.Modules.Select(m => m.Split('/', 2)).Select(m =>
        new Fact(
            m[0].Contains("mpi", StringComparison.OrdinalIgnoreCase) ? FactGroup.Mpi : FactGroup.Modules,
            $"module {m[0]}", m.Length > 1 ? m[1] : "loaded"));

    private static IEnumerable<Fact> Variables(RunRecord run)
    {
        using JsonDocument document = Parsed(run.EnvironmentJson);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (JsonProperty v in document.RootElement.EnumerateObject())
        {
            if (!Starts(v.Name, OfLauncher) && (!Starts(v.Name, ["SLURM_"]) || Starts(v.Name, OfSlurm)))
                yield return new(Starts(v.Name, OfMpi) ? FactGroup.Mpi : FactGroup.Variables, v.Name, $"{v.Value}");
        }
    }

    private static JsonDocument Parsed(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            // A file from elsewhere may hold anything here.
            return JsonDocument.Parse("{}");
        }
    }

    private static IEnumerable<Fact> Devices(RunRecord run)
    {
        if (run.Devices.Count == 0)
            yield break;
        yield return new(FactGroup.Devices, "devices", $"{run.Devices.Count}");
        yield return new(FactGroup.Devices, "device model", All(run.Devices.Select(d => d.Model)));
        yield return new(FactGroup.Devices, "device driver", All(run.Devices.Select(d => d.Driver)));
        yield return new(FactGroup.Devices, "device memory [byte]", All(run.Devices.Select(d => $"{d.MemoryBytes}")));
        yield return new(FactGroup.Devices, "device partition", All(run.Devices.Select(d => d.Mig)));
        yield return new(FactGroup.Devices, "device power limit [W]", All(run.Devices.Select(d =>
            d.PowerLimitW.ToString(CultureInfo.InvariantCulture))));
        yield return new(FactGroup.Devices, "ranks of a device", All(run.Ranks.Where(r => r.Device >= 0)
            .GroupBy(r => r.Device).Select(g => $"{g.Count()}")));
        yield return new(FactGroup.Devices, "device identity", All(run.Devices.Select(d => d.Uuid)));
    }

    private static IEnumerable<Fact> Machine(RunRecord run)
    {
        IReadOnlyList<NodeRecord> nodes = run.Nodes;
        yield return new(FactGroup.Nodes, "nodes", $"{nodes.Count}");
        yield return new(FactGroup.Nodes, "ranks", $"{run.Ranks.Count}");
        yield return new(FactGroup.Nodes, "hosts", All(nodes.Select(n => n.HostName)));
        yield return new(FactGroup.Nodes, Processor, All(nodes.Select(n => n.CpuModel)));
        yield return new(FactGroup.Nodes, "sockets, cores, NUMA domains", All(nodes.Select(n =>
            $"{n.Sockets}, {n.Cores}, {n.Numa}")));
        yield return new(FactGroup.Nodes, "memory [byte]", All(nodes.Select(n => $"{n.MemoryBytes}")));
        yield return new(FactGroup.Nodes, "kernel", All(nodes.Select(n => n.Kernel)));
        yield return new(FactGroup.Clocks, "clocks", All(nodes.Select(n => n.Clocks)));
        yield return new(FactGroup.Binding, "processors of the ranks of a node", All(run.Ranks.GroupBy(r => r.Node)
            .Select(g => string.Join(" | ", g.OrderBy(r => r.LocalRank).Select(r => r.CpuSet)))));
    }

    /// <summary>The different values, once each.</summary>
    private static string All(IEnumerable<string> values) =>
        string.Join("; ", values.Distinct().Order(StringComparer.Ordinal));

    private static bool Starts(string name, string[] prefixes) =>
        Array.Exists(prefixes, p => name.StartsWith(p, StringComparison.Ordinal));
}
