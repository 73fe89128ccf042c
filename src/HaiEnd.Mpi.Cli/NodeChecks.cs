using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using HaiEnd.Mpi.Bench;
using HaiEnd.Mpi.Bindings;
using HaiEnd.Mpi.Bindings.Blas;
using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Hdf5;
using HaiEnd.Mpi.Bindings.Mpi;
using HaiEnd.Mpi.Bindings.Power;
using HaiEnd.Mpi.Bindings.Topology;

namespace HaiEnd.Mpi.Cli;

/// <summary>Checks of one node that need no MPI. They change nothing and take well under a second.</summary>
/// <param name="at">environment</param>
/// <param name="launch">how the process was started</param>
internal sealed class NodeChecks(Surroundings at, LaunchEnvironment launch)
{
    private const string ShimPattern = "libhaiend_mpi-*.so", ShimPath = "HAIEND_MPI_SHIM";

    /// <summary>All of them.</summary>
    /// <param name="folder">where results are to go</param>
    public IEnumerable<Finding> All(string folder) =>
        [.. OfRun(), Launcher(), Hdf5(), Blas(), .. Devices(), Energy(), Output(folder)];

    /// <summary>Those whose findings are kept with every run: they load no library that a benchmark may want to load
    /// in its own way.</summary>
    public IEnumerable<Finding> OfRun() => [Node(), Timer(), Binding()];

    private static Finding Node()
    {
        var node = NodeTopology.Read();
        bool isComplete = node.Text.StartsWith('<'); // hwloc writes XML
        return Finding.Pass("node", $"{node.HostName}: {node.CpuModel}, sockets {node.Sockets}, cores {node.Cores}, "
            + $"NUMA domains {node.Numa}, {Reports.Units.Bytes(node.MemoryBytes)}, "
            + (isComplete ? "topology from hwloc" : "topology from /sys (no hwloc)"));
    }

    private static Finding Timer()
    {
        const double CoarseNs = 1000;
        TimerFacts timer = TimerFacts.Measure();
        string found = $"steps of {timer.ResolutionNs:F0} ns, {timer.OverheadNs:F0} ns to read";
        return timer.ResolutionNs < CoarseNs
            ? Finding.Pass("timer", found)
            : Finding.Warn("timer", found,
                "short messages are measured in long batches here; a kernel with TSC does better");
    }

    private Finding Binding()
    {
        int processors = Environment.ProcessorCount;
        string found = $"processors for this process: {processors} ({NodeTopology.Read().CpuSet})";
        return int.TryParse(at.Variable("OMP_NUM_THREADS"), out int threads) && threads > processors
            ? Finding.Warn("binding", $"{found}, OMP_NUM_THREADS={threads}",
                $"export OMP_NUM_THREADS={processors}, or bind fewer ranks to a core")
            : Finding.Pass("binding", found);
    }

    /// <summary>The launcher and the binding must belong to the same MPI: otherwise every rank thinks it is
    /// alone.</summary>
    private Finding Launcher()
    {
        string[] shims = Shims();
        if (shims.Length == 0)
        {
            const string Fix = "build where mpicc is on the path: cmake -B build && cmake --build build";
            return launch.IsLaunched
                ? Finding.Fail("MPI", $"{launch.Launcher} started this, but no binding to MPI was built", Fix)
                : Finding.Warn("MPI", "no binding to MPI was built; one rank works", Fix);
        }

        string built = string.Join(", ", shims);
        string started = launch.IsLaunched ? launch.Launcher : FirstLine("mpirun", "--version") ?? "";
        if (started.Length == 0)
            return Finding.Warn(
                "MPI", $"bindings for {built}; no mpirun on the path",
                    "module load your MPI to use more than one rank");
        string? wanted = started.Contains("Open MPI", StringComparison.OrdinalIgnoreCase)
            || started.Contains("OpenRTE", StringComparison.OrdinalIgnoreCase) ? "openmpi"
            : started.Contains("HYDRA", StringComparison.OrdinalIgnoreCase)
                || started.Contains("MPICH", StringComparison.OrdinalIgnoreCase) ? "mpich" : null;
        string found = $"{started}; bindings for {built}";
        return wanted is null || shims.Contains(wanted) || shims.Contains("mpi")
            ? Finding.Pass("MPI", found)
            : Finding.Fail("MPI", found,
                $"build again where mpicc of {wanted} is on the path, or start with the other mpirun");
    }

    private string[] Shims()
    {
        static string Flavour(string file) => Path.GetFileNameWithoutExtension(file).Split('-', 2)[^1];
        return at.Variable(ShimPath) is { Length: > 0 } named
            ? [Flavour(named)]
            : [.. Directory.GetFiles(AppContext.BaseDirectory, ShimPattern).Select(Flavour)
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>OpenBLAS before 0.3.22 does not know the newest processors and falls back to half-wide
    /// vectors.</summary>
    private static Finding Blas()
    {
        if (!CblasLibrary.TryLoad(null, out CblasLibrary? blas, out string reason))
            return Finding.Warn("BLAS", reason, "apt install libopenblas0-pthread, or module load a BLAS");
        bool halfWide = Avx512F.IsSupported && blas!.CoreType is "Haswell" or "Zen";
        return halfWide
            ? Finding.Warn(
                "BLAS", $"{blas}: kernels without AVX-512 on a processor that has it, 1.7 times slower on a Zen 5",
                "unset OPENBLAS_CORETYPE, so that gemm.blas takes the best, or export OPENBLAS_CORETYPE=SkylakeX")
            : Finding.Pass("BLAS", blas!.ToString());
    }

    private static Finding Hdf5()
    {
        try
        {
            return Finding.Pass("HDF5", $"{Hdf5Library.Version} {Hdf5Library.Path}");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return Finding.Fail(
                "HDF5", e.Message.Split('\n')[0], $"module load hdf5, or set {Hdf5Library.Variable} to its file");
        }
    }

    private static Finding Energy()
    {
        EnergyMeters meters = new NodePower().OfNode();
        EnergyMeter? account = SlurmEnergy.MeterOf(1, 1, [.. meters.All.Select(m => m.Part)], out string reason);
        return Finding.Pass(
            "energy", string.Join("; ", new[] { $"{meters}", account?.Name ?? reason }.Where(t => t.Length > 0)));
    }

    /// <summary>What each device runtime finds. None is no fault, unless there is a board for it.</summary>
    private static IEnumerable<Finding> Devices()
    {
        foreach (IDeviceRuntime runtime in DeviceRuntimes.All())
        {
            FoundDevices found = runtime.Find();
            foreach (DeviceFacts d in found.Devices)
                yield return Finding.Pass($"{d.Runtime}:{d.Index}", DeviceWords.Of(d));
            if (found.Devices.Count > 0)
                continue;
            string boards = string.Join(", ", PciPlaces.Boards(runtime.Name));
            yield return boards.Length == 0
                ? Finding.Pass(runtime.Name, $"no device: {found.Reason}")
                : Finding.Warn(
                    runtime.Name, $"no device, though there are boards at {boards}: {found.Reason}",
                    "load the driver's and the toolkit's modules, and ask the job for the devices");
        }
    }

    /// <summary>A result file gets its final name by renaming, which some file systems refuse.</summary>
    private static Finding Output(string folder)
    {
        string place = Path.GetFullPath(folder);
        string existing = place;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        string probe = Path.Combine(existing, $".haiend-doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe + ".tmp", "probe");
            DurableFile.Publish(probe + ".tmp", probe);
            File.Delete(probe);
            long free = new DriveInfo(existing).AvailableFreeSpace;
            return Finding.Pass(
                "output", $"{place}: can be written, renames are atomic, {Reports.Units.Bytes(free)} free");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail("output", $"{place}: {e.Message}", "choose another folder with --output");
        }
    }

    /// <summary>What a program says first, or null where there is none.</summary>
    private static string? FirstLine(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string line = process.StandardOutput.ReadLine() ?? "";
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return line.TrimEnd(':', ' ');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
