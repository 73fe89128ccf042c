using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Reports;

namespace HaiEnd.Mpi.Cli;

/// <summary>A device in a line, for a person; what is not known is left out.</summary>
internal static class DeviceWords
{
    /// <summary>Model, kind, size, and what tells it from others.</summary>
    public static string Of(DeviceFacts d) => string.Join(", ", Facts(d).Where(f => f.Length > 0));

    private static IEnumerable<string> Facts(DeviceFacts d) =>
    [
        d.Model,
        d.Kind == DeviceKind.Processor ? "the node's processors" : "",
        d.Mig.Length > 0 ? $"MIG {d.Mig}" : "",
        d.Units > 0 ? Words.Count(d.Units, "unit") : "",
        double.IsFinite(d.ClockHz) ? Units.Si(d.ClockHz, "Hz") : "",
        Units.Bytes(d.MemoryBytes),
        d.Ecc switch { true => "ECC", false => "no ECC", null => "" },
        d.HasFp64 ? "" : "no fp64",
        double.IsFinite(d.PowerLimitW) ? $"limit {Units.Si(d.PowerLimitW, "W")}" : "",
        d.Driver,
        d.Pci.Length > 0 ? $"PCI {d.Pci}" : "",
        d.Uuid,
    ];
}
