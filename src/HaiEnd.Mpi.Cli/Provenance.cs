using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using HaiEnd.Mpi.Analysis;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Bindings.Counters;
using HaiEnd.Mpi.Bindings.Hdf5;
using HaiEnd.Mpi.Bindings.Interop;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Topology;
using HaiEnd.Mpi.Jobs;

namespace HaiEnd.Mpi.Cli;

/// <summary>What a number depends on besides the machine.</summary>
internal static class Provenance
{
    /// <summary>Variables that may be kept: they steer what is measured. Everything else stays out, because
    /// environments hold passwords and tokens.</summary>
    private static readonly string[] AllowedPrefixes =
    [
        "SLURM_", "OMP_", "OPENBLAS_", "BLIS_", "MKL_", "OMPI_MCA_", "PRTE_MCA_", "PMIX_MCA_", "UCX_", "FI_",
        "MPICH_", "MPIR_CVAR_",
        "I_MPI_", "NCCL_", "DOTNET_", "HAIEND_",
    ];

    private static readonly string[] AllowedNames =
        ["CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK"];

    private static readonly string[] ForbiddenParts = ["TOKEN", "KEY", "SECRET", "PASS", "JWT", "CREDENTIAL", "AUTH"];

    /// <summary>Version and commit, as the build wrote them: <c>0.1.0+0123abcd</c>.</summary>
    public static string InformationalVersion { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";

    /// <summary>Key of the fact that names the meters of energy, and why others are not there.</summary>
    public const string EnergyMeters = "energy_meters";

    /// <summary>The version alone.</summary>
    public static string Version { get; } = InformationalVersion.Split('+')[0];

    /// <summary>Facts by name, as known so far.</summary>
    /// <param name="mpi">null where the program runs alone</param>
    /// <param name="counters">what is counted</param>
    /// <param name="settings">of the run</param>
    /// <param name="meters">of energy, for a person</param>
    public static IReadOnlyDictionary<string, string> Facts(
        MpiSession? mpi, ICounterSource counters, Settings settings, string meters)
    {
        string[] version = InformationalVersion.Split('+');
        var facts = new Dictionary<string, string>
        {
            ["git_commit"] = version.Length > 1 ? version[1] : "unknown",
            ["dotnet_version"] = Environment.Version.ToString(),
            ["rid"] = RuntimeInformation.RuntimeIdentifier,
            ["gc_mode"] = (GCSettings.IsServerGC ? "server" : "workstation")
                + (IsOff("System.GC.Concurrent") ? ", not concurrent" : ", concurrent"),
            ["tiered_compilation"] = IsOff("System.Runtime.TieredCompilation") ? "off" : "on",
            ["vector_isa"] = VectorIsa,
            [EnergyMeters] = meters,
            ["memory_limit"] = Bytes(settings.MemoryLimitBytes),
            ["cgroup_memory_limit"] = Bytes(MemoryLimits.CgroupBytes),
            ["address_space_limit"] = Bytes(MemoryLimits.AddressSpaceBytes),
            ["dotnet_heap_limit"] = Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        };
        if (Environment.GetEnvironmentVariable(Profiler.Variable) is { Length: > 0 } profiler)
            facts[RunFacts.Profiler] = profiler;
        facts["counters"] = counters.Missing.Length == 0 ? "available" : $"unavailable: {counters.Missing}";
        facts["hdf5"] = $"{Hdf5Library.Version} {Hdf5Library.Path}";
        // Asking does not load it: whoever measures it chooses its core type.
        if (CblasLibrary.Loaded is { } blas)
            facts["blas"] = blas.ToString();
        if (mpi is not null)
        {
            facts["mpi_library"] = mpi.LibraryVersion;
            facts["mpi_threads"] = mpi.ThreadLevel.ToString().ToLowerInvariant();
            facts["mpi_binding"] = mpi.Library;
            facts["mpi_standard"] = mpi.Standard.ToString();
            facts["mpi_launcher"] = mpi.Launcher;
        }

        return facts;
    }

    private static string Bytes(long bytes) => bytes == long.MaxValue ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    private static string VectorIsa =>
        Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : $"{Vector<byte>.Count * 8} bit";

    private static bool IsOff(string name) => AppContext.TryGetSwitch(name, out bool on) && !on;

    /// <summary>Native libraries that were loaded so far, <c>name: file</c>.</summary>
    public static IReadOnlyList<string> NativeLibraries =>
        [.. Libraries.Loaded.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}: {l.Value}")];

    /// <summary>The environment variables that may be kept, JSON.</summary>
    public static string EnvironmentJson()
    {
        IEnumerable<(string Name, string Value)> all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(e => ((string)e.Key, (string?)e.Value ?? ""));
        return JsonSerializer.Serialize(
            all.Where(v => IsAllowed(v.Name)).OrderBy(v => v.Name, StringComparer.Ordinal)
                .ToDictionary(v => v.Name, v => v.Value));
    }

    /// <summary>True for a variable whose value may be kept.</summary>
    public static bool IsAllowed(string name) =>
        (AllowedNames.Contains(name)
            || Array.Exists(AllowedPrefixes, p => name.StartsWith(p, StringComparison.Ordinal)))
        && !Array.Exists(ForbiddenParts, p => name.Contains(p, StringComparison.OrdinalIgnoreCase));
}
