using System.Globalization;

namespace HaiEnd.Mpi.Bench;

/// <summary>Resident memory of this process.</summary>
public static class PeakMemory
{
    /// <summary>Greatest resident memory so far [byte], VmHWM of /proc/self/status; 0 where the system does not
    /// say.</summary>
    public static long Bytes()
    {
        const string File = "/proc/self/status", Key = "VmHWM:";
        if (!System.IO.File.Exists(File))
            return 0;
        string? line = Array.Find(System.IO.File.ReadAllLines(File), l => l.StartsWith(Key, StringComparison.Ordinal));
        string kib = (line ?? "")[Key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.TryParse(kib, CultureInfo.InvariantCulture, out long value) ? value * 1024 : 0;
    }
}
