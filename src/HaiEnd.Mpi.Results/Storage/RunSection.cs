using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Writes and reads what a file says of its launch: root attributes, /provenance, /machine and /log.</summary>
internal static class RunSection
{
    /// <summary>Version of the layout. A reader takes any minor and patch version of its major one.</summary>
    public const string SchemaVersion = "1.3.0";

    private const int Major = 1;
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>Writes everything but the points.</summary>
    public static void Write(H5File file, RunRecord run)
    {
        file.SetAttribute("Conventions", "HaiEnd-1.0 CF-1.11");
        file.SetAttribute("schema_version", SchemaVersion);
        file.SetAttribute("NX_class", "NXroot");
        file.SetAttribute("default", "results");
        file.SetAttribute("run_id", run.RunId);
        file.SetAttribute("status", run.Status == RunStatus.Complete ? "complete" : "interrupted");
        file.SetAttribute("created_utc", run.Created.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture));
        file.SetAttribute("finished_utc", run.Finished.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture));
        file.SetAttribute("campaign", run.Campaign);
        file.SetAttribute("suite_name", run.SuiteName);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(run.SuiteYaml));
        file.SetAttribute("suite_sha256", Convert.ToHexStringLower(hash));
        file.SetAttribute("site", run.Site);
        file.SetAttribute("system", run.System);
        file.SetAttribute("partition", run.Partition);
        file.SetAttribute("n_nodes", run.Nodes.Count);
        file.SetAttribute("n_ranks", run.Ranks.Count);
        file.SetAttribute("n_devices", run.Devices.Count);
        file.SetAttribute("haiend_version", run.HaiEndVersion);
        file.SetAttribute("sample_policy", "all");
        file.SetAttribute("anonymised", (sbyte)(run.Anonymised ? 1 : 0));
        WriteProvenance(file, run);
        MachineSection.Write(file, run);
        WriteLog(file, run.Log);
    }

    /// <summary>Reads everything but the points.</summary>
    public static RunRecord Read(H5File file, ReadBudget budget)
    {
        using H5Group provenanceGroup = file.OpenGroup("provenance");
        var provenance = new SectionReader(provenanceGroup, budget);
        using H5Group machineGroup = file.OpenGroup("machine");
        var machine = new SectionReader(machineGroup, budget);
        return new RunRecord
        {
            RunId = file.GetText("run_id"),
            Status = file.GetText("status") == "complete" ? RunStatus.Complete : RunStatus.Interrupted,
            Created = When(file, "created_utc"),
            Finished = When(file, "finished_utc"),
            Campaign = file.GetText("campaign"),
            SuiteName = file.GetText("suite_name"),
            SuiteYaml = provenance.Text("suite_yaml"),
            Site = file.GetText("site"),
            SiteYaml = provenance.Text("site_yaml"),
            System = file.GetText("system"),
            Partition = file.GetText("partition"),
            HaiEndVersion = file.GetText("haiend_version"),
            Anonymised = file.GetNumber<sbyte>("anonymised") != 0,
            CommandLine = provenance.Text("command_line"),
            Provenance = Facts(provenanceGroup, budget),
            EnvironmentJson = provenance.Text("environment_json"),
            DoctorJson = provenance.Text("doctor_json"),
            Modules = provenance.TextsOrNone("modules"),
            NativeLibraries = provenance.TextsOrNone("native_libs"),
            Nodes = MachineSection.ReadNodes(machine),
            Ranks = MachineSection.ReadRanks(machine),
            Devices = MachineSection.ReadDevices(machine),
            Topologies = MachineSection.ReadTopologies(machine),
            Log = ReadLog(file, budget),
        };
    }

    /// <summary>Refuses a file of another kind or of a newer major version.</summary>
    /// <exception cref="FormatException">with the reason</exception>
    public static void CheckVersion(H5File file)
    {
        if (!file.HasAttribute("Conventions") || !file.HasAttribute("schema_version")
            || !file.GetText("Conventions").StartsWith("HaiEnd-", StringComparison.Ordinal))
        {
            throw new FormatException("this HDF5 file is not a result of haiend: it has no Conventions 'HaiEnd-...'");
        }
        string version = file.GetText("schema_version");
        if (!int.TryParse(version.Split('.')[0], out int major))
        {
            throw new FormatException($"schema_version '{version}' is not a version");
        }
        if (major > Major)
        {
            throw new FormatException(
                $"it was written with schema {version}; this program reads {Major}.x. Use a newer haiend to read it.");
        }
    }

    private static void WriteProvenance(H5File file, RunRecord run)
    {
        using H5Group group = file.CreateGroup("provenance");
        using var writer = new SectionWriter(group);
        foreach ((string name, string value) in run.Provenance)
        {
            group.SetAttribute(name, value);
        }
        writer.Text("command_line", run.CommandLine);
        writer.Text("suite_yaml", run.SuiteYaml);
        writer.Text("site_yaml", run.SiteYaml);
        writer.Text("environment_json", run.EnvironmentJson);
        writer.Text("doctor_json", run.DoctorJson);
        if (run.Modules.Count > 0)
        {
            writer.Scale("modules", run.Modules, "loaded environment modules");
        }
        if (run.NativeLibraries.Count > 0)
        {
            writer.Scale("native_libs", run.NativeLibraries, "native libraries in use, path and build id");
        }
        writer.Complete();
    }

    private static Dictionary<string, string> Facts(H5Group group, ReadBudget budget)
    {
        var facts = new Dictionary<string, string>();
        foreach (string name in group.AttributeNames())
        {
            string value = group.GetText(name);
            budget.Take(name.Length + value.Length + 64L, 2, name);
            facts[name] = value;
        }
        return facts;
    }

    private static void WriteLog(H5File file, IReadOnlyList<LogLine> log)
    {
        using H5Group group = file.CreateGroup("log");
        using var writer = new SectionWriter(group);
        H5Dataset scale = writer.Scale("event", log.Count, "logged event");
        writer.Column(scale, "t_ns", "ns", "since the run began", log.Select(l => l.TimeNs));
        writer.Column(scale, "level", "severity", log.Select(l => l.Level));
        writer.Column(scale, "rank", "1", "who said it", log.Select(l => l.Rank));
        writer.Column(scale, "text", "what was said", log.Select(l => l.Text));
        writer.Complete();
    }

    private static LogLine[] ReadLog(H5File file, ReadBudget budget)
    {
        using H5Group group = file.OpenGroup("log");
        var reader = new SectionReader(group, budget);
        long count = reader.Length("event");
        long[] time = reader.Column<long>("t_ns", count);
        string[] level = reader.Texts("level", count);
        int[] rank = reader.Column<int>("rank", count);
        string[] text = reader.Texts("text", count);
        return [.. time.Select((t, i) => new LogLine(t, level[i], rank[i], text[i]))];
    }

    private static DateTimeOffset When(H5File file, string name) =>
        DateTimeOffset.Parse(file.GetText(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
