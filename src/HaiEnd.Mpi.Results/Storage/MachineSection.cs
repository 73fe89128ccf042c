using HaiEnd.Mpi.Bindings.Hdf5;

namespace HaiEnd.Mpi.Results.Storage;

/// <summary>Writes and reads /machine: nodes, ranks, devices and topologies.</summary>
internal static class MachineSection
{
    private const string Processors = "processors";

    /// <summary>Writes the group.</summary>
    public static void Write(H5File file, RunRecord run)
    {
        using H5Group group = file.CreateGroup("machine");
        using var writer = new SectionWriter(group);
        WriteNodes(writer, run.Nodes);
        WriteRanks(writer, run.Ranks);
        if (run.Devices.Count > 0)
        {
            WriteDevices(writer, run.Devices);
        }
        using H5Group topology = group.CreateGroup("topology");
        using var texts = new SectionWriter(topology);
        foreach ((string hash, string text) in run.Topologies)
        {
            texts.Text(hash, text);
        }
        writer.Complete();
    }

    /// <summary>Reads the nodes.</summary>
    public static NodeRecord[] ReadNodes(SectionReader r)
    {
        long n = r.Length("node");
        string[] host = r.Texts("hostname", n), cpu = r.Texts("cpu_model", n), kernel = r.Texts("kernel", n);
        string[] topology = r.Texts("topology_sha256", n);
        string[] clocks = r.Group.Exists("clocks") ? r.Texts("clocks", n) : []; // since 1.1
        int[] sockets = r.Column<int>("sockets", n), cores = r.Column<int>("cores", n), numa = r.Column<int>("numa", n);
        long[] memory = r.Column<long>("mem", n);
        return [.. host.Select((h, i) =>
            new NodeRecord(h, cpu[i], sockets[i], cores[i], numa[i], memory[i], kernel[i], topology[i])
            {
                Clocks = clocks.Length == 0 ? "" : clocks[i],
            })];
    }

    /// <summary>Reads the ranks.</summary>
    public static RankRecord[] ReadRanks(SectionReader r)
    {
        long n = r.Length("rank");
        int[] node = r.Column<int>("rank_node", n), local = r.Column<int>("local_rank", n);
        int[] device = r.Column<int>("rank_device", n);
        string[] cpuset = r.Texts("cpuset", n);
        RankClock[] clock = ReadClocks(r, n);
        double[] resolution = r.Column<double>("timer_resolution_ns", n);
        double[] overhead = r.Column<double>("timer_overhead_ns", n);
        return [.. node.Select((k, i) =>
            new RankRecord(k, local[i], cpuset[i], device[i], resolution[i], overhead[i]) { Clock = clock[i] })];
    }

    private static RankClock[] ReadClocks(SectionReader r, long n)
    {
        long[] offset = r.Column<long>("clock_offset_ns", n);
        if (!r.Group.Exists("clock_drift")) // since 1.2
            return [.. offset.Select(o => RankClock.Unknown with { OffsetNs = o })];
        double[] drift = r.Column<double>("clock_drift", n), uncertainty = r.Column<double>("clock_uncertainty_ns", n);
        double[] strayed = r.Column<double>("clock_strayed_ns", n);
        return [.. offset.Select((o, i) => new RankClock(o, drift[i], uncertainty[i], strayed[i]))];
    }

    /// <summary>Reads the devices.</summary>
    public static DeviceRecord[] ReadDevices(SectionReader r)
    {
        if (!r.Group.Exists("device"))
        {
            return [];
        }
        long n = r.Length("device");
        int[] node = r.Column<int>("device_node", n);
        string[] model = r.Texts("device_model", n), uuid = r.Texts("device_uuid", n);
        string[] driver = r.Texts("device_driver", n), mig = r.Texts("device_mig", n);
        long[] memory = r.Column<long>("device_mem", n);
        double[] power = r.Column<double>("device_power_limit", n);
        bool isOld = !r.Group.Exists("device_runtime"); // since 1.3
        string[] Words(string name) => isOld ? new string[n] : r.Texts(name, n);
        string[] runtime = Words("device_runtime"), pci = Words("device_pci"), ecc = Words("device_ecc");
        double[] clock = isOld ? [] : r.Column<double>("device_clock", n);
        string[] kind = Words("device_kind");
        return [.. node.Select((k, i) =>
            new DeviceRecord(k, model[i], uuid[i], driver[i], memory[i], mig[i], power[i])
            {
                Runtime = runtime[i] ?? "",
                Pci = pci[i] ?? "",
                Ecc = ecc[i] ?? "",
                ClockHz = isOld ? double.NaN : clock[i],
                IsProcessors = kind[i] == Processors,
            })];
    }

    /// <summary>Reads the topology texts.</summary>
    public static Dictionary<string, string> ReadTopologies(SectionReader r)
    {
        using H5Group group = r.Group.OpenGroup("topology");
        var reader = new SectionReader(group, r.Budget);
        return group.Links().ToDictionary(l => l.Name, l => reader.Text(l.Name));
    }

    private static void WriteNodes(SectionWriter w, IReadOnlyList<NodeRecord> nodes)
    {
        H5Dataset node = w.Scale("node", nodes.Count, "node");
        w.Column(node, "hostname", "name of the node", nodes.Select(n => n.HostName));
        w.Column(node, "cpu_model", "processor", nodes.Select(n => n.CpuModel));
        w.Column(node, "sockets", "1", "packages", nodes.Select(n => n.Sockets));
        w.Column(node, "cores", "1", "physical cores", nodes.Select(n => n.Cores));
        w.Column(node, "numa", "1", "NUMA domains", nodes.Select(n => n.Numa));
        w.Column(node, "mem", "byte", "memory that may be used", nodes.Select(n => n.MemoryBytes));
        w.Column(node, "kernel", "operating system and version", nodes.Select(n => n.Kernel));
        w.Column(node, "topology_sha256", "entry of the group topology", nodes.Select(n => n.Topology));
        w.Column(node, "clocks", "governor, limits of the frequency and boost", nodes.Select(n => n.Clocks));
    }

    private static void WriteRanks(SectionWriter w, IReadOnlyList<RankRecord> ranks)
    {
        H5Dataset rank = w.Scale("rank", ranks.Count, "rank");
        w.Column(rank, "rank_node", "1", "node of the rank", ranks.Select(r => r.Node));
        w.Column(rank, "local_rank", "1", "place of the rank on its node", ranks.Select(r => r.LocalRank));
        w.Column(rank, "cpuset", "processors the rank may run on", ranks.Select(r => r.CpuSet));
        w.Column(rank, "rank_device", "1", "device of the rank, -1 for none", ranks.Select(r => r.Device));
        w.Column(rank, "clock_offset_ns", "ns", "clock of rank 0 less the rank's, at the last look",
            ranks.Select(r => r.Clock.OffsetNs));
        w.Column(rank, "clock_drift", "1", "by how much faster the clock of rank 0 runs",
            ranks.Select(r => r.Clock.Drift));
        w.Column(rank, "clock_uncertainty_ns", "ns", "the true offset is within this on either side",
            ranks.Select(r => r.Clock.UncertaintyNs));
        w.Column(rank, "clock_strayed_ns", "ns", "by how much what was known before was wrong at the last look",
            ranks.Select(r => r.Clock.StrayedNs));
        w.Column(rank, "timer_resolution_ns", "ns", "smallest step of the timer",
            ranks.Select(r => r.TimerResolutionNs));
        w.Column(rank, "timer_overhead_ns", "ns", "time to read the timer", ranks.Select(r => r.TimerOverheadNs));
    }

    private static void WriteDevices(SectionWriter w, IReadOnlyList<DeviceRecord> devices)
    {
        H5Dataset device = w.Scale("device", devices.Count, "device");
        w.Column(device, "device_node", "1", "node of the device", devices.Select(d => d.Node));
        w.Column(device, "device_model", "model", devices.Select(d => d.Model));
        w.Column(device, "device_uuid", "identity", devices.Select(d => d.Uuid));
        w.Column(device, "device_driver", "driver and version", devices.Select(d => d.Driver));
        w.Column(device, "device_mem", "byte", "memory", devices.Select(d => d.MemoryBytes));
        w.Column(device, "device_mig", "profile of a partition, empty for a whole device", devices.Select(d => d.Mig));
        w.Column(device, "device_power_limit", "W", "power limit in force", devices.Select(d => d.PowerLimitW));
        w.Column(device, "device_runtime", "by what it was reached", devices.Select(d => d.Runtime));
        w.Column(device, "device_kind", "accelerator, or the node's processors",
            devices.Select(d => d.IsProcessors ? Processors : "accelerator"));
        w.Column(device, "device_pci", "place on the bus", devices.Select(d => d.Pci));
        w.Column(device, "device_ecc", "whether memory corrects errors", devices.Select(d => d.Ecc));
        w.Column(device, "device_clock", "Hz", "highest clock of its cores", devices.Select(d => d.ClockHz));
    }
}
