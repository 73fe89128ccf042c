using HaiEnd.Mpi.Bindings.Devices;
using HaiEnd.Mpi.Bindings.Interop;
using static HaiEnd.Mpi.Bindings.Interop.Nvml;

namespace HaiEnd.Mpi.Bindings.Power;

/// <summary>Boards as NVML knows them, by their place on the bus: its numbers are not CUDA's. The variable HAIEND_NVML
/// may name its file.</summary>
internal static unsafe class NvmlBoards
{
    // NVML's counter moves in steps of 20 to 100 ms (Yang, Adamek, Armour, SC 2024).
    private const double StepSeconds = 0.1, MilliToOne = 1e-3, MegaToOne = 1e6;

    // NVML is started once in a process, and ends with it.
    private static readonly Lazy<string> Reason = new(Start);

    /// <summary>The facts with what NVML adds to them.</summary>
    public static DeviceFacts Described(DeviceFacts d)
    {
        try
        {
            if (HandleOf(d, out nint board).Length > 0)
                return d;
            uint limit, clock, ecc, pending;
            return d with
            {
                // A slice has no power of its own.
                PowerLimitW = d.Mig.Length == 0 && nvmlDeviceGetEnforcedPowerLimit(board, &limit) == NVML_SUCCESS
                    ? limit * MilliToOne
                    : d.PowerLimitW,
                ClockHz = nvmlDeviceGetMaxClockInfo(board, NVML_CLOCK_SM, &clock) == NVML_SUCCESS
                    ? clock * MegaToOne
                    : d.ClockHz,
                Ecc = nvmlDeviceGetEccMode(board, &ecc, &pending) == NVML_SUCCESS ? ecc != 0 : d.Ecc,
            };
        }
        catch (EntryPointNotFoundException)
        {
            return d;
        }
    }

    /// <summary>The meter of a board; null where it has none.</summary>
    /// <param name="d">a device on it</param>
    /// <param name="reason">why there is none</param>
    public static EnergyMeter? MeterOf(DeviceFacts d, out string reason)
    {
        try
        {
            reason = HandleOf(d, out nint board);
            if (reason.Length == 0)
                reason = Read(board, out _);
            return reason.Length > 0 ? null : new(
                EnergyPart.Device, $"NVML {d.Pci}", double.NaN, StepSeconds,
                () => Read(board, out double joules).Length == 0 ? joules : double.NaN)
            { UnitJoules = MilliToOne };
        }
        catch (EntryPointNotFoundException e)
        {
            reason = e.Message;
            return null;
        }
    }

    private static string Read(nint board, out double joules)
    {
        ulong mJ;
        int code = nvmlDeviceGetTotalEnergyConsumption(board, &mJ);
        joules = mJ * MilliToOne;
        return Meaning(code, nameof(nvmlDeviceGetTotalEnergyConsumption));
    }

    private static string HandleOf(DeviceFacts d, out nint board)
    {
        board = 0;
        if (Reason.Value.Length > 0)
            return Reason.Value;
        nint found;
        fixed (byte* id = Utf8.Bytes(d.Pci))
        {
            int code = nvmlDeviceGetHandleByPciBusId_v2(id, &found);
            board = found;
            return Meaning(code, $"{nameof(nvmlDeviceGetHandleByPciBusId_v2)} of {d.Pci}");
        }
    }

    private static string Start()
    {
        try
        {
            nint handle = Libraries.Load(Library, "HAIEND_NVML", "libnvidia-ml.so.1", "libnvidia-ml.so");
            Libraries.Register(Library, () => handle);
            return Meaning(nvmlInit_v2(), nameof(nvmlInit_v2));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return e.Message;
        }
    }

    private static string Meaning(int code, string call) =>
        code == NVML_SUCCESS ? "" : $"{call} failed: {Utf8.Text(nvmlErrorString(code))}";
}
