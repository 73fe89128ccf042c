using System.Globalization;

namespace HaiEnd.Mpi.Bindings;

/// <summary>Which file a piece of native code came from.</summary>
internal static class LoadedFile
{
    /// <summary>The file that is mapped at an address, by /proc/self/maps; empty where the system does not
    /// say.</summary>
    public static string Holding(nint address)
    {
        const string Maps = "/proc/self/maps";
        if (!File.Exists(Maps))
            return "";
        foreach (string line in File.ReadLines(Maps))
        {
            // from-to permissions offset device inode path
            int dash = line.IndexOf('-', StringComparison.Ordinal), space = line.IndexOf(' ', StringComparison.Ordinal);
            ulong from = Hex(line.AsSpan(0, dash)), to = Hex(line.AsSpan(dash + 1, space - dash - 1));
            int path = line.IndexOf('/', StringComparison.Ordinal);
            if ((ulong)address >= from && (ulong)address < to && path > 0)
                return line[path..];
        }

        return "";
    }

    private static ulong Hex(ReadOnlySpan<char> digits) =>
        ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
