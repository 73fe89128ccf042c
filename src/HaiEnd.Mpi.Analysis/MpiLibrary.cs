using System.Text.RegularExpressions;
using HaiEnd.Mpi.Results;

namespace HaiEnd.Mpi.Analysis;

/// <summary>The MPI library that launches ran on.</summary>
/// <param name="Name">e.g. <c>Open MPI</c></param>
/// <param name="Version">e.g. <c>4.1.4</c>; empty where its text has none</param>
public sealed partial record MpiLibrary(string Name, string Version)
{
    /// <summary>Where a run keeps the library's own text.</summary>
    private const string TextFact = "mpi_library";

    private const string OfOpenMpi = "OMPI_MCA_coll_tuned_allreduce_algorithm";
    private const string OfMpich = "MPIR_CVAR_ALLREDUCE_INTRA_ALGORITHM";

    /// <summary>The variable that chose the algorithm of MPI_Allreduce, <c>NAME=VALUE</c>; empty where the library
    /// did.</summary>
    public string Chosen { get; init; } = "";

    /// <summary>The text that the library gives of itself, up to its first comma or line end; empty where a run has
    /// none.</summary>
    public static string TextOf(RunRecord run) =>
        run.Provenance.GetValueOrDefault(TextFact, "").Split(',', '\n')[0].Trim();

    /// <summary>The library of a run.</summary>
    public static MpiLibrary Of(RunRecord run)
    {
        string text = TextOf(run);
        Match found = NameAndVersion().Match(text);
        Fact? chosen = RunFacts.Of(run).FirstOrDefault(f => f.Name is OfOpenMpi or OfMpich);
        return new(found.Success ? found.Groups[1].Value : text, found.Groups[2].Value)
        {
            Chosen = chosen is null ? "" : $"{chosen.Name}={chosen.Value}",
        };
    }

    /// <summary>How the environment has MPI_Allreduce go a way of ours, for buffers of all sizes; empty where the
    /// library has no algorithm that is known to do it so. Of Open MPI, <c>ompi_info --param coll tuned --level 9</c>
    /// lists them (4.1.4); of MPICH, <c>mpivars</c> (4.0.2).</summary>
    /// <param name="realisation">of all-reduce</param>
    public string SettingFor(string realisation) => (Name, realisation) switch
    {
        ("Open MPI", "reduce-bcast") => Tuned(2, "nonoverlapping"),
        ("Open MPI", "recursive-doubling") => Tuned(3, "recursive_doubling"),
        ("Open MPI", "ring") => Tuned(4, "ring"),
        ("Open MPI", "pipelined-ring") => Tuned(5, "segmented_ring"),
        ("Open MPI", "rabenseifner") => Tuned(6, "rabenseifner"),
        ("MPICH", "recursive-doubling") => $"{OfMpich}=recursive_doubling",
        ("MPICH", "rabenseifner") => $"{OfMpich}=reduce_scatter_allgather",
        _ => "",
    };

    /// <summary>True where a setting, as <see cref="SettingFor"/> gives it, is what was chosen.</summary>
    public bool HasSet(string setting) => Chosen.Length > 0
        && (setting.Split(' ').Contains(Chosen)
            || setting.EndsWith($"({Chosen[(Chosen.IndexOf('=') + 1)..]})", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}".Trim();

    private static string Tuned(int number, string name) =>
        $"OMPI_MCA_coll_tuned_use_dynamic_rules=1 {OfOpenMpi}={number} ({name})";

    [GeneratedRegex(@"^(\S.*?)(?:\s+[Vv]ersion)?[\s:]+v?(\d[\w.]*)")]
    private static partial Regex NameAndVersion();
}
