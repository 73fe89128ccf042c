using System.Globalization;

namespace HaiEnd.Mpi.Bindings;

/// <summary>What the system says of huge pages. Files: Linux, admin-guide/mm/transhuge and hugetlbpage.</summary>
public static class HugePages
{
    /// <summary>Size of a huge page [byte].</summary>
    public const long Bytes = 2 << 20;

    private const string Folder = "/sys/kernel/mm/";

    /// <summary>Whether memory that asks for them may have transparent ones.</summary>
    public static bool AreTransparent => Text("transparent_hugepage/enabled") is { Length: > 0 } text
        && !text.Contains("[never]", StringComparison.Ordinal);

    /// <summary>Reserved pages of 2 MiB that nobody has taken.</summary>
    public static long Free =>
        long.TryParse(Text("hugepages/hugepages-2048kB/free_hugepages"), CultureInfo.InvariantCulture, out long free)
            ? free
            : 0;

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(Folder + file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
