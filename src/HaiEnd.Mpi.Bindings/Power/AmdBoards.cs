using System.Globalization;
using HaiEnd.Mpi.Bindings.Devices;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>Boards as AMD's libraries know them, by their place on the bus: AMD SMI's first, which ROCm 6 brought and
/// which alone is left in ROCm 10; ROCm SMI's where that has no answer, as in ROCm 5.</summary>
internal static class AmdBoards
{
    // ROCm's counters are read by the firmware's table of metrics; how often that is renewed is not documented.
    private const double StepSeconds = 0.1, MicroToOne = 1e-6;

    /// <summary>What a counter says that is not there: rocm_smi.h, rsmi_gpu_metrics_t.</summary>
    private const ulong Absent = ulong.MaxValue;

    private static readonly AmdLibrary[] Libraries = [new AmdSmiLibrary(), new RocmSmiLibrary()];

    /// <summary>The meter of a board; null where it has none.</summary>
    /// <param name="d">a device on it</param>
    /// <param name="reason">why there is none</param>
    public static EnergyMeter? MeterOf(DeviceFacts d, out string reason)
    {
        var reasons = new List<string>();
        foreach (AmdLibrary library in Libraries)
        {
            EnergyMeter? meter = Of(library, d, out reason);
            if (meter is not null)
                return meter;
            reasons.Add(reason);
        }

        reason = string.Join("; ", reasons);
        return null;
    }

    /// <summary>The place of a board as the libraries write it; null for a text that is none.</summary>
    internal static ulong? PlaceOf(string pci)
    {
        string[] words = pci.Split(':', '.');
        ulong[] numbers = [.. words.Select(w =>
            ulong.TryParse(w, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong n) ? n : Absent)];
        return numbers.Length == 4 && !numbers.Contains(Absent)
            ? AmdLibrary.BoardOf(numbers[0] << 32 | numbers[1] << 8 | numbers[2] << 3)
            : null;
    }

    /// <summary>The meter of a board by one of the libraries; null where it has none.</summary>
    internal static EnergyMeter? Of(AmdLibrary library, DeviceFacts d, out string reason)
    {
        IReadOnlyDictionary<ulong, nint> boards = library.Boards(out reason);
        if (reason.Length > 0)
            return null;
        if (PlaceOf(d.Pci) is not { } place || !boards.TryGetValue(place, out nint board))
        {
            reason = $"{library.Name} knows no board at {d.Pci}";
            return null;
        }

        try
        {
            reason = Joules(out double joules, out double step);
            return double.IsFinite(joules)
                ? new(EnergyPart.Device, $"{library.Name} {d.Pci}", double.NaN, StepSeconds,
                    () => Joules(out double now, out _).Length == 0 ? now : double.NaN)
                { UnitJoules = step }
                : null;
        }
        catch (EntryPointNotFoundException e)
        {
            reason = e.Message;
            return null;
        }

        string Joules(out double joules, out double step)
        {
            string fault = library.Read(board, out ulong count, out float microJoules);
            bool isThere = fault.Length == 0 && count is > 0 and < Absent && microJoules > 0;
            step = microJoules * MicroToOne;
            joules = isThere ? count * step : double.NaN;
            return fault.Length > 0 || isThere ? fault : $"{library.Name} has no counter for {d.Pci}";
        }
    }
}
