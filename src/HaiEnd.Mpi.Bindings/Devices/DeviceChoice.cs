using System.Globalization;

namespace HaiEnd.Mpi.Bindings.Devices;

/// <summary>Which devices the ranks of a node may take.</summary>
/// <param name="Names">empty for all; else <c>cuda</c>, <c>cuda:1</c>, a UUID or a place on the bus</param>
/// <param name="MayShare">an accelerator may be given to several ranks</param>
public sealed record DeviceChoice(IReadOnlyList<string> Names, bool MayShare)
{
    private const string Any = "auto", Shared = "shared";

    /// <summary>All of them, and none twice.</summary>
    public static readonly DeviceChoice Auto = new([], false);

    /// <summary>Reads a comma list: names of devices, <c>auto</c> for all, <c>shared</c> where ranks may share.
    /// </summary>
    /// <exception cref="FormatException">a word is none of these</exception>
    public static DeviceChoice Parse(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. words.Where(w => w is not (Any or Shared))];
        return words.Length > 0 && names.All(IsName)
            ? new(names, words.Contains(Shared))
            : throw new FormatException(
                $"expected {Any}, {Shared}, a runtime, RUNTIME:NUMBER, a UUID or a PCI address, got '{text}'");
    }

    /// <summary>Whether a device is one of them.</summary>
    public bool Allows(DeviceFacts device) => Names.Count == 0 || Names.Any(n =>
        n == device.Runtime || n == $"{device.Runtime}:{device.Index}"
        || (device.Uuid.Length > 0 && n.Equals(device.Uuid, StringComparison.OrdinalIgnoreCase))
        || (device.Pci.Length > 0 && n.Equals(device.Pci, StringComparison.OrdinalIgnoreCase)));

    private static bool IsName(string word)
    {
        string[] parts = word.Split(':');
        bool isRuntime = DeviceRuntimes.All().Any(r => r.Name == parts[0]);
        return parts.Length switch
        {
            1 => isRuntime || word.StartsWith("GPU-", StringComparison.OrdinalIgnoreCase)
                || word.StartsWith("MIG-", StringComparison.OrdinalIgnoreCase),
            2 => isRuntime && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _),
            _ => parts.Length == 3 && parts[2].Contains('.', StringComparison.Ordinal),
        };
    }
}
