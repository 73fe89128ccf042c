using HaiEnd.Mpi.Bindings.Topology;
using NUnit.Framework;

namespace HaiEnd.Mpi.Tests.Topology;

/// <summary>The node as /proc and /sys tell it, played by a folder.</summary>
public sealed class NodeTopologyTests
{
    private string _root = "";

    [SetUp]
    public void Make() => _root = Directory.CreateTempSubdirectory("haiend-node").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public void This_node_has_a_processor_and_memory()
    {
        NodeTopology node = NodeTopology.Read();
        Assert.Multiple(() =>
        {
            Assert.That(node.Processors, Is.GreaterThanOrEqualTo(Math.Max(1, node.Cores)));
            Assert.That(node.AllowedProcessors, Is.EqualTo(Environment.ProcessorCount));
            Assert.That(node.MemoryBytes, Is.GreaterThan(1 << 28));
            Assert.That(node.Text, Is.Not.Empty);
            Assert.That(node.Text, Does.Not.Contain($"\"{node.HostName}\""), "equal nodes have equal texts");
        });
    }

    [Test]
    public void A_node_that_tells_nothing_is_all_zero()
    {
        NodeTopology node = NodeTopology.Read(new LinuxFiles(_root), null);
        Assert.That(
            (node.CpuModel, node.Sockets, node.Cores, node.Processors, node.Numa, node.MemoryBytes, node.CpuSet),
            Is.EqualTo(("", 0, 0, 0, 0, 0L, "")));
    }

    [Test]
    public void Threads_of_a_core_are_one_core_and_caches_are_in_order()
    {
        for (int cpu = 0; cpu < 4; cpu++)
        {
            Put($"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", cpu < 2 ? "0" : "1");
            Put($"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list", cpu < 2 ? "0-1" : "2-3");
        }

        Put("sys/devices/system/cpu/cpufreq/policy", "");
        Put("sys/devices/system/cpu/cpu0/cache/index3/size", "32768K");
        Put("sys/devices/system/cpu/cpu0/cache/index3/level", "3");
        Put("sys/devices/system/cpu/cpu0/cache/index3/type", "Unified");
        Put("sys/devices/system/cpu/cpu0/cache/index3/shared_cpu_list", "0-3");
        Put("sys/devices/system/cpu/cpu0/cache/index0/size", "48K");
        Put("sys/devices/system/cpu/cpu0/cache/index0/level", "1");
        Put("sys/devices/system/cpu/cpu0/cache/index0/type", "Data");
        Put("sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list", "0-1");
        Put("sys/devices/system/node/node0/cpulist", "0-3");
        Put("proc/cpuinfo", "processor\t: 0\nmodel name\t: Toy CPU: 9\n");
        Put("proc/self/status", "Name:\tx\nVmSize:\t    2048 kB\nCpus_allowed_list:\t0-1,3\n");
        NodeTopology node = NodeTopology.Read(new LinuxFiles(_root), null);
        Assert.Multiple(() =>
        {
            Assert.That((node.Sockets, node.Cores, node.Processors, node.Numa), Is.EqualTo((2, 2, 4, 1)));
            Assert.That(node.Caches, Is.EqualTo(new CacheFacts[]
            {
                new(1, "Data", 48 << 10, 2), new(3, "Unified", 32 << 20, 4),
            }));
            Assert.That(node.CpuModel, Is.EqualTo("Toy CPU: 9"));
            Assert.That(node.CpuSet, Is.EqualTo("0-1,3"));
            Assert.That(node.AllowedProcessors, Is.EqualTo(3));
            Assert.That(new LinuxFiles(_root).MappedBytes(), Is.EqualTo(2 << 20));
            Assert.That(node.Text, Does.Contain("cores 2"));
        });
    }

    [TestCase("cpufreq/boost", "1", "ondemand+performance, 1500-3700 MHz, boost on")]
    [TestCase("intel_pstate/no_turbo", "1", "ondemand+performance, 1500-3700 MHz, boost off")]
    [TestCase("intel_pstate/status", "active", "ondemand+performance, 1500-3700 MHz")]
    public void Clocks_are_told_over_all_processors(string file, string text, string expected)
    {
        for (int cpu = 0; cpu < 3; cpu++)
        {
            string folder = $"sys/devices/system/cpu/cpu{cpu}/cpufreq";
            Put($"{folder}/scaling_governor", cpu == 2 ? "ondemand\n" : "performance\n");
            Put($"{folder}/scaling_min_freq", cpu == 0 ? "1500000\n" : "1600000\n");
            Put($"{folder}/scaling_max_freq", cpu == 1 ? "3700000\n" : "3600000\n");
        }

        Put($"sys/devices/system/cpu/{file}", text);
        Assert.That(new LinuxFiles(_root).Clocks(), Is.EqualTo(expected));
        Assert.That(new LinuxFiles(Path.Combine(_root, "none")).Clocks(), Is.Empty);
    }

    [TestCase("0::/job/step\n", "sys/fs/cgroup/job/step/memory.max", "1073741824", 1L << 30)]
    [TestCase("0::/job/step\n", "sys/fs/cgroup/job/memory.max", "1073741824", 1L << 30)]
    [TestCase("0::/job/step\n", "sys/fs/cgroup/job/step/memory.max", "max", 2L << 30)]
    [TestCase("4:memory:/job\n0::/\n", "sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824", 1L << 30)]
    [TestCase("4:memory:/elsewhere\n", "sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824", 1L << 30)]
    [TestCase("4:memory:/job\n", "sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712", 2L << 30)]
    [TestCase("broken\n", "sys/fs/cgroup/memory.max", "7", 2L << 30)]
    public void The_tightest_memory_limit_holds(string groups, string file, string limit, long expected)
    {
        Put("proc/meminfo", "MemTotal:        2097152 kB\nMemFree: 1 kB\n");
        Put("proc/self/cgroup", groups);
        Put(file, limit);
        Assert.That(new LinuxFiles(_root).MemoryBytes(), Is.EqualTo(expected));
    }

    [TestCase("0-3", "", "0-1", -1, "the node has one NUMA domain")]
    [TestCase("0-3", "4-7", "0-1", 4, "")]
    [TestCase("0-3", "4-7", "6", 0, "")]
    [TestCase("0-3", "4-7", "2-5", -1, "the rank may run on several NUMA domains: bind it to one")]
    public void Another_memory_domain_is_found_for_a_rank_that_is_bound_to_one(
        string first, string second, string allowed, int processor, string missing)
    {
        Put("sys/devices/system/node/node0/cpulist", first);
        Put("sys/devices/system/node/node1/cpulist", second);
        Put("proc/self/status", $"Cpus_allowed_list:\t{allowed}\n");
        (int found, string why) = NumaNodes.Read(new LinuxFiles(_root)).Elsewhere();
        Assert.That(found, Is.EqualTo(processor));
        Assert.That(why, missing.Length == 0 ? Is.Empty : Does.StartWith(missing));
    }

    [Test]
    public void Boards_are_found_on_the_bus_and_are_close_to_some_processors()
    {
        Put("proc/self/status", "Cpus_allowed_list:\t2-5\n");
        foreach ((string place, string kind, string vendor) in (ReadOnlySpan<(string, string, string)>)
            [("0000:41:00.0", "0x030200", "0x10de"), ("0000:81:00.0", "0x120000", "0x1002"),
                ("0000:01:00.0", "0x020000", "0x10de")])
        {
            Put($"sys/bus/pci/devices/{place}/class", kind);
            Put($"sys/bus/pci/devices/{place}/vendor", vendor);
            Put($"sys/bus/pci/devices/{place}/local_cpulist", "4-7");
        }

        var files = new LinuxFiles(_root);
        Assert.That(PciPlaces.Boards(files, "cuda"), Is.EqualTo(new[] { "0000:41:00.0" }));
        Assert.That(PciPlaces.Boards(files, "hip"), Is.EqualTo(new[] { "0000:81:00.0" }));
        Assert.That(PciPlaces.Boards(files, "opencl"), Is.Empty);
        Assert.That(PciPlaces.Nearness(files, "0000:41:00.0"), Is.EqualTo(0.5));
        Assert.That(PciPlaces.Nearness(files, "0000:99:00.0"), Is.Zero);
    }

    private void Put(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
