using System.Diagnostics;
using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>Energy and power as files of /sys tell them.</summary>
/// <param name="root">where sys is; another folder in tests</param>
public sealed class NodePower(string root = "/")
{
    private const double MicroToOne = 1e-6, PackageStepSeconds = 1e-3, NodeStepSeconds = 0.1, BoardStepSeconds = 0.1;
    private const string Zones = "sys/class/powercap", Cray = "sys/cray/pm_counters/energy";
    private const string AmdsVendor = "0x1002";

    /// <summary>Meters of processors and node, for one rank of it.</summary>
    public EnergyMeters OfNode()
    {
        var found = new List<EnergyMeter>();
        var missing = new List<string>();
        foreach (string zone in Folders(Zones, "intel-rapl:*").Order(StringComparer.Ordinal))
        {
            // Packages, and the memory of each, which is not in them (Linux, power/powercap). AMD's are named so too.
            string name = Text($"{zone}/name");
            if (name.StartsWith("package", StringComparison.Ordinal) || name == "dram")
                Add(new(
                    EnergyPart.Cpu, $"RAPL {Path.GetFileName(zone)} {name}",
                    Number($"{zone}/max_energy_range_uj") * MicroToOne, PackageStepSeconds,
                    () => Number($"{zone}/energy_uj") * MicroToOne)
                { UnitJoules = MicroToOne });
        }

        if (found.Count == 0 && missing.Count == 0)
            missing.Add($"cpu unavailable: no zones in /{Zones}");
        if (File.Exists(Path.Combine(root, Cray)))
        {
            Add(new(EnergyPart.Node, "Cray pm_counters", double.NaN, NodeStepSeconds, () => Number(Cray))
            {
                UnitJoules = 1,
            });
        }
        else
            missing.Add($"node unavailable: no /{Cray}");
        return new(found, missing);

        // Since CVE-2020-8694 only root may read the processors' energy.
        void Add(EnergyMeter meter)
        {
            if (double.IsFinite(meter.Joules()))
                found.Add(meter);
            else
                missing.Add($"{meter.Part.ToString().ToLowerInvariant()} unavailable: {meter.Name} can't be read");
        }
    }

    /// <summary>Meters of boards, whose steps are timed.</summary>
    /// <param name="devices">one on each</param>
    public EnergyMeters OfBoards(IReadOnlyCollection<DeviceFacts> devices)
    {
        var found = new List<EnergyMeter>();
        var missing = new List<string>();
        foreach (DeviceFacts d in devices)
        {
            string reason = "a slice of a board has no meter of its own";
            EnergyMeter? meter = d.Mig.Length > 0 ? null : Counter(d, out reason)?.Paced(
                () => (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency) ?? Sampled(d);
            if (meter is not null)
                found.Add(meter);
            else
                missing.Add($"device unavailable: {d.Model}: {reason}");
        }

        return new(found, missing) { Boards = devices.Count };
    }

    /// <summary>The facts with what hwmon and NVML add to them.</summary>
    public DeviceFacts Described(DeviceFacts d)
    {
        if (d.Pci.Length == 0)
            return d;
        double cap = Monitors(d).Select(m => Number($"{m}/power1_cap")).FirstOrDefault(double.IsFinite, double.NaN);
        return double.IsFinite(cap) ? d with { PowerLimitW = cap * MicroToOne } : NvmlBoards.Described(d);
    }

    private EnergyMeter? Counter(DeviceFacts d, out string reason)
    {
        reason = "";
        return FileOf(d) ?? (IsAmds(d) ? AmdBoards.MeterOf(d, out reason) : NvmlBoards.MeterOf(d, out reason));
    }

    /// <summary>Of a board that tells its power alone.</summary>
    private EnergyMeter? Sampled(DeviceFacts d)
    {
        SampledPower? power = Monitors(d).SelectMany(m => new[] { $"{m}/power1_average", $"{m}/power1_input" })
            .Select(f => SampledPower.Of(Path.Combine(root, f))).FirstOrDefault(p => p is not null);
        return power is null ? null : new(
            EnergyPart.Device, $"hwmon power of {d.Pci}, sampled", double.NaN, SampledPower.StepSeconds, power.Joules);
    }

    /// <summary>Names of the files: Linux, hwmon/sysfs-interface.</summary>
    private EnergyMeter? FileOf(DeviceFacts d)
    {
        string? monitor = Monitors(d).FirstOrDefault(m => double.IsFinite(Number($"{m}/energy1_input")));
        return monitor is null ? null : new(
            EnergyPart.Device, $"hwmon {d.Pci}", double.NaN, BoardStepSeconds,
            () => Number($"{monitor}/energy1_input") * MicroToOne)
        { UnitJoules = MicroToOne };
    }

    private bool IsAmds(DeviceFacts d) =>
        d.Runtime == "hip" || (d.Pci.Length > 0 && Text($"sys/bus/pci/devices/{d.Pci}/vendor") == AmdsVendor);

    private string[] Monitors(DeviceFacts d) =>
        d.Pci.Length == 0 ? [] : Folders($"sys/bus/pci/devices/{d.Pci}/hwmon", "hwmon*");

    /// <summary>The first word of a file; NaN where it is no number or can't be read.</summary>
    private double Number(string file) => double.TryParse(
        Text(file).Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : double.NaN;

    private string Text(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string[] Folders(string folder, string pattern)
    {
        try
        {
            return [.. Directory.GetDirectories(Path.Combine(root, folder), pattern)
                .Select(f => Path.GetRelativePath(root, f))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
