namespace HaiEnd.Mpi.Results;

/// <summary>How a run ended. Spelt in lower case in the file.</summary>
public enum RunStatus
{
    /// <summary>Every point was dealt with.</summary>
    Complete,

    /// <summary>Deadline, signal or abort; what was measured is here.</summary>
    Interrupted,
}

/// <summary>One launch: what the root of a result file says.</summary>
public sealed record RunRecord
{
    /// <summary>UUIDv7, unique to this launch.</summary>
    public required string RunId { get; init; }

    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Start, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>End, UTC; the time of the last point for a run that was killed.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Name of the campaign; empty outside one.</summary>
    public string Campaign { get; init; } = "";

    /// <summary>Name in the suite file.</summary>
    public required string SuiteName { get; init; }

    /// <summary>The suite file, verbatim.</summary>
    public required string SuiteYaml { get; init; }

    /// <summary>Name in the site file; empty where none was given.</summary>
    public string Site { get; init; } = "";

    /// <summary>The site file, verbatim.</summary>
    public string SiteYaml { get; init; } = "";

    /// <summary>Machine name within the site.</summary>
    public string System { get; init; } = "";

    /// <summary>Partition within the machine.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Version of this program.</summary>
    public required string HaiEndVersion { get; init; }

    /// <summary>True where host, user and account names are hashed.</summary>
    public bool Anonymised { get; init; }

    /// <summary>The command that was typed.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Facts by name (git commit, .NET, GC mode, MPI, HDF5, BLAS, compilers): attributes of
    /// <c>/provenance</c>.</summary>
    public required IReadOnlyDictionary<string, string> Provenance { get; init; }

    /// <summary>Allow-listed environment variables, JSON.</summary>
    public string EnvironmentJson { get; init; } = "{}";

    /// <summary>Findings of <c>doctor</c>, JSON.</summary>
    public string DoctorJson { get; init; } = "[]";

    /// <summary>Loaded environment modules.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Native libraries in use, <c>path build-id</c>.</summary>
    public IReadOnlyList<string> NativeLibraries { get; init; } = [];

    /// <summary>Nodes, in the order of their first rank.</summary>
    public required IReadOnlyList<NodeRecord> Nodes { get; init; }

    /// <summary>Ranks of the launch, in order.</summary>
    public required IReadOnlyList<RankRecord> Ranks { get; init; }

    /// <summary>Devices in use, in the order of their first rank.</summary>
    public IReadOnlyList<DeviceRecord> Devices { get; init; } = [];

    /// <summary>hwloc XML or a plain text of the topology by its SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Topologies { get; init; } = new Dictionary<string, string>();

    /// <summary>Warnings and errors that were logged.</summary>
    public IReadOnlyList<LogLine> Log { get; init; } = [];
}

/// <summary>One node.</summary>
/// <param name="HostName">as the node calls itself</param>
/// <param name="CpuModel">from the system</param>
/// <param name="Sockets">packages</param>
/// <param name="Cores">physical cores</param>
/// <param name="Numa">NUMA domains</param>
/// <param name="MemoryBytes">physical memory or the cgroup's limit, whichever is smaller [byte]</param>
/// <param name="Kernel">operating system and version</param>
/// <param name="Topology">SHA-256 of its topology text; empty where unknown</param>
public sealed record NodeRecord(
    string HostName, string CpuModel, int Sockets, int Cores, int Numa, long MemoryBytes, string Kernel,
    string Topology)
{
    /// <summary>Governor, limits of the frequency and boost, e.g. <c>performance, 1500-3700 MHz, boost on</c>; empty
    /// where the system does not tell.</summary>
    public string Clocks { get; init; } = "";
}

/// <summary>One rank.</summary>
/// <param name="Node">index into the nodes</param>
/// <param name="LocalRank">its place on the node</param>
/// <param name="CpuSet">processors it may run on, as obtained, e.g. <c>0-3,8</c></param>
/// <param name="Device">index into the devices, -1 for none</param>
/// <param name="TimerResolutionNs">smallest step of its timer [ns]</param>
/// <param name="TimerOverheadNs">time to read its timer [ns]</param>
public sealed record RankRecord(
    int Node, int LocalRank, string CpuSet, int Device, double TimerResolutionNs, double TimerOverheadNs)
{
    /// <summary>What was known of its clock when the run ended.</summary>
    public RankClock Clock { get; init; } = RankClock.Unknown;
}

/// <summary>A rank's clock beside rank 0's, which is the common one.</summary>
/// <param name="OffsetNs">rank 0's less this one's at the last look [ns]; 0 where unknown</param>
/// <param name="Drift">by how much faster rank 0's runs [1]; NaN where unknown</param>
/// <param name="UncertaintyNs">the true offset is within this on either side [ns]; NaN where unknown</param>
/// <param name="StrayedNs">by how much what was known before was wrong at the last look [ns]; NaN where there was but
/// one</param>
public sealed record RankClock(long OffsetNs, double Drift, double UncertaintyNs, double StrayedNs)
{
    /// <summary>Of a run that ended before its clocks were looked at.</summary>
    public static readonly RankClock Unknown = new(0, double.NaN, double.NaN, double.NaN);
}

/// <summary>One device.</summary>
/// <param name="Node">index into the nodes</param>
/// <param name="Model">as its driver calls it</param>
/// <param name="Uuid">as its driver gives it; empty where unknown</param>
/// <param name="Driver">driver and version</param>
/// <param name="MemoryBytes">its memory [byte]</param>
/// <param name="Mig">profile of a partition of a device, e.g. <c>1g.10gb</c>; empty for a whole one</param>
/// <param name="PowerLimitW">power limit in force [W]; NaN where unknown</param>
public sealed record DeviceRecord(
    int Node, string Model, string Uuid, string Driver, long MemoryBytes, string Mig, double PowerLimitW)
{
    /// <summary>By what it was reached, e.g. <c>cuda</c> or <c>opencl cuda</c>; empty where unknown.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Its place on the bus, e.g. <c>0000:41:00.0</c>; empty where unknown.</summary>
    public string Pci { get; init; } = "";

    /// <summary>Whether its memory corrects errors: <c>on</c>, <c>off</c>; empty where unknown.</summary>
    public string Ecc { get; init; } = "";

    /// <summary>Highest clock of its cores [Hz]; NaN where unknown.</summary>
    public double ClockHz { get; init; } = double.NaN;

    /// <summary>It is the node's processors, as a device language sees them.</summary>
    public bool IsProcessors { get; init; }
}

/// <summary>One logged event.</summary>
/// <param name="TimeNs">since the run began [ns]</param>
/// <param name="Level"><c>warning</c>, <c>error</c>, ...</param>
/// <param name="Rank">who said it</param>
/// <param name="Text">what</param>
public sealed record LogLine(long TimeNs, string Level, int Rank, string Text);
